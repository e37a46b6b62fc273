//! A child (anak balita); who it is lies sealed.

use sea_orm::entity::prelude::*;

use crate::id::ChildId;
use crate::kind::{ChildState, RiskStatus, Sex};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "child")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChildId,
    pub code: String,
    pub sex: Sex,
    pub birth_date: Date,
    pub region_code: String,
    pub puskesmas: Option<String>,
    pub posyandu: Option<String>,
    pub birth_weight_g: Option<i32>,
    pub birth_length_tenth_mm: Option<i32>,
    pub risk_status: RiskStatus,
    pub state: ChildState,
    pub state_since: Date,
    pub merged_into: Option<ChildId>,
    pub identity_sealed: Option<Vec<u8>>,
    pub nik_index: Option<Vec<u8>>,
    pub origin: String,
    pub erased_at: Option<DateTimeUtc>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
