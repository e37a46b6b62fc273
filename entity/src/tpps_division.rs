//! A division (bidang) of a team.

use sea_orm::entity::prelude::*;

use crate::id::TppsTeamId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tpps_division")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub team_id: TppsTeamId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub position: i32,
    pub name_id: String,
}

impl ActiveModelBehavior for ActiveModel {}
