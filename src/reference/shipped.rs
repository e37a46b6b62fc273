//! The reference data that is compiled in: its files, their digest, and what they say.

use entity::comparability_group;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::indicator::input::IndicatorCreate;
use super::source::input::SourceCreate;
use super::target::input::TargetCreate;

const GROUPS: &str = include_str!("../../data/reference/comparability_groups.json");
const SOURCES: &str = include_str!("../../data/reference/sources.json");
const INDICATORS: &str = include_str!("../../data/reference/indicators.json");
const DESIGNS: &str = include_str!("../../data/reference/survey_designs.json");
const TARGETS: &str = include_str!("../../data/reference/targets.json");

/// SHA-256 of the files, each with its length.
pub fn digest() -> String {
    let mut digest = Sha256::new();
    for file in [GROUPS, SOURCES, INDICATORS, DESIGNS, TARGETS] {
        digest.update(file.len().to_string());
        digest.update(":");
        digest.update(file);
    }
    digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// What the files say.
pub struct Shipped {
    /// Groups of sources that may stand in one series.
    pub groups: Vec<comparability_group::Model>,
    /// Sources with their designs.
    pub sources: Vec<SourceCreate>,
    /// Indicators.
    pub indicators: Vec<IndicatorCreate>,
    /// Targets.
    pub targets: Vec<TargetCreate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    code: String,
    name_id: String,
    name_en: String,
    caveat_id: String,
    caveat_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Design {
    source: String,
    level: Value,
    children: Value,
    // Exact, so a text.
    design_effect: String,
    basis_id: Value,
    basis_en: Value,
}

impl From<Group> for comparability_group::Model {
    fn from(group: Group) -> Self {
        Self {
            code: group.code,
            name_id: group.name_id,
            name_en: group.name_en,
            caveat_id: group.caveat_id,
            caveat_en: group.caveat_en,
        }
    }
}

/// Reads the files.
///
/// # Errors
/// When one of them is broken; a test reads them too.
pub fn read() -> serde_json::Result<Shipped> {
    let groups: Vec<Group> = serde_json::from_str(GROUPS)?;
    let designs: Vec<Design> = serde_json::from_str(DESIGNS)?;
    Ok(Shipped {
        groups: groups.into_iter().map(Into::into).collect(),
        sources: things(SOURCES)?
            .into_iter()
            .map(|source| with_designs(source, &designs))
            .collect::<Result<_, _>>()?,
        indicators: things(INDICATORS)?
            .into_iter()
            .map(serde_json::from_value)
            .collect::<Result<_, _>>()?,
        targets: serde_json::from_str(TARGETS)?,
    })
}

/// The objects of a file, without the date of their metadata: a row has the time of its last change.
fn things(file: &str) -> serde_json::Result<Vec<Value>> {
    let mut things: Vec<Value> = serde_json::from_str(file)?;
    for thing in &mut things {
        if let Some(members) = thing.as_object_mut() {
            members.remove("metadata_updated_on");
        }
    }
    Ok(things)
}

fn with_designs(mut source: Value, designs: &[Design]) -> serde_json::Result<SourceCreate> {
    let code = source.get("code").and_then(Value::as_str).unwrap_or("");
    let own = designs
        .iter()
        .filter(|design| design.source == code)
        .map(|design| {
            let effect: serde_json::Number = serde_json::from_str(&design.design_effect)?;
            Ok(serde_json::json!({
                "level": design.level, "children": design.children, "design_effect": effect,
                "basis_id": design.basis_id, "basis_en": design.basis_en,
            }))
        })
        .collect::<serde_json::Result<Vec<Value>>>()?;
    if let Some(members) = source.as_object_mut() {
        members.insert("designs".to_owned(), own.into());
    }
    serde_json::from_value(source)
}

#[cfg(test)]
mod tests {
    use validator::Validate;

    use super::*;

    #[test]
    fn what_is_shipped_keeps_the_rules_of_the_api() {
        let shipped = read().unwrap();
        assert_eq!(
            (
                shipped.groups.len(),
                shipped.sources.len(),
                shipped.indicators.len(),
                shipped.targets.len()
            ),
            (1, 7, 7, 5)
        );
        for source in &shipped.sources {
            source.validate().unwrap();
            assert_eq!(source.contradictions(), [], "{}", source.code);
            let group = source.comparability_group.as_deref();
            assert!(group.is_none_or(|code| shipped.groups.iter().any(|g| g.code == code)));
        }
        for indicator in &shipped.indicators {
            indicator.validate().unwrap();
            assert_eq!(indicator.contradictions(), []);
        }
        for target in &shipped.targets {
            target.validate().unwrap();
        }
        let designs: usize = shipped.sources.iter().map(|s| s.designs.len()).sum();
        assert_eq!(designs, 12);
        let ssgi = shipped.sources.iter().find(|s| s.code == "SSGI").unwrap();
        assert_eq!(ssgi.designs[2].design_effect.hundredths(), 175);
    }
}
