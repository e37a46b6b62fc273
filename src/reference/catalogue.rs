//! What other features need to know of sources and indicators, read at once.

use std::collections::HashMap;
use std::sync::Arc;

use entity::kind::{Better, RegionLevel, SourceKind};
use entity::{indicator, source};
use sea_orm::{ConnectionTrait, DbErr};

use super::indicator::store::visible as visible_indicators;
use super::lists;
use super::source::store::{visible as visible_sources, visible_designs};
use crate::period::{Period, PeriodKind};
use crate::text::{Text, text};

/// Every source and indicator, by code.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Sources.
    pub sources: HashMap<String, Arc<SourceInfo>>,
    /// Indicators.
    pub indicators: HashMap<String, IndicatorInfo>,
}

/// The sample that is assumed where a survey publishes no interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Design {
    /// Children measured in one such region.
    pub children: i64,
    /// Variance relative to simple random sampling, in hundredths: 175 is 1.75.
    pub design_effect_hundredths: i32,
}

/// What is known of a source.
#[derive(Debug, Clone)]
pub struct SourceInfo {
    /// Its code.
    pub code: String,
    /// A sample, a count of those who came, or a statement.
    pub kind: SourceKind,
    /// The code of its comparability group.
    pub group: Option<String>,
    /// The kinds of periods that its figures can have.
    pub period_kinds: Vec<PeriodKind>,
    /// The years in which it was carried out; none if in any.
    pub rounds: Option<Vec<i32>>,
    /// The first year from which on any year is accepted beside `rounds`.
    pub open_from: Option<i32>,
    /// The assumed sample per level of region.
    pub designs: HashMap<RegionLevel, Design>,
    /// Its name in Indonesian.
    pub name_id: String,
    /// Its name in English.
    pub name_en: String,
}

/// What is known of an indicator.
#[derive(Debug, Clone)]
pub struct IndicatorInfo {
    /// Its code.
    pub code: String,
    /// The direction in which better lies.
    pub better: Better,
    /// Other indicators with whose figures its own may be compared.
    pub comparable_with: Vec<String>,
    /// Its name in Indonesian.
    pub name_id: String,
    /// Its name in English.
    pub name_en: String,
}

/// Reads every source and indicator.
///
/// # Errors
/// The database.
pub async fn catalogue(connection: &impl ConnectionTrait) -> Result<Arc<Catalogue>, DbErr> {
    let sources = visible_sources().all(connection).await?;
    let designs = visible_designs().all(connection).await?;
    let indicators = visible_indicators().all(connection).await?;
    let mut by_source: HashMap<String, HashMap<RegionLevel, Design>> = HashMap::new();
    for row in designs {
        let design = Design {
            children: row.children,
            design_effect_hundredths: row.design_effect_hundredths,
        };
        let levels = by_source.entry(row.source_code).or_default();
        levels.insert(row.level, design);
    }
    let sources = sources.into_iter().map(|row| {
        let designs = by_source.remove(&row.code).unwrap_or_default();
        (row.code.clone(), Arc::new(SourceInfo::new(row, designs)))
    });
    let indicators = indicators
        .into_iter()
        .map(|row| (row.code.clone(), IndicatorInfo::from(row)));
    Ok(Arc::new(Catalogue {
        sources: sources.collect(),
        indicators: indicators.collect(),
    }))
}

impl SourceInfo {
    fn new(row: source::Model, designs: HashMap<RegionLevel, Design>) -> Self {
        Self {
            code: row.code,
            kind: row.kind,
            group: row.comparability_group_code,
            period_kinds: lists::kinds(&row.period_kinds),
            rounds: row.rounds.as_deref().map(lists::years),
            open_from: row.open_from,
            designs,
            name_id: row.name_id,
            name_en: row.name_en,
        }
    }

