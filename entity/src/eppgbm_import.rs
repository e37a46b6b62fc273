//! A file of e-PPGBM that was looked through; the key that opens its rows goes when it is settled.

use sea_orm::entity::prelude::*;

use crate::id::EppgbmImportId;
use crate::kind::ImportState;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "eppgbm_import")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EppgbmImportId,
    pub region_code: String,
    pub state: ImportState,
    pub file_sha256: String,
    pub create_children: bool,
    pub rows_read: i64,
    pub summary: String,
    pub quality: String,
    pub result: Option<String>,
    pub key_sealed: Option<Vec<u8>>,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub created_by: String,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
