//! The sheet that explains a template.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::book::Book;
use crate::text::text;

/// Writes the sheet.
///
/// # Errors
/// None of these texts.
pub fn read_me(sheet: &mut Worksheet, book: &Book) -> Result<(), XlsxError> {
    let say = |id: &str, en: &str| {
        text(id.to_owned(), en.to_owned())
            .in_language(book.language)
            .to_owned()
    };
    sheet.set_name(say("Petunjuk", "Read me"))?;
    sheet.set_column_width(0, 110)?;
    let (season, region) = (&book.season, &book.region_name);
    let lines = [
        format!("{season}, {region} ({})", book.region_code),
        say(
            "Isi lembar pertama di kolom Isi; kolom abu-abu tidak dipakai di baris itu.",
            "Fill in the first sheet in the column Entry; grey cells are not used in their row.",
        ),
        say(
            "Perlu baris lebih? Salin satu baris utuh yang sejenis, lalu sisipkan di bawahnya.",
            "More rows? Copy a whole row of the same kind and insert it below.",
        ),
        say(
            "Isi berkas menggantikan seluruh isi laporan aksi itu; baris yang dikosongkan atau dihapus hilang dari laporan.",
            "What the file says of an action replaces what its report said; rows that are blank or deleted leave the report.",
        ),
        say(
            "Aksi yang semua barisnya dihapus dari berkas tidak diubah.",
            "An action of which the file has no row is left as it is.",
        ),
        say(
            "Jangan mengubah kolom tersembunyi dan jangan memindahkan lembar pertama.",
            "Leave the hidden columns and the place of the first sheet as they are.",
        ),
        say(
            "Tanggal: 2025-03-20. Rupiah: bilangan bulat tanpa titik.",
            "Dates: 2025-03-20. Rupiah: whole numbers.",
        ),
        say(
            "Jangan menulis nama, NIK atau alamat anak dan keluarga.",
            "Do not write names, identity numbers or addresses of children and families.",
        ),
        say(
            "Kirim berkas ini ke POST /api/v1/action-reports/import; dengan dry_run=true hanya diperiksa.",
            "Send this file to POST /api/v1/action-reports/import; with dry_run=true it is only checked.",
        ),
        say(
            "Dokumen bukti diunggah tersendiri di setiap laporan.",
            "Documents are handed in at each report, not here.",
        ),
    ];
    for (row, line) in (0u32..).zip(&lines) {
        sheet.write_string(row, 0, line)?;
    }
    Ok(())
}
