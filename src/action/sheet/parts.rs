//! The parts of a report that take several cells or rows: agencies, budget lines, focus villages.

use chrono::NaiveDate;

use super::entry::Filled;
use super::filled::SheetRow;
use crate::action::report::content::{ReportBudgetLine, ReportContributor, ReportLocus};
use crate::text::text;

impl Filled {
    pub(super) fn contributor(&mut self, row: &SheetRow) {
        for (cell, value) in [
            ("/planned_idr", &row.planned),
            ("/realised_idr", &row.realised),
            ("/source", &row.source),
        ] {
            if !value.is_empty() {
                let why = text(
                    "kolom ini tidak dipakai di baris ini",
                    "this column is not used in this row",
                );
                self.wrong(row.line, cell, "not_used", value, why);
            }
        }
        let n = self.content.contributors.len();
        self.place(format!("/content/contributors/{n}"), row, &row.value);
        self.content.contributors.push(ReportContributor {
            agency: row.value.clone(),
            contribution: row.detail.clone(),
        });
    }

    pub(super) fn budget(&mut self, row: &SheetRow) {
        let n = self.content.budget.len();
        let at = |member: &str| format!("/content/budget/{n}/{member}");
        if !row.detail.is_empty() {
            let why = text(
                "kolom ini tidak dipakai di baris ini",
                "this column is not used in this row",
            );
            self.wrong(row.line, "/contribution", "not_used", &row.detail, why);
        }
        let mut amount = |member: &str, cell: &str| {
            let amount = cell.parse::<i64>().ok();
            if amount.is_none() && !cell.is_empty() {
                let why = text("harus bilangan bulat rupiah", "must be whole rupiah");
                self.wrong(row.line, &at(member), "type", cell, why);
            }
            amount
        };
        let planned = amount("planned_idr", &row.planned);
        let realised_idr = amount("realised_idr", &row.realised);
        if row.planned.is_empty() {
            let why = text("wajib diisi", "is required");
            self.wrong(row.line, &at("planned_idr"), "required", "", why);
        }
        self.place(format!("/content/budget/{n}"), row, &row.value);
        for (member, cell) in [
            ("planned_idr", &row.planned),
            ("realised_idr", &row.realised),
            ("source", &row.source),
        ] {
            self.place(at(member), row, cell);
        }
        self.content.budget.push(ReportBudgetLine {
            item: row.value.clone(),
            planned_idr: planned.unwrap_or_default(),
            realised_idr,
            source: row.source.clone(),
        });
    }

    pub(super) fn decree_on(&mut self, row: &SheetRow) {
        match row.value.parse() {
            Ok(date) if self.decree_on.is_none() => self.decree_on = Some(date),
            Ok(_) => self.twice(row),
            Err(_) => {
                let why = text(
                    "harus tanggal seperti 2025-03-20",
                    "must be a date as 2025-03-20",
                );
                self.wrong(
                    row.line,
                    "/content/locus/decree_on",
                    "type",
                    &row.value,
                    why,
                );
                // Named wrongly, not left out.
                self.decree_on = Some(NaiveDate::default());
            }
        }
    }

    /// The focus villages with their decree, if any of it is filled in.
    pub(super) fn locus(&mut self) {
        if self.decree_number.is_none() && self.decree_on.is_none() && self.villages.is_empty() {
            return;
        }
        for (missing, member) in [
            (self.decree_number.is_none(), "decree_number"),
            (self.decree_on.is_none(), "decree_on"),
        ] {
            if missing {
                let why = text(
                    "wajib diisi untuk desa lokus",
                    "is required for focus villages",
                );
                let pointer = format!("/content/locus/{member}");
                self.wrong(self.first, &pointer, "required", "", why);
            }
        }
        if let (Some(decree_number), Some(decree_on)) = (self.decree_number.take(), self.decree_on)
        {
            self.content.locus = Some(ReportLocus {
                decree_number,
                decree_on,
                villages: std::mem::take(&mut self.villages),
            });
        }
    }
}
