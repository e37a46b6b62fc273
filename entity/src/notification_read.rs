//! That an account has read a notification.

use sea_orm::entity::prelude::*;

use crate::id::NotificationId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_read")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub notification_id: NotificationId,
    pub read_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
