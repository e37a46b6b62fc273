//! What the API shows of regions.

use chrono::NaiveDate;
use entity::kind::RegionLevel;
use entity::{region, region_alias, region_name};
use serde::Serialize;
use utoipa::ToSchema;

/// A region in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionSummary {
    /// The dotted code of the Ministry of Home Affairs (Kemendagri); `ID` is the country.
    #[schema(
        pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$",
        example = "64.74"
    )]
    pub code: String,
    /// Its name: the present one, or the last of a code that is no longer listed; with `as_of` that of the day.
    #[schema(example = "Kota Bontang")]
    pub name: String,
    /// Its level.
    pub level: RegionLevel,
    /// `negara`, `provinsi`, `kabupaten`, `kota`, `kecamatan`, `kelurahan`, `desa` or `desa_adat`.
    #[schema(example = "kota")]
    pub kind: String,
    /// The code of the region directly above; null of the country.
    #[schema(required, example = "64")]
    pub parent_code: Option<String>,
    /// The number at BPS (Statistics Indonesia), where it is known.
    #[schema(required, example = "6474")]
    pub bps_code: Option<String>,
    /// The date of the decree since which it is listed; null if already in the oldest one kept, of 2015.
    #[schema(required)]
    pub listed_from: Option<NaiveDate>,
    /// The date of the decree since which it is no longer listed; null if it is.
    #[schema(required)]
    pub listed_until: Option<NaiveDate>,
}

impl From<region::Model> for RegionSummary {
    fn from(row: region::Model) -> Self {
        let region::Model {
            code,
            name,
            search_name: _,
            level,
            parent_code,
            kind,
            bps_code,
            listed_from,
            listed_until,
        } = row;
        Self {
            code,
            name,
            level,
            kind,
            parent_code,
            bps_code,
            listed_from,
            listed_until,
        }
    }
}

/// A region.
#[derive(Debug, Serialize, ToSchema)]
pub struct Region {
    /// The region itself.
    #[serde(flatten)]
    pub region: RegionSummary,
    /// What it lies in, from the country down.
    pub ancestors: Vec<RegionReference>,
    /// Other spellings and earlier names.
    pub aliases: Vec<RegionAlias>,
    /// The names it had, the oldest first.
    pub names: Vec<RegionNamePeriod>,
}

/// A region that is named by another.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionReference {
    /// Its code.
    #[schema(example = "64")]
    pub code: String,
    /// Its name.
    #[schema(example = "Kalimantan Timur")]
    pub name: String,
    /// Its level.
    pub level: RegionLevel,
}

impl From<region::Model> for RegionReference {
    fn from(row: region::Model) -> Self {
        Self {
            code: row.code,
            name: row.name,
            level: row.level,
        }
    }
}

/// Another spelling or an earlier name of a region.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionAlias {
    /// The spelling.
    #[schema(example = "Loktuan")]
    pub name: String,
    /// Where it was met.
    #[schema(example = "earlier decree")]
    pub source: String,
}

impl From<region_alias::Model> for RegionAlias {
    fn from(row: region_alias::Model) -> Self {
        let region_alias::Model {
            region_code: _,
            search_name: _,
            name,
            origin,
        } = row;
        Self {
            name,
            source: origin,
        }
    }
}

/// A name that a region had from one decree to another.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionNamePeriod {
    /// The name.
    #[schema(example = "Kota Bontang")]
    pub name: String,
    /// The first decree with this name.
    #[schema(example = "Permendagri 56/2015")]
    pub decree: String,
    /// Its date; null in the oldest decree kept.
    #[schema(required)]
    pub listed_from: Option<NaiveDate>,
    /// The date of the decree in which it is no longer so; null if it still is.
    #[schema(required)]
    pub listed_until: Option<NaiveDate>,
}

impl From<region_name::Model> for RegionNamePeriod {
    fn from(row: region_name::Model) -> Self {
        let region_name::Model {
            region_code: _,
            seq: _,
            name,
            decree,
            listed_from,
            listed_until,
        } = row;
        Self {
            name,
            decree,
            listed_from,
            listed_until,
        }
    }
}

/// What became of a code.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionHistory {
    /// The code.
    #[schema(example = "64.02.08.2001")]
    pub code: String,
    /// Its present or last name.
    #[schema(example = "Kedang Ipil")]
    pub name: String,
    /// Since when it is listed; null if already in the oldest decree kept.
    #[schema(required)]
    pub listed_from: Option<NaiveDate>,
    /// Since when it is no longer listed; null if it is.
    #[schema(required)]
    pub listed_until: Option<NaiveDate>,
    /// The names it had, the oldest first.
    pub names: Vec<RegionNamePeriod>,
    /// Codes that vanished with the decree that brought this one, at the same level, of the same name and in the same
    /// regency: a hint, since decrees do not say which code became which.
    pub predecessors: Vec<RegionReference>,
    /// Codes that came with the decree from which this one vanished, likewise.
    pub successors: Vec<RegionReference>,
}

/// How a name was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RegionMatch {
    /// The official name, but for case, blanks, hyphens, and the words Kabupaten and Kota.
    Exact,
    /// A known other spelling or an earlier name.
    Alias,
    /// A name much like it.
    Fuzzy,
}

/// A region that a name may mean.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegionCandidate {
    /// Its code.
    #[schema(example = "64.02.07.2007")]
    pub region_code: String,
    /// Its official name.
    #[schema(example = "Sumber Sari")]
    pub name: String,
    /// Its level.
    pub level: RegionLevel,
    /// The code of the region directly above; null of the country.
    #[schema(required, example = "64.02.07")]
    pub parent_code: Option<String>,
    /// The name of the region directly above; null of the country.
    #[schema(required, example = "Sebulu")]
    pub parent_name: Option<String>,
    /// How sure it is: 1 for an exact match, less for others.
    #[schema(minimum = 0, maximum = 1, example = 1.0)]
    pub score: f64,
    /// How it was found.
    pub r#match: RegionMatch,
}

/// The regions that a name may mean.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionResolution {
    /// The best first. Take one without asking only if it is alone and `exact` or `alias`.
    pub items: Vec<RegionCandidate>,
    /// How many there are in all, those beyond `limit` included.
    #[schema(minimum = 0, example = 3)]
    pub total: usize,
}
