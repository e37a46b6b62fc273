//! Which document has which words. The column of the words is of another kind on each database, so only the key stands here.

use sea_orm::entity::prelude::*;

use crate::id::EvidenceId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence_search")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub evidence_id: EvidenceId,
}

impl ActiveModelBehavior for ActiveModel {}
