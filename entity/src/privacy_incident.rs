//! An incident with personal data, and until when it has to be told.

use sea_orm::entity::prelude::*;

use crate::id::PrivacyIncidentId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "privacy_incident")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PrivacyIncidentId,
    pub region_code: String,
    pub title: String,
    pub description: String,
    pub detected_at: DateTimeUtc,
    pub notify_by: DateTimeUtc,
    pub window_from: DateTimeUtc,
    pub window_to: DateTimeUtc,
    pub notified_at: Option<DateTimeUtc>,
    pub notified_whom: Option<String>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub created_by: String,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
