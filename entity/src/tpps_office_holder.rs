//! Who holds or held an office of a team.

use sea_orm::entity::prelude::*;

use crate::id::TppsTeamId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tpps_office_holder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub team_id: TppsTeamId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub office: String,
    pub position_title: String,
    pub person_name: Option<String>,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
