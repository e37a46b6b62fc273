//! A longer deadline for a region, with its reason.

use sea_orm::entity::prelude::*;

use crate::id::SeasonExceptionId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "season_exception")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SeasonExceptionId,
    pub season_code: String,
    pub region_code: String,
    pub action_code: Option<String>,
    pub due_at: DateTimeUtc,
    pub locks_at: DateTimeUtc,
    pub reason: String,
    pub granted_at: DateTimeUtc,
    pub granted_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
