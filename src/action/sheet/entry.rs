//! From the rows of a template to what a report says, with the row of every fault.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::filled::{Finding, SheetRow};
use super::form::Item;
use crate::action::report::content::{ReportContent, ReportedFact};
use crate::problem::{Fault, Place};
use crate::text::{Text, text};

/// What the rows of a report say.
#[derive(Debug, Default)]
pub struct Filled {
    /// The content.
    pub content: ReportContent,
    /// What is wrong with the rows themselves.
    pub findings: Vec<Finding>,
    /// The line and the value of each part, by its pointer.
    places: HashMap<String, (u64, String)>,
    pub(super) decree_number: Option<String>,
    pub(super) decree_on: Option<NaiveDate>,
    pub(super) villages: Vec<String>,
    pub(super) first: u64,
}

/// Reads the rows of a report.
pub fn read(rows: &[SheetRow]) -> Filled {
    let mut filled = Filled {
        first: rows.first().map_or(0, |row| row.line),
        ..Filled::default()
    };
    for row in rows.iter().filter(|row| !row.is_blank()) {
        match Item::of_code(&row.item) {
            Some(item) => filled.take(row, item),
            None => filled.unknown(row),
        }
    }
    filled.locus();
    filled
}

impl Filled {
    /// A fault of the content at the row that it comes from.
    pub fn finding(&self, fault: Fault) -> Finding {
        let mut pointer = match &fault.place {
            Place::Pointer(pointer) => pointer.as_str(),
            Place::Parameter(_) => "",
        };
        loop {
            if let Some((line, value)) = self.places.get(pointer) {
                return Finding {
                    line: *line,
                    fault,
                    value: Some(value.clone()).filter(|value| !value.is_empty()),
                };
            }
            let Some((above, _)) = pointer.rsplit_once('/') else {
                return Finding {
                    line: self.first,
                    fault,
                    value: None,
                };
            };
            pointer = above;
        }
    }

    fn unknown(&mut self, row: &SheetRow) {
        let (code, why) = if row.item.is_empty() {
            let why = text(
                "baris ini tanpa kode; untuk baris tambahan, salin satu baris yang sejenis",
                "this row has no code; for another row, copy one of its kind",
            );
            ("required", why)
        } else {
            let why = text("bukan isian laporan", "is nothing of a report");
            ("unknown_value", why)
        };
        self.wrong(row.line, "/item", code, &row.item, why);
    }

    pub(super) fn wrong(
        &mut self,
        line: u64,
        pointer: &str,
        code: &'static str,
        value: &str,
        why: Text,
    ) {
        let value = Some(value.to_owned()).filter(|value| !value.is_empty());
        self.findings.push(Finding {
            line,
            fault: Fault::body(pointer, code, why),
            value,
        });
    }

    pub(super) fn place(&mut self, pointer: String, row: &SheetRow, value: &str) {
        self.places
            .entry(pointer)
            .or_insert_with(|| (row.line, value.to_owned()));
    }

    fn take(&mut self, row: &SheetRow, item: Item) {
        match item {
            Item::Budget => return self.budget(row),
            Item::Contributor => return self.contributor(row),
            _ => {}
        }
        if let Some((cell, value)) = row.beside() {
            let why = text(
                "kolom ini tidak dipakai di baris ini",
                "this column is not used in this row",
            );
            self.wrong(row.line, cell, "not_used", value, why);
        }
        if row.value.is_empty() {
            return;
        }
        match item {
            Item::Done => self.once(row, "/content/narrative/done", |c| &mut c.narrative.done),
            Item::Obstacles => {
                self.once(row, "/content/narrative/obstacles", |c| {
                    &mut c.narrative.obstacles
                });
            }
            Item::NextSteps => {
                self.once(row, "/content/narrative/next_steps", |c| {
                    &mut c.narrative.next_steps
                });
            }
            Item::LeadAgency => self.once(row, "/content/lead_agency", |c| {
                c.lead_agency.get_or_insert_default()
            }),
            Item::Fact(code) => self.fact(row, code),
            Item::DecreeNumber => {
                if self.decree_number.replace(row.value.clone()).is_some() {
                    self.twice(row);
                }
                self.place("/content/locus/decree_number".to_owned(), row, &row.value);
            }
            Item::DecreeOn => self.decree_on(row),
            Item::Village => {
                // The list shows the name behind the code.
                let code = row.value.split_whitespace().next().unwrap_or_default();
                let n = self.villages.len();
                self.place(format!("/content/locus/villages/{n}"), row, code);
                self.villages.push(code.to_owned());
            }
            Item::Budget | Item::Contributor => {}
        }
    }

