//! Where figures come from, with the metadata that Satu Data asks for.

use sea_orm::entity::prelude::*;

use crate::kind::SourceKind;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub name_id: String,
    pub name_en: String,
    pub definition_id: String,
    pub definition_en: String,
    pub unit: String,
    pub producer: String,
    pub population_id: String,
    pub population_en: String,
    pub frequency_id: String,
    pub frequency_en: String,
    pub kind: SourceKind,
    pub comparability_group_code: Option<String>,
    pub period_kinds: String,
    pub rounds: Option<String>,
    pub open_from: Option<i32>,
    pub licence: String,
    pub legal_basis: String,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
