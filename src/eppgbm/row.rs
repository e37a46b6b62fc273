//! A row on its way to a record: its cells by the names of their columns, and what is wrong with them.

use chrono::{Datelike, NaiveDate};
use entity::kind::Sex;

use super::cell::{self, said};
use super::columns::Columns;
use super::fault::RowFault;
use super::record::Stated;
use super::spelling::Near;
use super::village::Villages;
use crate::child::usable_nik;

/// The most characters of a cell that is kept.
const LONGEST: usize = 200;

/// A row on its way to a record.
pub(super) struct Row<'a> {
    pub(super) cells: &'a [String],
    pub(super) columns: &'a Columns,
    pub(super) faults: Vec<RowFault>,
    pub(super) notes: Vec<String>,
}

impl<'a> Row<'a> {
    pub(super) fn cell(&self, key: &str) -> Option<&'a str> {
        said(self.cells.get(self.columns.place(key)?)?)
    }

    pub(super) fn fault(&mut self, key: &str, code: &str) {
        let fault = RowFault::new(key, code, self.cell(key));
        self.faults.push(fault);
    }

    pub(super) fn note(&mut self, code: &str) {
        if !self.notes.iter().any(|noted| noted == code) {
            self.notes.push(code.to_owned());
        }
    }

    /// A text without repeated blanks.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        let words: Vec<&str> = self.cell(key)?.split_whitespace().collect();
        let text = words.join(" ");
        if text.chars().count() > LONGEST {
            self.fault(key, "too_long");
            return None;
        }
        Some(text.chars().filter(|c| !c.is_control()).collect())
    }

    pub(super) fn day(&mut self, key: &str, today: NaiveDate) -> Option<NaiveDate> {
        let Some(written) = self.cell(key) else {
            self.fault(key, "required");
            return None;
        };
        let Some(day) = cell::day(written) else {
            let fault = RowFault::new(key, "not_a_date", Some(written));
            let meant = cell::day_if_month_first(written);
            self.faults.push(match meant {
                Some(day) => fault.suggesting(day.to_string()),
                None => fault,
            });
            return None;
        };
        if day > today {
            self.fault(key, "future");
            return None;
        }
        if day.year() < today.year() - 20 {
            self.fault(key, "out_of_range");
            return None;
        }
        Some(day)
    }

    /// A measure in thousandths of its unit, which must be a number and more than zero.
    pub(super) fn measure(&mut self, key: &str, most: i32) -> Option<i32> {
        let written = self.cell(key)?;
        let Some(number) = cell::thousandths(written) else {
            self.fault(key, "not_a_number");
            return None;
        };
        if number <= 0 || number > most {
            let fault = RowFault::new(key, "out_of_range", Some(written));
            // Of infants the weight is often written in grams.
            let grams = key == "berat" && (1_000_000..=30_000_000).contains(&number);
            self.faults.push(if grams {
                fault.suggesting(format!(
                    "{}.{:03}",
                    number / 1_000_000,
                    number / 1_000 % 1_000
                ))
            } else {
                fault
            });
            return None;
        }
        Some(number)
    }

    /// A measure that is kept if it can be, and otherwise passed over.
    pub(super) fn further(
        &mut self,
        key: &str,
        range: std::ops::RangeInclusive<i32>,
    ) -> Option<i32> {
        let written = self.cell(key)?;
        let number = cell::thousandths(written).filter(|number| range.contains(number));
        if number.is_none() && cell::thousandths(written) != Some(0) {
            self.note("unreadable");
        }
        number
    }

    pub(super) fn stated(&self, z: &str, label: &str) -> Stated {
        let z = self.cell(z).and_then(cell::thousandths);
        Stated {
            z: z.map(|z| (z + 5 * z.signum()) / 10),
            label: self
                .cell(label)
                .map(|label| label.chars().take(60).collect()),
        }
    }

    pub(super) fn village(&mut self, villages: &mut Villages) -> Option<String> {
        if let Some(named) = self.cell("kab_kota")
            && !villages.is_regency(named)
        {
            self.fault("kab_kota", "other_regency");
            return None;
        }
        let Some(written) = self.cell("desa_kel") else {
            self.fault("desa_kel", "required");
            return None;
        };
        match villages.find(self.cell("kec"), written) {
            Ok((code, near)) => {
                match near {
                    Near::Exact => {}
                    Near::Spelling => self.note("village_near"),
                    Near::Split => self.note("village_split"),
                }
                Some(code)
            }
            Err(fault) => {
                self.faults.push(fault);
                None
            }
        }
    }

    pub(super) fn name(&mut self) -> Option<String> {
        if self.cell("nama").is_none() {
            self.fault("nama", "required");
        }
        self.text("nama")
    }

    pub(super) fn sex(&mut self) -> Option<Sex> {
        let Some(written) = self.cell("jk") else {
            self.fault("jk", "required");
            return None;
        };
        let sex = cell::sex(written);
        if sex.is_none() {
            self.fault("jk", "unknown_sex");
        }
        sex
    }

    pub(super) fn nik(&mut self) -> Option<String> {
        let written = self.cell("nik")?;
        let nik = usable_nik(written);
        if nik.is_none() {
            self.note("nik_incomplete");
        }
        nik
    }

    pub(super) fn address(&mut self) -> Option<String> {
        let part = |row: &mut Self, key: &str, word: &str| {
            let text = row.text(key)?;
            let named = text.to_uppercase().starts_with(word);
            Some(if named {
                text
            } else {
                format!("{word} {text}")
            })
        };
        let street = self.text("alamat");
        if street
            .as_deref()
            .is_some_and(|street| street.to_uppercase().contains("RT"))
        {
            return street;
        }
        let parts = [street, part(self, "rt", "RT"), part(self, "rw", "RW")];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}
