//! Children of a file counted by village, each once, by its latest measurement: z-scores computed anew, and those beyond WHO's
//! limits in neither numerator nor denominator.

use std::collections::BTreeMap;

use growth::{Score, Z};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::judge::Judged;

/// What was counted in a region.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"region_code": "64.74.01.1001", "children": 7, "children_under5": 7, "haz_valid": 7, "stunted": 1,
    "severely_stunted": 0, "haz_flagged": 0, "waz_valid": 7, "underweight": 0, "severely_underweight": 0, "waz_flagged": 0,
    "whz_valid": 7, "wasted": 0, "severely_wasted": 0, "overweight": 0, "obese": 0, "whz_flagged": 0}))]
pub struct RegionCount {
    /// The region.
    pub region_code: String,
    /// Children in the file, each once.
    pub children: i64,
    /// Those below 60 months on the day of measuring.
    pub children_under5: i64,
    /// Height-for-age within WHO's limits.
    pub haz_valid: i64,
    /// Below −2, the severely stunted included.
    pub stunted: i64,
    /// Below −3.
    pub severely_stunted: i64,
    /// Height-for-age beyond WHO's limits.
    pub haz_flagged: i64,
    /// Weight-for-age within WHO's limits.
    pub waz_valid: i64,
    /// Below −2, the severely underweight included.
    pub underweight: i64,
    /// Below −3.
    pub severely_underweight: i64,
    /// Weight-for-age beyond WHO's limits.
    pub waz_flagged: i64,
    /// Weight-for-height within WHO's limits.
    pub whz_valid: i64,
    /// Below −2, the severely wasted included.
    pub wasted: i64,
    /// Below −3.
    pub severely_wasted: i64,
    /// Above +2, the obese included.
    pub overweight: i64,
    /// Above +3.
    pub obese: i64,
    /// Weight-for-height beyond WHO's limits.
    pub whz_flagged: i64,
}

/// One of the counts of an index: valid, flagged, below −2, below −3.
type Tally<'a> = [&'a mut i64; 4];

fn tally(score: Option<Score>, [valid, flagged, low, severe]: Tally<'_>) -> Option<Z> {
    let score = score?;
    if score.implausible {
        *flagged += 1;
        return None;
    }
    *valid += 1;
    *low += i64::from(score.z < Z::from_hundredths(-200));
    *severe += i64::from(score.z < Z::from_hundredths(-300));
    Some(score.z)
}

impl RegionCount {
    /// Of a region, with nothing counted yet.
    pub fn of(region_code: impl Into<String>) -> Self {
        Self {
            region_code: region_code.into(),
            ..Self::default()
        }
    }

    /// Counts a child.
    pub fn add(&mut self, judged: &Judged) {
        self.children += 1;
        if !judged.under_five {
            return;
        }
        self.children_under5 += 1;
        let [waz, haz, whz] = judged.scores;
        tally(
            haz,
            [
                &mut self.haz_valid,
                &mut self.haz_flagged,
                &mut self.stunted,
                &mut self.severely_stunted,
            ],
        );
        tally(
            waz,
            [
                &mut self.waz_valid,
                &mut self.waz_flagged,
                &mut self.underweight,
                &mut self.severely_underweight,
            ],
        );
        let whz = tally(
            whz,
            [
                &mut self.whz_valid,
                &mut self.whz_flagged,
                &mut self.wasted,
                &mut self.severely_wasted,
            ],
        );
        self.overweight += i64::from(whz.is_some_and(|z| z > Z::from_hundredths(200)));
        self.obese += i64::from(whz.is_some_and(|z| z > Z::from_hundredths(300)));
    }

    /// Adds what was counted elsewhere.
    pub fn join(&mut self, other: &Self) {
        let Self {
            region_code: _,
            children,
            children_under5,
            haz_valid,
            stunted,
            severely_stunted,
            haz_flagged,
            waz_valid,
            underweight,
            severely_underweight,
            waz_flagged,
            whz_valid,
            wasted,
            severely_wasted,
            overweight,
            obese,
            whz_flagged,
        } = other;
        self.children += children;
        self.children_under5 += children_under5;
        self.haz_valid += haz_valid;
        self.stunted += stunted;
        self.severely_stunted += severely_stunted;
        self.haz_flagged += haz_flagged;
        self.waz_valid += waz_valid;
        self.underweight += underweight;
        self.severely_underweight += severely_underweight;
        self.waz_flagged += waz_flagged;
        self.whz_valid += whz_valid;
        self.wasted += wasted;
        self.severely_wasted += severely_wasted;
        self.overweight += overweight;
        self.obese += obese;
        self.whz_flagged += whz_flagged;
    }
}

/// Counts children by village, in the order of codes.
pub fn by_village<'a>(children: impl Iterator<Item = (&'a str, &'a Judged)>) -> Vec<RegionCount> {
    let mut villages: BTreeMap<&str, RegionCount> = BTreeMap::new();
    for (code, judged) in children {
        villages
            .entry(code)
            .or_insert_with(|| RegionCount::of(code))
            .add(judged);
    }
    villages.into_values().collect()
}

/// The same above the villages: the districts and the regency.
pub fn above(villages: &[RegionCount]) -> Vec<RegionCount> {
    let mut regions: BTreeMap<&str, RegionCount> = BTreeMap::new();
    for village in villages {
        let district = village
            .region_code
            .rsplit_once('.')
            .map_or("", |(above, _)| above);
        let regency = district.rsplit_once('.').map_or("", |(above, _)| above);
        for code in [district, regency] {
            regions
                .entry(code)
                .or_insert_with(|| RegionCount::of(code))
                .join(village);
        }
    }
    regions.into_values().collect()
}
