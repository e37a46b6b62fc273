//! Sources whose figures may be set side by side, with a caveat.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "comparability_group")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub name_id: String,
    pub name_en: String,
    pub caveat_id: String,
    pub caveat_en: String,
}

impl ActiveModelBehavior for ActiveModel {}
