//! A comment as the API takes and shows it.

use chrono::{DateTime, Utc};
use entity::id::{ActionCommentId, ActionReportId, EvidenceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::action::report::missing::MissingKind;
use crate::validation::{broken, paragraph};

/// A fact or a requirement of the action, as `missing` of a report names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentMention {
    /// A fact or a document.
    pub kind: MissingKind,
    /// Its code in the scheme.
    #[validate(custom(function = "crate::action::scheme::rules::code"))]
    #[schema(
        min_length = 2,
        max_length = 40,
        pattern = "^[a-z][a-z0-9_]{1,39}$",
        example = "minutes"
    )]
    pub code: String,
}

/// Something said of a report.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportComment {
    /// Its id.
    pub id: ActionCommentId,
    /// Of which report.
    pub report_id: ActionReportId,
    /// The comment that it answers; null if it stands at the top.
    #[schema(required)]
    pub in_reply_to: Option<ActionCommentId>,
    /// The document that it is about.
    #[schema(required)]
    pub evidence_id: Option<EvidenceId>,
    /// The fact or requirement that it is about.
    #[schema(required)]
    pub mention: Option<CommentMention>,
    /// What is said.
    #[schema(example = "Halaman tanda tangan tidak terbaca.")]
    pub text: String,
    /// When.
    pub said_at: DateTime<Utc>,
    /// By whom, as `user:province64`.
    #[schema(example = "user:province64")]
    pub said_by: String,
    /// When it was resolved; null while it is not, and of answers, which are resolved with what they answer.
    #[schema(required)]
    pub resolved_at: Option<DateTime<Utc>>,
    /// By whom.
    #[schema(required)]
    pub resolved_by: Option<String>,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
}

/// Something to be said of a report.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "text": "Halaman tanda tangan tidak terbaca.", "in_reply_to": null, "evidence_id": null,
    "mention": {"kind": "evidence", "code": "minutes"}
}))]
pub struct ReportCommentCreate {
    /// What is said.
    #[validate(length(min = 1, max = 5000), custom(function = "said"))]
    #[schema(min_length = 1, max_length = 5000, pattern = "\\S")]
    pub text: String,
    /// The comment at the top that it answers.
    pub in_reply_to: Option<Uuid>,
    /// The document of the report that it is about.
    pub evidence_id: Option<Uuid>,
    /// The fact or requirement of the action that it is about.
    #[validate(nested)]
    pub mention: Option<CommentMention>,
}

fn said(text: &str) -> Result<(), ValidationError> {
    // What is too short is said by its length.
    if !text.is_empty() && text.trim().is_empty() {
        return Err(broken("blank", "tidak boleh kosong", "must not be empty"));
    }
    paragraph(text)
}

/// The filters of comments.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportCommentFilter {
    /// Those at the top that are not resolved; with `false` all others.
    pub unresolved: Option<bool>,
    /// About this document.
    pub evidence_id: Option<Uuid>,
}
