//! Child growth by the WHO Child Growth Standards (2006, 2007): z-scores, the categories of Permenkes 2/2020, weight gain as
//! posyandu judge it, standard curves and charts.
//!
//! Pure: no dependency, no clock, no database, no allocation in tables. `assess` is the entrance. Measures are exact
//! decimals (`Micro`), z-scores whole hundredths (`Z`), so that the same measurement gives the same answer everywhere.

mod assess;
mod category;
pub mod chart;
mod curve;
mod gain;
mod gain_rules;
mod note;
mod number;
mod score;
mod table;

pub use assess::{Assessment, Measurement, Posture, Score, Sex, assess};
pub use category::{Category, categories, category};
pub use curve::{Curve, CurvePoint, SD_LINES, Step, curves};
pub use gain::{Before, GainStatus, GainVerdict, Weighing, judge_gain};
pub use gain_rules::GainRules;
pub use note::Note;
pub use number::{Micro, Z};
pub use score::Index;

/// The standard by which z-scores and categories are given; it is stored with every result.
pub const fn standard_version() -> &'static str {
    "WHO_2006_2007+PERMENKES_2_2020"
}

/// The last day of age with z-scores: the last below 60 months of 30.4375 days.
pub const LAST_DAY: i32 = 1826;
