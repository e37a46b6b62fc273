//! A file by the hash of its bytes, which lie in the file store once.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sha256: String,
    pub media_type: String,
    pub size_bytes: i64,
    pub content_text: Option<String>,
    pub stored_at: DateTimeUtc,
    pub destroyed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
