//! Writing a template: one long sheet, since a slow machine scrolls faster than it changes sheets; a sheet that explains it; and
//! the villages to choose from.

use chrono::{DateTime, Utc};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign,
    Formula, Workbook, Worksheet, XlsxError,
};

use super::columns::{HIDDEN, headings};
use super::form::{Entry, FormRow, Item};
use super::readme::read_me;
use crate::table::guarded;
use crate::text::{Language, text};

/// What a template is made of.
pub struct Book {
    /// The season.
    pub season: String,
    /// The version of its scheme.
    pub scheme_version: i64,
    /// The region.
    pub region_code: String,
    /// Its name.
    pub region_name: String,
    /// The actions on which it reports.
    pub actions: Vec<ActionForm>,
    /// The villages of the region, each with its code in front.
    pub villages: Vec<String>,
    /// When it is made.
    pub made_at: DateTime<Utc>,
    /// The language.
    pub language: Language,
}

/// An action of a template.
pub struct ActionForm {
    /// Its code.
    pub code: String,
    /// Its name with its number.
    pub title: String,
    /// How far its report is.
    pub note: String,
    /// The fingerprint of what is stored; blank if nothing is.
    pub basis: String,
    /// Its rows.
    pub rows: Vec<FormRow>,
}

/// The first columns that people see.
const LABEL: u16 = HIDDEN;
const VALUE: u16 = HIDDEN + 1;
const DETAIL: u16 = HIDDEN + 2;
const PLANNED: u16 = HIDDEN + 3;
const REALISED: u16 = HIDDEN + 4;
const SOURCE: u16 = HIDDEN + 5;
const HINT: u16 = HIDDEN + 6;
/// The widths of what people see, in characters.
const WIDTHS: [(u16, f64); 7] = [
    (LABEL, 34.0),
    (VALUE, 52.0),
    (DETAIL, 28.0),
    (PLANNED, 18.0),
    (REALISED, 18.0),
    (SOURCE, 16.0),
    (HINT, 38.0),
];

struct Styles {
    heading: Format,
    title: Format,
    label: Format,
    text: Format,
    date: Format,
    amount: Format,
    unused: Format,
}

impl Styles {
    fn new() -> Self {
        let plain = || Format::new().set_align(FormatAlign::Top);
        let entry = || plain().set_unlocked().set_text_wrap();
        Self {
            heading: plain()
                .set_bold()
                .set_background_color(Color::RGB(0xD9_E2_F3)),
            title: plain()
                .set_bold()
                .set_background_color(Color::RGB(0xE2_EF_DA)),
            label: plain().set_text_wrap(),
            // As text, or a number of a decree becomes a date.
            text: entry().set_num_format("@"),
            date: entry().set_num_format("yyyy-mm-dd"),
            amount: entry().set_num_format("#,##0"),
            unused: plain().set_background_color(Color::RGB(0xF2_F2_F2)),
        }
    }
}

/// Writes a template into memory: some hundred rows.
///
/// # Errors
/// A name that a sheet cannot have, or a text that a cell cannot hold.
pub fn write(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let language = book.language;
    let say = |id, en| text(id, en).in_language(language).to_owned();
    let villages = say("Desa", "Villages");
    let mut workbook = Workbook::new();
    let made_at = ExcelDateTime::from_timestamp(book.made_at.timestamp())?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made_at));
    let styles = Styles::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(say("Isian", "Entries"))?;
    let last = entries(sheet, book, &styles, &villages)?;
    layout(sheet, last)?;
    read_me(workbook.add_worksheet(), book)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(&villages)?;
    sheet.set_column_width(0, 44)?;
    for (row, village) in (0u32..).zip(&book.villages) {
        sheet.write_string(row, 0, village)?;
    }
    workbook.save_to_buffer()
}

fn layout(sheet: &mut Worksheet, last: u32) -> Result<(), XlsxError> {
    sheet.set_column_range_hidden(0, HIDDEN - 1)?;
    for (column, width) in WIDTHS {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, VALUE)?;
    sheet.autofilter(0, 0, last, HINT)?;
    Ok(())
}

