//! A row of an imported file: what becomes of it in clear, what it says of a person sealed, as long as the import is open.

use sea_orm::entity::prelude::*;

use crate::id::{ChildId, EppgbmImportId};
use crate::kind::RowOutcome;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "eppgbm_import_row")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: EppgbmImportId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: i32,
    pub outcome: RowOutcome,
    pub counted: bool,
    pub z_differs: bool,
    pub region_code: Option<String>,
    pub child_id: Option<ChildId>,
    pub repeats_line: Option<i32>,
    pub candidates: String,
    pub notes: String,
    pub faults: String,
    pub decision: Option<String>,
    pub sealed: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