    fn once(
        &mut self,
        row: &SheetRow,
        pointer: &str,
        member: impl FnOnce(&mut ReportContent) -> &mut String,
    ) {
        let member = member(&mut self.content);
        if member.is_empty() {
            member.clone_from(&row.value);
            self.place(pointer.to_owned(), row, &row.value);
        } else {
            self.twice(row);
        }
    }

    pub(super) fn twice(&mut self, row: &SheetRow) {
        let why = text("sudah diisi di baris lain", "is filled in in another row");
        self.wrong(row.line, "/item", "repeated", &row.item, why);
    }

    fn fact(&mut self, row: &SheetRow, code: String) {
        let facts = &mut self.content.facts;
        let n = facts.iter().position(|fact| fact.code == code);
        let n = n.unwrap_or_else(|| {
            facts.push(ReportedFact {
                code,
                values: Vec::new(),
            });
            facts.len() - 1
        });
        // Several lines in one cell are several values.
        let lines = row.value.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty()).map(str::to_owned);
        if let Some(fact) = facts.get_mut(n) {
            fact.values.extend(lines);
        }
        self.place(format!("/content/facts/{n}"), row, &row.value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u64, item: &str, value: &str) -> SheetRow {
        SheetRow {
            line,
            item: item.into(),
            value: value.into(),
            ..SheetRow::default()
        }
    }

    #[test]
    fn reads_what_was_filled_in() {
        let rows = [
            row(2, "", ""),
            row(3, "done", "Rapat"),
            row(4, "fact.held_on", "2025-03-20"),
            row(5, "fact.commitments", "a\n b \n"),
            row(6, "fact.commitments", "c"),
            row(7, "village", "64.74.01.1003 Lok Tuan"),
            row(8, "decree_number", "1/2025"),
            row(9, "decree_on", "2025-01-05"),
            SheetRow {
                planned: "5".into(),
                source: "APBD".into(),
                ..row(10, "budget", "Rapat")
            },
        ];
        let filled = read(&rows);
        assert_eq!(filled.findings, []);
        let content = &filled.content;
        assert_eq!(content.facts[1].values, ["a", "b", "c"]);
        assert_eq!(content.locus.as_ref().unwrap().villages, ["64.74.01.1003"]);
        assert_eq!(
            (
                content.budget[0].planned_idr,
                content.budget[0].realised_idr
            ),
            (5, None)
        );
        let fault = Fault::body("/content/facts/1/values/2", "length", text("", ""));
        assert_eq!(filled.finding(fault).line, 5);
    }

    #[test]
    fn names_the_row_of_every_fault() {
        let rows = [
            row(2, "done", "a"),
            row(3, "done", "b"),
            row(4, "", "x"),
            row(5, "unknown", "x"),
            SheetRow {
                planned: "1.000".into(),
                ..row(6, "budget", "x")
            },
            SheetRow {
                source: "APBD".into(),
                ..row(7, "obstacles", "x")
            },
            row(8, "decree_on", "5/1/2025"),
        ];
        let found: Vec<_> = read(&rows)
            .findings
            .into_iter()
            .map(|one| (one.line, one.fault.code))
            .collect();
        let expected = [
            (3, "repeated"),
            (4, "required"),
            (5, "unknown_value"),
            (6, "type"),
            (7, "not_used"),
            (8, "type"),
            (2, "required"),
        ];
        assert_eq!(found, expected);
    }
}
