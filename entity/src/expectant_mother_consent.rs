//! What an expectant mother agreed to (persetujuan).

use sea_orm::entity::prelude::*;

use crate::id::{ExpectantMotherId, MotherConsentId};
use crate::kind::ConsentScope;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "expectant_mother_consent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MotherConsentId,
    pub mother_id: ExpectantMotherId,
    pub scope: ConsentScope,
    pub relation: String,
    pub text_version: String,
    pub given_on: Date,
    pub evidence_sha256: Option<String>,
    pub recorded_at: DateTimeUtc,
    pub recorded_by: String,
    pub withdrawn_on: Option<Date>,
    pub withdrawn_reason: Option<String>,
    pub withdrawn_at: Option<DateTimeUtc>,
    pub withdrawn_by: Option<String>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
