//! A region (wilayah) by its dotted Kemendagri code; codes that are no longer listed stay.

use sea_orm::entity::prelude::*;

use crate::kind::RegionLevel;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "region")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub name: String,
    pub search_name: String,
    pub level: RegionLevel,
    pub parent_code: Option<String>,
    pub kind: String,
    pub bps_code: Option<String>,
    pub listed_from: Option<Date>,
    pub listed_until: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
