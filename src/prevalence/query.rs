//! Which claims a caller sees: by region scope, filters, order, and as of a time.

use chrono::{DateTime, Utc};
use entity::kind::{ClaimStatus, RegionLevel};
use entity::{prevalence_record, prevalence_revision};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func};
use sea_orm::{EntityTrait, QueryFilter, Select};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::auth::RegionScope;
use crate::auth::scope::COUNTRY;
use crate::db::keyset::{Key, KeyType};
use crate::page::parse_sort;
use crate::period::Period;
use crate::problem::Problem;

/// The filters of prevalence records.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PrevalenceFilter {
    /// This region alone.
    #[validate(length(min = 2, max = 13))]
    #[param(min_length = 2, max_length = 13, example = "64.74")]
    pub region_code: Option<String>,
    /// This region and everything below it.
    #[validate(length(min = 2, max = 13))]
    #[param(min_length = 2, max_length = 13, example = "64")]
    pub within: Option<String>,
    /// Regions of this level.
    pub level: Option<RegionLevel>,
    /// The code of a source.
    #[validate(length(min = 1, max = 30))]
    #[param(min_length = 1, max_length = 30, example = "SSGI")]
    pub source: Option<String>,
    /// The code of an indicator.
    #[validate(length(min = 1, max = 50))]
    #[param(min_length = 1, max_length = 50, example = "stunting")]
    pub indicator: Option<String>,
    /// Exactly this period.
    pub period: Option<Period>,
    /// Periods that begin with this one or later.
    pub period_from: Option<Period>,
    /// Periods that end with this one or earlier.
    pub period_to: Option<Period>,
    /// The state.
    pub status: Option<ClaimStatus>,
    /// Only official ones, or only others.
    pub is_official: Option<bool>,
    /// Who states the figure.
    #[validate(length(min = 1, max = 200))]
    #[param(min_length = 1, max_length = 200)]
    pub publisher: Option<String>,
    /// The answer as it was at that time.
    pub as_of: Option<DateTime<Utc>>,
}

impl PrevalenceFilter {
    /// The filter as a condition; the columns have one name in both tables.
    pub fn condition(&self) -> Condition {
        let column = |name: &'static str| Expr::col(name);
        let text = |name: &'static str, value: &Option<String>| {
            value.as_ref().map(|v| column(name).eq(v.as_str()))
        };
        Condition::all()
            .add_option(text("region_code", &self.region_code))
            .add_option(
                self.within
                    .as_ref()
                    .map(|code| RegionScope::new(code.as_str()).rows("region_code")),
            )
            .add_option(self.level.map(of_level))
            .add_option(text("source_code", &self.source))
            .add_option(text("indicator_code", &self.indicator))
            // A period begins on one day, by which there is an index.
            .add_option(
                self.period
                    .map(|p| column("period_from_on").eq(p.starts_on())),
            )
            .add_option(self.period.map(|p| column("period").eq(p.to_string())))
            .add_option(
                self.period_from
                    .map(|p| column("period_from_on").gte(p.starts_on())),
            )
            .add_option(
                self.period_to
                    .map(|p| column("period_to_on").lte(p.ends_on())),
            )
            .add_option(self.status.map(|s| column("status").eq(s.as_str())))
            // Not as a parameter: the index holds the official ones alone, and has to be recognised.
            .add_option(self.is_official.map(|yes| match yes {
                true => column("is_official"),
                false => column("is_official").not(),
            }))
            .add_option(text("publisher", &self.publisher))
    }
}

