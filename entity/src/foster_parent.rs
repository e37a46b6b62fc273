//! Who looks after children: a person, an agency, a company, a group. How to reach them lies sealed.

use sea_orm::entity::prelude::*;

use crate::id::{AgencyId, FosterParentId};
use crate::kind::FosterParentState;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "foster_parent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FosterParentId,
    pub region_code: String,
    pub kind_code: String,
    pub name: String,
    pub search_name: String,
    pub agency_id: Option<AgencyId>,
    pub capacity_children: i32,
    pub note: Option<String>,
    pub contact_key: Option<Vec<u8>>,
    pub contact_sealed: Option<Vec<u8>>,
    pub state: FosterParentState,
    pub state_since: DateTimeUtc,
    pub state_reason: Option<String>,
    pub verified_at: Option<DateTimeUtc>,
    pub verified_by: Option<String>,
    pub registered_by: String,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
