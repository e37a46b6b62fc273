//! A prevalence as somebody claims it.

use sea_orm::entity::prelude::*;

use crate::id::PrevalenceRecordId;
use crate::kind::{ClaimStatus, Confidence, EstimationMethod};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "prevalence_record")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PrevalenceRecordId,
    pub region_code: String,
    pub indicator_code: String,
    pub source_code: String,
    pub period: String,
    pub period_from_on: Date,
    pub period_to_on: Date,
    pub value_hundredths: Option<i32>,
    pub ci_low_hundredths: Option<i32>,
    pub ci_high_hundredths: Option<i32>,
    pub rse_hundredths: Option<i32>,
    pub estimation_method: EstimationMethod,
    pub children_measured: Option<i64>,
    pub children_affected: Option<i64>,
    pub coverage_hundredths: Option<i32>,
    pub publisher: String,
    pub citation_title: String,
    pub citation_publisher: Option<String>,
    pub citation_published_on: Option<Date>,
    pub citation_url: Option<String>,
    pub confidence: Confidence,
    pub note: Option<String>,
    pub status: ClaimStatus,
    pub is_official: bool,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub created_by: String,
    pub updated_at: DateTimeUtc,
    pub updated_by: String,
}

impl ActiveModelBehavior for ActiveModel {}
