//! What of a report stands in which row of a template: the one list that the template is written from and read by.

use crate::action::report::content::{ReportContent, ReportLocus};
use crate::action::scheme::definition::{ActionDefinition, FactDefinition, FactKind};
use crate::text::{Language, Text, text};

/// Blank rows after those that are filled, for more of the same.
const BLANK: usize = 3;

/// What a row holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// What was done.
    Done,
    /// What stood in the way.
    Obstacles,
    /// What comes next.
    NextSteps,
    /// Who leads.
    LeadAgency,
    /// A value of a fact, by its code.
    Fact(String),
    /// An agency that took part.
    Contributor,
    /// A budget line.
    Budget,
    /// The number of the decree of the focus villages.
    DecreeNumber,
    /// Its date.
    DecreeOn,
    /// A focus village.
    Village,
}

const FACT: &str = "fact.";

/// The items that every action has.
const PLAIN: [(Item, &str); 9] = [
    (Item::Done, "done"),
    (Item::Obstacles, "obstacles"),
    (Item::NextSteps, "next_steps"),
    (Item::LeadAgency, "lead_agency"),
    (Item::Contributor, "contributor"),
    (Item::Budget, "budget"),
    (Item::DecreeNumber, "decree_number"),
    (Item::DecreeOn, "decree_on"),
    (Item::Village, "village"),
];

impl Item {
    /// Its code in a file.
    pub fn code(&self) -> String {
        if let Self::Fact(code) = self {
            return format!("{FACT}{code}");
        }
        let found = PLAIN.iter().find(|(item, _)| item == self);
        found.map_or_else(String::new, |(_, code)| (*code).to_owned())
    }

    /// The item of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        if let Some(fact) = code.strip_prefix(FACT) {
            return Some(Self::Fact(fact.to_owned()));
        }
        let found = PLAIN.iter().find(|(_, known)| *known == code);
        found.map(|(item, _)| item.clone())
    }
}

/// How an entry is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A text of one line.
    Line,
    /// A text of several lines.
    Paragraph,
    /// A plain date.
    Date,
    /// A village of the list.
    Village,
}

/// A row of a template.
#[derive(Debug, PartialEq, Eq)]
pub struct FormRow {
    /// What it holds.
    pub item: Item,
    /// The same for people.
    pub label: String,
    /// How it is written.
    pub entry: Entry,
    /// What is stored of it; blank if nothing is.
    pub value: String,
    /// What an agency contributed.
    pub detail: String,
    /// Planned, in rupiah.
    pub planned: Option<i64>,
    /// Realised, in rupiah.
    pub realised: Option<i64>,
    /// From which source.
    pub source: String,
    /// How it is filled in.
    pub hint: String,
}

fn row(item: Item, label: &str, entry: Entry, value: &str, hint: &str) -> FormRow {
    FormRow {
        item,
        label: label.to_owned(),
        entry,
        value: value.to_owned(),
        detail: String::new(),
        planned: None,
        realised: None,
        source: String::new(),
        hint: hint.to_owned(),
    }
}

/// The rows of an action, with what is stored in them.
pub fn rows(
    action: &ActionDefinition,
    content: &ReportContent,
    language: Language,
) -> Vec<FormRow> {
    let say = |both: Text| both.in_language(language).to_owned();
    let narrative = &content.narrative;
    let texts = [
        (
            Item::Done,
            text("Yang dilakukan", "What was done"),
            &narrative.done,
        ),
        (
            Item::Obstacles,
            text("Hambatan", "What stood in the way"),
            &narrative.obstacles,
        ),
        (
            Item::NextSteps,
            text("Langkah berikutnya", "What comes next"),
            &narrative.next_steps,
        ),
    ];
    let mut rows: Vec<FormRow> = texts
        .into_iter()
        .map(|(item, label, value)| row(item, &say(label), Entry::Paragraph, value, ""))
        .collect();
    for fact in &action.facts {
        rows.extend(fact_rows(fact, content, language));
    }
    let lead = content.lead_agency.as_deref().unwrap_or_default();
    let usual = &action.lead_agency;
    let hint = say(text(
        format!("hanya jika bukan {usual}"),
        format!("only if it is not {usual}"),
    ));
    let label = say(text("Pemimpin pelaksanaan", "Who leads"));
    rows.push(row(Item::LeadAgency, &label, Entry::Line, lead, &hint));
    rows.extend(contributor_rows(content, language));
    rows.extend(budget_rows(content, language));
    rows.extend(locus_rows(content.locus.as_ref(), language));
    rows
}

