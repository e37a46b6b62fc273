//! What a foster parent promised for a child.

use sea_orm::entity::prelude::*;

use crate::id::FosterAssignmentId;
use crate::kind::AmountPer;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "foster_commitment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub assignment_id: FosterAssignmentId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub aid_kind: String,
    pub quantity: Option<i64>,
    pub amount_idr: i64,
    pub per: AmountPer,
    pub funding_source: String,
}

impl ActiveModelBehavior for ActiveModel {}
