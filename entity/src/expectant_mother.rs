//! An expectant mother (ibu hamil); who she is lies sealed.

use sea_orm::entity::prelude::*;

use crate::id::{ChildId, ExpectantMotherId};
use crate::kind::{MotherState, RiskStatus};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "expectant_mother")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ExpectantMotherId,
    pub code: String,
    pub region_code: String,
    pub due_on: Date,
    pub risk_status: RiskStatus,
    pub muac_mm: Option<i32>,
    pub muac_on: Option<Date>,
    pub haemoglobin_g_l: Option<i32>,
    pub haemoglobin_on: Option<Date>,
    pub state: MotherState,
    pub state_since: Date,
    pub child_id: Option<ChildId>,
    pub identity_sealed: Option<Vec<u8>>,
    pub nik_index: Option<Vec<u8>>,
    pub erased_at: Option<DateTimeUtc>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
