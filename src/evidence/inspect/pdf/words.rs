//! The text of a PDF, page by page, as far as it goes within bounds of bytes and time.

use std::time::{Duration, Instant};

use lopdf::Document;

/// The most bytes of text.
const TEXT_LIMIT: usize = 200 * 1024;
/// The most bytes of a page's drawing, and of a font's table of characters.
const CONTENT_LIMIT: usize = 2 * 1024 * 1024;
/// The most fonts of a page.
const FONTS_LIMIT: usize = 64;
/// How long it may take: the last page begins before.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the pages say, blanks made even; none if they say nothing, as scanned ones do.
pub(super) fn extract(document: &Document) -> Option<String> {
    let until = Instant::now() + PATIENCE;
    let mut text = String::new();
    for (number, page) in document.get_pages() {
        if text.len() >= TEXT_LIMIT || Instant::now() > until {
            break;
        }
        let has_few_fonts = document
            .get_page_fonts(page)
            .is_ok_and(|fonts| fonts.len() <= FONTS_LIMIT);
        if !has_few_fonts {
            continue;
        }
        let chunks = document.extract_text_chunks_with_limit(&[number], CONTENT_LIMIT);
        let page: String = chunks.into_iter().flatten().collect();
        for word in page.split(|c: char| c.is_whitespace() || c.is_control()) {
            if !word.is_empty() {
                text.push_str(word);
                text.push(' ');
            }
        }
    }
    text.truncate(text.floor_char_boundary(TEXT_LIMIT));
    text.truncate(text.trim_end().len());
    (!text.is_empty()).then_some(text)
}