/// Codes of a level have one length, by which there is an index: `64`, `64.74`, `64.74.01`, `64.74.01.1003`; only the
/// country's is as long as that of a province. The index holds the levels down to the regency; claims of districts and villages
/// are so many that a page of them is soon full.
fn of_level(level: RegionLevel) -> Condition {
    let code = || Expr::col("region_code");
    let length = |length: i32| Expr::expr(Func::char_length(code())).eq(length);
    let indexed = || Expr::expr(Func::char_length(code())).lt(Expr::cust("6"));
    match level {
        RegionLevel::Country => Condition::all().add(code().eq(COUNTRY)),
        RegionLevel::Province => Condition::all()
            .add(indexed())
            .add(length(2))
            .add(code().ne(COUNTRY)),
        RegionLevel::Regency => Condition::all().add(indexed()).add(length(5)),
        RegionLevel::District => Condition::all().add(length(8)),
        RegionLevel::Village => Condition::all().add(length(13)),
    }
}

/// Claims of the caller's region, as they are.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<prevalence_record::Entity> {
    prevalence_record::Entity::find().filter(scope.rows("region_code"))
}

/// Claims of the caller's region, as they were.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything in the past starts from"
)]
pub fn visible_as_of(
    scope: &RegionScope,
    at: DateTime<Utc>,
) -> Select<prevalence_revision::Entity> {
    let superseded = Condition::any()
        .add(Expr::col("superseded_at").is_null())
        .add(Expr::col("superseded_at").gt(at));
    prevalence_revision::Entity::find()
        .filter(scope.rows("region_code"))
        .filter(Expr::col("recorded_at").lte(at))
        .filter(superseded)
}

/// Every state that the claims of the caller's region have had.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that history starts from"
)]
pub fn visible_history(scope: &RegionScope) -> Select<prevalence_revision::Entity> {
    prevalence_revision::Entity::find().filter(scope.rows("region_code"))
}

/// What a claim is sorted by, of a row of either table.
pub trait ClaimRow {
    /// The sort value of a column.
    fn sort_value(&self, column: &str) -> String;
}

macro_rules! claim_row {
    ($module:ident, $id:ident) => {
        impl ClaimRow for $module::Model {
            fn sort_value(&self, column: &str) -> String {
                match column {
                    "region_code" => self.region_code.clone(),
                    "period_from_on" => self.period_from_on.to_string(),
                    "source_code" => self.source_code.clone(),
                    "indicator_code" => self.indicator_code.clone(),
                    "publisher" => self.publisher.clone(),
                    _ => self.$id.to_string(),
                }
            }
        }
    };
}

claim_row!(prevalence_record, id);
claim_row!(prevalence_revision, record_id);

/// The members that can be sorted by.
pub const SORTABLE: [&str; 5] = ["region_code", "period", "source", "indicator", "publisher"];

/// The keys of an order; `id` is the column that makes it unique.
///
/// # Errors
/// A member that cannot be sorted by.
pub fn keys<M: ClaimRow>(sort: Option<&str>, id: &'static str) -> Result<Vec<Key<M>>, Problem> {
    let fields = parse_sort(sort.unwrap_or("region_code,period"), &SORTABLE)
        .map_err(|fault| Problem::invalid(vec![fault]))?;
    let last = fields.last().is_some_and(|f| f.descending);
    let mut keys: Vec<Key<M>> = fields
        .iter()
        .map(|field| match field.name {
            "period" => Key::new(
                "period_from_on",
                KeyType::Date,
                field.descending,
                |row: &M| row.sort_value("period_from_on"),
            ),
            "source" => Key::new("source_code", KeyType::Text, field.descending, |row: &M| {
                row.sort_value("source_code")
            }),
            "indicator" => Key::new(
                "indicator_code",
                KeyType::Text,
                field.descending,
                |row: &M| row.sort_value("indicator_code"),
            ),
            "publisher" => Key::new("publisher", KeyType::Text, field.descending, |row: &M| {
                row.sort_value("publisher")
            }),
            _ => Key::new("region_code", KeyType::Text, field.descending, |row: &M| {
                row.sort_value("region_code")
            }),
        })
        .collect();
    keys.push(Key::new(id, KeyType::Uuid, last, |row: &M| {
        row.sort_value("id")
    }));
    Ok(keys)
}
