//! What was measured of a child on a day, and where that lies by the standard.

use sea_orm::entity::prelude::*;

use crate::id::{ChildId, ChildMeasurementId};
use crate::kind::{MeasurementState, Posture};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "child_measurement")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ChildMeasurementId,
    pub child_id: ChildId,
    pub region_code: String,
    pub measured_on: Date,
    pub age_days: i32,
    pub weight_g: Option<i32>,
    pub height_tenth_mm: Option<i32>,
    pub posture: Option<Posture>,
    pub head_tenth_mm: Option<i32>,
    pub muac_tenth_mm: Option<i32>,
    pub oedema: bool,
    pub measurer: Option<String>,
    pub device: Option<String>,
    pub source_code: String,
    pub import_id: Option<Uuid>,
    pub waz_hundredths: Option<i32>,
    pub haz_hundredths: Option<i32>,
    pub whz_hundredths: Option<i32>,
    pub baz_hundredths: Option<i32>,
    pub hcz_hundredths: Option<i32>,
    pub acz_hundredths: Option<i32>,
    pub had_tenth_mm: Option<i32>,
    pub flags: i32,
    pub standard_version: String,
    pub findings: String,
    pub waived_reason: Option<String>,
    pub waived_by: Option<String>,
    pub state: MeasurementState,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub created_by: String,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
