//! Attempts counted across processes, where passwords are guessed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rate_window")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_hash: Vec<u8>,
    pub started_at: DateTimeUtc,
    pub hits: i64,
}

impl ActiveModelBehavior for ActiveModel {}
