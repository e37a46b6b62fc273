//! A season: in which an implementation year is reported on by a scheme.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reporting_season")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub implementation_year: i32,
    pub assessment_year: i32,
    pub scheme_code: String,
    pub scheme_version: i64,
    pub opens_at: DateTimeUtc,
    pub locks_at: DateTimeUtc,
    pub grace_days: i32,
    pub due: String,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
