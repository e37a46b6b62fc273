//! From the cells of a row to what it says of a child and its measurement, with every fault of the row.

use chrono::{Datelike, NaiveDate};
use entity::kind::{Posture, Sex};
use serde::{Deserialize, Serialize};

use super::cell;
use super::columns::Columns;
use super::fault::RowFault;
use super::row::Row;
use super::village::Villages;

/// The columns of the indices: z-score and category.
const INDICES: [(&str, &str); 3] = [
    ("zs_bb_u", "bb_u"),
    ("zs_tb_u", "tb_u"),
    ("zs_bb_tb", "bb_tb"),
];

/// What a row says. It is of a person, so it is kept sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The line in the file.
    pub line: i32,
    /// The NIK, if it is whole.
    pub nik: Option<String>,
    /// The name, without repeated blanks.
    pub name: String,
    /// The sex.
    pub sex: Sex,
    /// The day of birth.
    pub birth_date: NaiveDate,
    /// In grams.
    pub birth_weight_g: Option<i32>,
    /// In tenths of a millimetre.
    pub birth_length_tenth_mm: Option<i32>,
    /// The mother's name.
    pub mother: Option<String>,
    /// The father's name.
    pub father: Option<String>,
    /// The village by its code.
    pub region_code: String,
    /// The health centre.
    pub puskesmas: Option<String>,
    /// The health post.
    pub posyandu: Option<String>,
    /// Where the child lives, below the village.
    pub address: Option<String>,
    /// The day of measuring.
    pub measured_on: NaiveDate,
    /// In grams.
    pub weight_g: Option<i32>,
    /// In tenths of a millimetre.
    pub height_tenth_mm: Option<i32>,
    /// How it was measured.
    pub posture: Option<Posture>,
    /// Arm circumference in tenths of a millimetre.
    pub muac_tenth_mm: Option<i32>,
    /// What the file states: weight-for-age, height-for-age, weight-for-height.
    pub stated: [Stated; 3],
    /// What is noted of it.
    pub notes: Vec<String>,
}

/// What the file says of an index.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stated {
    /// The z-score in hundredths.
    pub z: Option<i32>,
    /// The label of the category.
    pub label: Option<String>,
}

/// A row as it was read.
pub type Read = Result<Record, Vec<RowFault>>;

/// Reads a row.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(
    line: i32,
    cells: &[String],
    columns: &Columns,
    villages: &mut Villages,
    today: NaiveDate,
) -> Read {
    let mut row = Row {
        cells,
        columns,
        faults: Vec::new(),
        notes: Vec::new(),
    };
    let name = row.name();
    let sex = row.sex();
    let birth_date = row.day("tgl_lahir", today);
    let measured_on = row.day("tanggal_pengukuran", today);
    let region_code = row.village(villages);
    let weight_g = row.measure("berat", 999_999);
    let height = row.measure("tinggi", 999_999);
    if row.cell("berat").is_none() && row.cell("tinggi").is_none() {
        row.fault("berat", "nothing_measured");
    }
    let parents = row.text("nama_ortu").map(|text| cell::parents(&text));
    let (mother, father) = parents.unwrap_or_default();
    let (Some(name), Some(sex), Some(birth_date), Some(measured_on), Some(region_code), true) = (
        name,
        sex,
        birth_date,
        measured_on,
        region_code,
        row.faults.is_empty(),
    ) else {
        return Err(row.faults);
    };
    let posture = row.cell("cara_ukur").and_then(cell::posture);
    if posture.is_none() && height.is_some() {
        row.note("posture_unknown");
    }
    let record = Record {
        line,
        nik: row.nik(),
        name,
        sex,
        birth_date,
        birth_weight_g: row.further("bb_lahir", 300..=8_000),
        birth_length_tenth_mm: row.further("tb_lahir", 20_000..=70_000).map(tenth),
        mother,
        father,
        region_code,
        puskesmas: row.text("puskesmas"),
        posyandu: row.text("posyandu"),
        address: row.address(),
        measured_on,
        weight_g,
        height_tenth_mm: height.map(tenth),
        posture,
        muac_tenth_mm: row.further("lila", 5_000..=40_000).map(tenth),
        stated: INDICES.map(|(z, label)| row.stated(z, label)),
        notes: Vec::new(),
    };
    noted(record, row)
}

/// A record with what is noted of it, unless something further was wrong with the row.
fn noted(mut record: Record, row: Row<'_>) -> Read {
    if !row.faults.is_empty() {
        return Err(row.faults);
    }
    record.notes = row.notes;
    let odd = oddities(&record).into_iter().map(str::to_owned);
    record.notes.extend(odd);
    Ok(record)
}

/// Thousandths of a centimetre in tenths of a millimetre, to the nearest.
fn tenth(thousandths: i32) -> i32 {
    (thousandths + 5) / 10
}

/// What a person who knows children sees at a glance.
fn oddities(record: &Record) -> Vec<&'static str> {
    let mut odd = Vec::new();
    if record
        .nik
        .as_deref()
        .is_some_and(|nik| !agrees(nik, record))
    {
        odd.push("nik_disagrees");
    }
    if record.measured_on < record.birth_date {
        odd.push("before_birth");
    } else if (record.measured_on - record.birth_date).num_days() > i64::from(growth::LAST_DAY) {
        odd.push("five_or_older");
    }
    let (weight, height) = (record.weight_g, record.height_tenth_mm);
    if let (Some(weight), Some(height)) = (weight, height)
        && weight > 38_000
        && height < 3_800
    {
        odd.push("swapped");
        return odd;
    }
    if height.is_some_and(|height| (35..150).contains(&height)) {
        odd.push("height_in_metres");
    }
    match weight {
        Some(300_000..) => odd.push("weight_in_grams"),
        Some(35_000..) => odd.push("weight_times_ten"),
        _ => {}
    }
    odd
}

/// Whether a NIK says the day of birth and the sex of the record: of girls 40 is added to the day.
fn agrees(nik: &str, record: &Record) -> bool {
    let part = |from: usize, to: usize| nik.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let of_sex = if record.sex == Sex::Female { 40 } else { 0 };
    let year = u32::try_from(record.birth_date.year()).unwrap_or_default() % 100;
    part(6, 8) == Some(record.birth_date.day() + of_sex)
        && part(8, 10) == Some(record.birth_date.month())
        && part(10, 12) == Some(year)
}