    /// Whether its figures can be of a period.
    ///
    /// # Errors
    /// What periods it can have, where they cannot.
    pub fn accepts(&self, period: Period) -> Result<(), Text> {
        let code = &self.code;
        if !self.period_kinds.contains(&period.kind()) {
            let kinds: Vec<_> = self.period_kinds.iter().map(|kind| kind.as_str()).collect();
            let (id, en) = (
                self.period_kinds
                    .iter()
                    .copied()
                    .map(kind_id)
                    .collect::<Vec<_>>()
                    .join(", "),
                kinds.join(", "),
            );
            return Err(text(
                format!(
                    "{code} hanya mempunyai angka per {id}, bukan per {}",
                    kind_id(period.kind())
                ),
                format!(
                    "{code} has figures per {en} only, not per {}",
                    period.kind().as_str()
                ),
            ));
        }
        let Some(rounds) = &self.rounds else {
            return Ok(());
        };
        let year = period.year();
        if rounds.contains(&year) || self.open_from.is_some_and(|from| year >= from) {
            return Ok(());
        }
        let mut years = rounds.clone();
        years.sort_unstable();
        let mut id: Vec<String> = years.iter().map(ToString::to_string).collect();
        let mut en = id.clone();
        if let Some(from) = self.open_from {
            id.push(format!("{from} dan sesudahnya"));
            en.push(format!("{from} and later"));
        }
        Err(text(
            format!(
                "{code} tidak dilaksanakan pada {year}; tahun yang ada: {}",
                id.join(", ")
            ),
            format!(
                "{code} was not carried out in {year}; it has: {}",
                en.join(", ")
            ),
        ))
    }

    /// What its figures stand in one series with: the comparability group, else itself.
    pub fn series_group(&self) -> &str {
        self.group.as_deref().unwrap_or(&self.code)
    }
}

const fn kind_id(kind: PeriodKind) -> &'static str {
    match kind {
        PeriodKind::Year => "tahun",
        PeriodKind::Semester => "semester",
        PeriodKind::Quarter => "triwulan",
        PeriodKind::Month => "bulan",
    }
}

impl From<indicator::Model> for IndicatorInfo {
    fn from(row: indicator::Model) -> Self {
        Self {
            code: row.code,
            better: row.better,
            comparable_with: lists::words(&row.comparable_with),
            name_id: row.name_id,
            name_en: row.name_en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(kinds: &[PeriodKind], rounds: Option<&[i32]>, open_from: Option<i32>) -> SourceInfo {
        SourceInfo {
            code: "SSGI".to_owned(),
            kind: SourceKind::Survey,
            group: Some("national_survey".to_owned()),
            period_kinds: kinds.to_vec(),
            rounds: rounds.map(<[i32]>::to_vec),
            open_from,
            designs: HashMap::new(),
            name_id: String::new(),
            name_en: String::new(),
        }
    }

    fn refusal(source: &SourceInfo, period: &str) -> Option<String> {
        source
            .accepts(period.parse().unwrap())
            .err()
            .map(|text| text.en.into_owned())
    }

    #[test]
    fn takes_the_periods_it_can_have() {
        let ssgi = source(&[PeriodKind::Year], Some(&[2022, 2021, 2024]), Some(2025));
        for period in ["2021", "2024", "2025", "2031"] {
            assert_eq!(refusal(&ssgi, period), None, "{period}");
        }
        assert_eq!(
            refusal(&ssgi, "2023").unwrap(),
            "SSGI was not carried out in 2023; it has: 2021, 2022, 2024, 2025 and later"
        );
        assert_eq!(
            refusal(&ssgi, "2024-08").unwrap(),
            "SSGI has figures per year only, not per month"
        );
        let ski = source(&[PeriodKind::Year], Some(&[2023]), None);
        assert_eq!(
            refusal(&ski, "2024").unwrap(),
            "SSGI was not carried out in 2024; it has: 2023"
        );
        let routine = source(&[PeriodKind::Year, PeriodKind::Month], None, None);
        assert_eq!(refusal(&routine, "1999-08"), None);
        assert_eq!(
            routine.accepts("2024-Q1".parse().unwrap()).unwrap_err().id,
            "SSGI hanya mempunyai angka per tahun, bulan, bukan per triwulan"
        );
    }

    #[test]
    fn stands_in_the_series_of_its_group() {
        let mut one = source(&[PeriodKind::Year], None, None);
        assert_eq!(one.series_group(), "national_survey");
        one.group = None;
        assert_eq!(one.series_group(), "SSGI");
    }
}
