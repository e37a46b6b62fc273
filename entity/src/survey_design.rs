//! The design assumed for a survey that publishes no interval.

use sea_orm::entity::prelude::*;

use crate::kind::RegionLevel;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_design")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub source_code: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub level: RegionLevel,
    pub children: i64,
    pub design_effect_hundredths: i32,
    pub basis_id: String,
    pub basis_en: String,
}

impl ActiveModelBehavior for ActiveModel {}
