//! What the API shows of the audit log.

use chrono::{DateTime, Utc};
use entity::audit_event;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// One entry of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEvent {
    /// Its place in the log, without gaps.
    #[schema(minimum = 1, example = 17)]
    pub seq: i64,
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// `user`, `client` or `system`.
    #[schema(example = "user")]
    pub actor_kind: String,
    /// Who.
    pub actor_id: String,
    /// The name under which they signed in.
    #[schema(example = "province64")]
    pub actor_name: String,
    /// What, as `prevalence.create`.
    #[schema(example = "prevalence.create")]
    pub action: String,
    /// Of which kind of thing.
    #[schema(example = "prevalence_record")]
    pub subject_type: String,
    /// Of which thing.
    pub subject_id: String,
    /// In which region.
    #[schema(required, example = "64.74")]
    pub region_code: Option<String>,
    /// `done` or `refused`.
    #[schema(example = "done")]
    pub outcome: String,
    /// The status of a refusal; 200 of what was done.
    #[schema(example = 200)]
    pub status: i32,
    /// The request.
    pub request_id: Uuid,
    /// Why, where a reason was given.
    #[schema(required)]
    pub reason: Option<String>,
    /// Details, without personal values.
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
    /// The hash of the entry before.
    pub previous_hash: String,
    /// The hash of this entry, over all its members and `previous_hash`.
    pub hash: String,
}

impl From<audit_event::Model> for AuditEvent {
    fn from(row: audit_event::Model) -> Self {
        let audit_event::Model {
            seq,
            id,
            at,
            actor_kind,
            actor_id,
            actor_name,
            action,
            subject_type,
            subject_id,
            region_code,
            outcome,
            status,
            request_id,
            reason,
            detail,
            previous_hash,
            hash,
        } = row;
        let detail = serde_json::from_str(&detail).unwrap_or(serde_json::Value::Null);
        let detail = if detail.is_null() {
            serde_json::json!({})
        } else {
            detail
        };
        Self {
            seq,
            id,
            at,
            actor_kind,
            actor_id,
            actor_name,
            action,
            subject_type,
            subject_id,
            region_code,
            outcome,
            status,
            request_id,
            reason,
            detail,
            previous_hash,
            hash,
        }
    }
}

/// The filters of the audit log.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditEventFilter {
    /// The actor's id.
    #[validate(length(min = 1, max = 64))]
    #[param(min_length = 1, max_length = 64)]
    pub actor_id: Option<String>,
    /// The action, as `prevalence.create`.
    #[validate(length(min = 1, max = 64))]
    #[param(min_length = 1, max_length = 64)]
    pub action: Option<String>,
    /// The kind of subject, as `prevalence_record`.
    #[validate(length(min = 1, max = 64))]
    #[param(min_length = 1, max_length = 64)]
    pub subject_type: Option<String>,
    /// The subject's id.
    #[validate(length(min = 1, max = 64))]
    #[param(min_length = 1, max_length = 64)]
    pub subject_id: Option<String>,
    /// The request; a revision names the one that made it, and a bulk or an import is one entry for all its rows.
    pub request_id: Option<Uuid>,
    /// The region and everything below it.
    #[validate(length(min = 1, max = 20))]
    #[param(min_length = 1, max_length = 20)]
    pub region_code: Option<String>,
    /// Not before.
    pub at_from: Option<DateTime<Utc>>,
    /// Before.
    pub at_to: Option<DateTime<Utc>>,
}