fn fact_rows(fact: &FactDefinition, content: &ReportContent, language: Language) -> Vec<FormRow> {
    let name = match language {
        Language::Indonesian => &fact.name_id,
        Language::English => &fact.name_en,
    };
    let how = match fact.kind {
        FactKind::Text => text("satu teks", "one text"),
        FactKind::Date => text("tanggal, seperti 2025-03-20", "a date, as 2025-03-20"),
        FactKind::Integer => text("bilangan bulat", "a whole number"),
        FactKind::Url => text("alamat http atau https", "an http or https address"),
        FactKind::List => text("satu hal per baris", "one thing a row"),
    };
    let must = if fact.mandatory {
        text("wajib", "mandatory")
    } else {
        text("tidak wajib", "optional")
    };
    let (how, must) = (how.in_language(language), must.in_language(language));
    let hint = format!("{must}; {how}");
    let entry = if fact.kind == FactKind::Date {
        Entry::Date
    } else {
        Entry::Line
    };
    let stated = content.facts.iter().find(|one| one.code == fact.code);
    let mut values: Vec<&str> = stated
        .map(|one| one.values.iter().map(String::as_str).collect())
        .unwrap_or_default();
    let wanted = if fact.kind == FactKind::List {
        values.len() + BLANK
    } else {
        values.len().max(1)
    };
    values.resize(wanted, "");
    let of = |value| row(Item::Fact(fact.code.clone()), name, entry, value, &hint);
    values.into_iter().map(of).collect()
}

fn contributor_rows(content: &ReportContent, language: Language) -> Vec<FormRow> {
    let label = text("Perangkat daerah yang ikut", "Agency that took part");
    let hint = text("nama, dan sumbangannya", "its name, and its contribution");
    let (label, hint) = (label.in_language(language), hint.in_language(language));
    let blank = || row(Item::Contributor, label, Entry::Line, "", hint);
    let filled = content.contributors.iter().map(|one| FormRow {
        value: one.agency.clone(),
        detail: one.contribution.clone(),
        ..blank()
    });
    filled
        .chain(std::iter::repeat_with(blank).take(BLANK))
        .collect()
}

fn budget_rows(content: &ReportContent, language: Language) -> Vec<FormRow> {
    let label = text("Anggaran", "Budget line");
    let hint = text(
        "untuk apa, rencana, realisasi jika ada, sumber dana",
        "for what, planned, realised if known, source of the money",
    );
    let (label, hint) = (label.in_language(language), hint.in_language(language));
    let blank = || row(Item::Budget, label, Entry::Line, "", hint);
    let filled = content.budget.iter().map(|one| FormRow {
        value: one.item.clone(),
        planned: Some(one.planned_idr),
        realised: one.realised_idr,
        source: one.source.clone(),
        ..blank()
    });
    filled
        .chain(std::iter::repeat_with(blank).take(BLANK))
        .collect()
}

fn locus_rows(locus: Option<&ReportLocus>, language: Language) -> Vec<FormRow> {
    let say = |both: Text| both.in_language(language).to_owned();
    let number = locus.map_or("", |locus| &locus.decree_number);
    let on = locus.map_or_else(String::new, |locus| locus.decree_on.to_string());
    let label = say(text(
        "SK lokus: nomor",
        "Decree of the focus villages: number",
    ));
    let dated = say(text(
        "SK lokus: tanggal",
        "Decree of the focus villages: date",
    ));
    let hint = say(text(
        "hanya jika ada desa lokus",
        "only if there are focus villages",
    ));
    let mut rows = vec![
        row(Item::DecreeNumber, &label, Entry::Line, number, &hint),
        row(Item::DecreeOn, &dated, Entry::Date, &on, &hint),
    ];
    let label = say(text("Desa/kelurahan lokus", "Focus village"));
    let hint = say(text("kode, dari daftar", "its code, from the list"));
    let villages = locus.map_or(&[][..], |locus| &locus.villages);
    let filled = villages.iter().map(String::as_str);
    let values = filled.chain(std::iter::repeat_n("", BLANK));
    rows.extend(values.map(|code| row(Item::Village, &label, Entry::Village, code, &hint)));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_has_a_code_of_its_own() {
        let items = PLAIN.map(|(item, _)| item);
        for item in items.into_iter().chain([Item::Fact("done".to_owned())]) {
            assert_eq!(Item::of_code(&item.code()), Some(item));
        }
        assert_eq!(Item::of_code("x"), None);
    }
}
