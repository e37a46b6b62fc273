//! What is wanting: mandatory facts that are not stated, and mandatory documents that are not there.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::content::ReportContent;
use crate::action::scheme::definition::ActionDefinition;
use crate::text::Language;

/// What kind of thing is wanting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingKind {
    /// A fact.
    Fact,
    /// A document.
    Evidence,
}

impl MissingKind {
    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Evidence => "evidence",
        }
    }

    /// The one of a name in the database, which holds no others.
    pub fn named(name: &str) -> Self {
        if name == Self::Fact.as_str() {
            Self::Fact
        } else {
            Self::Evidence
        }
    }
}

/// A thing that is wanting, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MissingItem {
    /// A fact or a document.
    pub kind: MissingKind,
    /// Its code in the scheme.
    #[schema(example = "minutes")]
    pub code: String,
    /// Its name in the caller's language.
    #[schema(example = "Berita acara bertanda tangan")]
    pub name: String,
    /// How many documents are wanting; 1 of a fact.
    #[schema(minimum = 1, example = 1)]
    pub count: u32,
}

/// How many documents serve each requirement of a report.
pub type Served = HashMap<String, u32>;

/// How far a report is, counted in mandatory facts and requirements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Mandatory ones.
    pub mandatory: u32,
    /// Those of them that are there.
    pub satisfied: u32,
}

/// What is wanting of a report, in the order of the scheme.
pub fn missing(
    action: &ActionDefinition,
    content: &ReportContent,
    served: &Served,
    language: Language,
) -> Vec<MissingItem> {
    let name = |id: &str, en: &str| match language {
        Language::Indonesian => id.to_owned(),
        Language::English => en.to_owned(),
    };
    let stated = |code: &str| content.facts.iter().any(|fact| fact.code == code);
    let facts = action
        .facts
        .iter()
        .filter(|fact| fact.mandatory && !stated(&fact.code))
        .map(|fact| MissingItem {
            kind: MissingKind::Fact,
            code: fact.code.clone(),
            name: name(&fact.name_id, &fact.name_en),
            count: 1,
        });
    let wanting = |code: &str, needed: u32| {
        needed.saturating_sub(served.get(code).copied().unwrap_or_default())
    };
    let evidence = action
        .requirements
        .iter()
        .filter(|one| one.mandatory && wanting(&one.code, one.minimum_count) > 0)
        .map(|one| MissingItem {
            kind: MissingKind::Evidence,
            code: one.code.clone(),
            name: name(&one.name_id, &one.name_en),
            count: wanting(&one.code, one.minimum_count),
        });
    facts.chain(evidence).collect()
}

/// How far a report is.
pub fn tally(action: &ActionDefinition, missing: &[MissingItem]) -> Tally {
    let facts = action.facts.iter().filter(|fact| fact.mandatory).count();
    let documents = action
        .requirements
        .iter()
        .filter(|one| one.mandatory)
        .count();
    let mandatory = u32::try_from(facts + documents).unwrap_or(u32::MAX);
    let wanting = u32::try_from(missing.len()).unwrap_or(u32::MAX);
    Tally {
        mandatory,
        satisfied: mandatory.saturating_sub(wanting),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::report::content::ReportedFact;

    #[test]
    fn counts_what_is_mandatory_and_not_there() {
        let scheme: crate::action::scheme::definition::SchemeDefinition =
            serde_json::from_value(crate::action::scheme::rules::example()).unwrap();
        let action = &scheme.actions[0];
        let mut content = ReportContent::default();
        let all = missing(action, &content, &Served::new(), Language::English);
        let names: Vec<_> = all
            .iter()
            .map(|one| (one.kind, one.name.as_str()))
            .collect();
        assert_eq!(
            names,
            [
                (MissingKind::Fact, "Date held"),
                (MissingKind::Evidence, "Signed minutes")
            ]
        );
        assert_eq!(
            tally(action, &all),
            Tally {
                mandatory: 2,
                satisfied: 0
            }
        );
        content.facts.push(ReportedFact {
            code: "held_on".into(),
            values: vec!["2025-03-20".into()],
        });
        let served = Served::from([("minutes".to_owned(), 1)]);
        let none = missing(action, &content, &served, Language::Indonesian);
        assert_eq!(none, []);
        assert_eq!(
            tally(action, &none),
            Tally {
                mandatory: 2,
                satisfied: 2
            }
        );
    }
}
