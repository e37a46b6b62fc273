//! A name that an agency has or had; the current one has no end.

use sea_orm::entity::prelude::*;

use crate::id::AgencyId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agency_name")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: AgencyId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub name: String,
    pub abbreviation: Option<String>,
    pub search_text: String,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
