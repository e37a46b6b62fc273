//! The key with which an expectant mother's identity is sealed; erasing her destroys it.

use sea_orm::entity::prelude::*;

use crate::id::ExpectantMotherId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "expectant_mother_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub mother_id: ExpectantMotherId,
    pub sealed: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