/// Writes the rows of all actions; gives the number of the last one.
fn entries(
    sheet: &mut Worksheet,
    book: &Book,
    styles: &Styles,
    villages: &str,
) -> Result<u32, XlsxError> {
    for (column, heading) in (0u16..).zip(headings(book.language)) {
        sheet.write_string_with_format(0, column, heading, &styles.heading)?;
    }
    let mut next = 1;
    for action in &book.actions {
        keys(sheet, next, book, action, "")?;
        for column in LABEL..=HINT {
            sheet.write_blank(next, column, &styles.title)?;
        }
        sheet.write_string_with_format(next, LABEL, &action.title, &styles.title)?;
        sheet.write_string_with_format(next, HINT, &action.note, &styles.title)?;
        next += 1;
        for row in &action.rows {
            keys(sheet, next, book, action, &row.item.code())?;
            entry(sheet, next, row, styles)?;
            validation(sheet, next, row, (villages, book.villages.len()))?;
            next += 1;
        }
    }
    Ok(next - 1)
}

/// What the import goes by.
fn keys(
    sheet: &mut Worksheet,
    at: u32,
    book: &Book,
    action: &ActionForm,
    item: &str,
) -> Result<(), XlsxError> {
    let version = book.scheme_version.to_string();
    let keys = [
        &book.season,
        &version,
        &book.region_code,
        &action.code,
        item,
        &action.basis,
    ];
    for (column, key) in (0u16..).zip(keys) {
        if !key.is_empty() {
            sheet.write_string(at, column, key)?;
        }
    }
    Ok(())
}

fn entry(sheet: &mut Worksheet, at: u32, row: &FormRow, styles: &Styles) -> Result<(), XlsxError> {
    sheet.write_string_with_format(at, LABEL, &row.label, &styles.label)?;
    sheet.write_string_with_format(at, HINT, &row.hint, &styles.label)?;
    let style = match row.entry {
        Entry::Date => &styles.date,
        Entry::Line | Entry::Paragraph | Entry::Village => &styles.text,
    };
    match ExcelDateTime::parse_from_str(&row.value) {
        Ok(date) if row.entry == Entry::Date => {
            sheet.write_datetime_with_format(at, VALUE, &date, style)?;
        }
        _ => put(sheet, at, VALUE, &row.value, style)?,
    }
    let (detail, budget) = (row.item == Item::Contributor, row.item == Item::Budget);
    let or_unused = |used: bool, style| if used { style } else { &styles.unused };
    put(
        sheet,
        at,
        DETAIL,
        &row.detail,
        or_unused(detail, &styles.text),
    )?;
    put(
        sheet,
        at,
        SOURCE,
        &row.source,
        or_unused(budget, &styles.text),
    )?;
    for (column, amount) in [(PLANNED, row.planned), (REALISED, row.realised)] {
        let style = or_unused(budget, &styles.amount);
        match amount {
            // Amounts have at most 16 digits; a spreadsheet keeps 15, and all that is real.
            Some(amount) => {
                let number: f64 = amount.to_string().parse().unwrap_or_default();
                sheet.write_number_with_format(at, column, number, style)?
            }
            None => sheet.write_blank(at, column, style)?,
        };
    }
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    at: u32,
    column: u16,
    value: &str,
    style: &Format,
) -> Result<(), XlsxError> {
    if value.is_empty() {
        sheet.write_blank(at, column, style)?;
    } else {
        sheet.write_string_with_format(at, column, guarded(value), style)?;
    }
    Ok(())
}

/// Lets the spreadsheet say at once what the import would refuse.
fn validation(
    sheet: &mut Worksheet,
    at: u32,
    row: &FormRow,
    (villages, count): (&str, usize),
) -> Result<(), XlsxError> {
    if row.item == Item::Budget {
        let amount = DataValidation::new()
            .allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0));
        sheet.add_data_validation(at, PLANNED, at, REALISED, &amount)?;
    }
    if row.entry == Entry::Village && count > 0 {
        let list = Formula::new(format!("={villages}!$A$1:$A${count}"));
        let list = DataValidation::new().allow_list_formula(list);
        sheet.add_data_validation(at, VALUE, at, VALUE, &list)?;
    }
    Ok(())
}
