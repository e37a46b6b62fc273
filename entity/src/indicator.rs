//! What is measured (indikator).

use sea_orm::entity::prelude::*;

use crate::kind::Better;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub name_id: String,
    pub name_en: String,
    pub definition_id: String,
    pub definition_en: String,
    pub unit: String,
    pub numerator_id: String,
    pub numerator_en: String,
    pub denominator_id: String,
    pub denominator_en: String,
    pub better: Better,
    pub comparable_with: String,
    pub classification: String,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
