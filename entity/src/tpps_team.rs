//! The team (TPPS) of a region from a day on.

use sea_orm::entity::prelude::*;

use crate::id::TppsTeamId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tpps_team")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TppsTeamId,
    pub region_code: String,
    pub decree_number: String,
    pub decree_on: Option<Date>,
    pub valid_from: Date,
    pub valid_to: Option<Date>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
