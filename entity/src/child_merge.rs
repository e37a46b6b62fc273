//! Two records that were one child, put together; can be undone.

use sea_orm::entity::prelude::*;

use crate::id::{ChildId, ChildMergeId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "child_merge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChildMergeId,
    pub kept_id: ChildId,
    pub merged_id: ChildId,
    pub moved: String,
    pub reason: String,
    pub merged_at: DateTimeUtc,
    pub merged_by: String,
    pub undone_at: Option<DateTimeUtc>,
    pub undone_by: Option<String>,
    pub undone_reason: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
