//! A signed-in person on one device: the family of refresh tokens.

use sea_orm::entity::prelude::*;

use crate::id::{SessionId, UserId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    pub user_id: UserId,
    pub current_hash: Vec<u8>,
    pub previous_hash: Option<Vec<u8>>,
    pub successor_salt: Option<Vec<u8>>,
    pub rotated_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
