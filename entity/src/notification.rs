//! Something that a region is told; the parameters are JSON.

use sea_orm::entity::prelude::*;

use crate::id::NotificationId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NotificationId,
    pub kind_code: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub region_code: String,
    pub occasion_at: DateTimeUtc,
    pub params: String,
    pub created_at: DateTimeUtc,
    pub settled_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
