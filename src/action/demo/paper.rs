//! A document of one small page that says of itself that it is invented.

use std::fmt::Write;

/// A PDF with these lines, in the letters of its built-in font.
pub(super) fn pdf(lines: &[String]) -> Vec<u8> {
    let mut page = String::from("BT /F1 11 Tf 14 TL 24 260 Td\n");
    for line in lines {
        let _ = writeln!(page, "({}) Tj T*", plain(line));
    }
    page.push_str("ET\n");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 298] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}endstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut places = String::new();
    for (number, object) in (1..).zip(&objects) {
        let _ = writeln!(places, "{:010} 00000 n ", pdf.len());
        let _ = writeln!(pdf, "{number} 0 obj\n{object}\nendobj");
    }
    let (start, count) = (pdf.len(), objects.len() + 1);
    let _ = write!(
        pdf,
        "xref\n0 {count}\n0000000000 65535 f \n{places}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    pdf.into_bytes()
}

/// Letters that the font and the syntax have; `?` for others.
fn plain(line: &str) -> String {
    line.chars()
        .map(|c| match c {
            '(' | '[' => '-',
            ')' | ']' | '\\' => ' ',
            ' '..='~' => c,
            _ => '?',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::inspect::{Limits, inspect};

    #[test]
    fn is_a_document_that_can_be_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let lines = ["CONTOH BUATAN / SYNTHETIC", "64.74 (Kota Bontang)"].map(str::to_owned);
        std::fs::write(file.path(), pdf(&lines)).unwrap();
        let found = inspect(file.path(), "contoh.pdf", &Limits::default()).unwrap();
        let text = found.text.unwrap();
        assert!(
            text.contains("SYNTHETIC") && text.contains("64.74 -Kota Bontang"),
            "{text}"
        );
    }
}
