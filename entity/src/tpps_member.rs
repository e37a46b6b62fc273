//! Who takes part in a team: an agency, or an organisation by its name.

use sea_orm::entity::prelude::*;

use crate::id::{AgencyId, TppsTeamId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tpps_member")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub team_id: TppsTeamId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    pub agency_id: Option<AgencyId>,
    pub organisation: Option<String>,
    pub division_code: Option<String>,
    pub role: String,
}

impl ActiveModelBehavior for ActiveModel {}
