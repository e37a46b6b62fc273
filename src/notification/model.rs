//! Notifications as the API shows them.

use chrono::{DateTime, Utc};
use entity::id::NotificationId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Something that the caller's region is told.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// Its kind.
    #[schema(example = "report_due_soon")]
    pub kind: String,
    /// What it is, in the caller's language.
    #[schema(example = "Laporan segera jatuh tempo")]
    pub title: String,
    /// What it says, in the caller's language.
    #[schema(
        example = "Laporan Rembuk Stunting musim 2024-BANGDA8 jatuh tempo pada 2025-03-31T16:00:00Z."
    )]
    pub text: String,
    /// The kind of thing that it is about: `season_action` (`SEASON/ACTION` of the region) or `action_report`.
    #[schema(example = "season_action")]
    pub subject_kind: String,
    /// Which one.
    #[schema(example = "2024-BANGDA8/rembuk_stunting")]
    pub subject_id: String,
    /// Which region.
    #[schema(example = "64.74")]
    pub region_code: String,
    /// When what it says is due, or since when it is so.
    pub occasion_at: DateTime<Utc>,
    /// What its text is filled with, for programs.
    #[schema(value_type = Object)]
    pub params: Map<String, Value>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When this account read it; null if it has not.
    #[schema(required)]
    pub read_at: Option<DateTime<Utc>>,
    /// When it was settled, as by handing the report in: then it is unread for nobody. Null while it stands.
    #[schema(required)]
    pub settled_at: Option<DateTime<Utc>>,
}

/// The filters of notifications.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NotificationFilter {
    /// Those that the account has not read and that are not settled; with `false` all others.
    pub unread: Option<bool>,
    /// Of this kind.
    #[validate(length(min = 2, max = 60))]
    #[param(min_length = 2, max_length = 60, example = "report_due_soon")]
    pub kind: Option<String>,
}

/// Until when notifications are marked.
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"up_to": "2026-01-31T00:00:00Z"}))]
pub struct ReadAll {
    /// Those written until then, so that none is marked that was not seen; all if it is left out.
    pub up_to: Option<DateTime<Utc>>,
}

/// How many notifications were marked.
#[derive(Debug, Serialize, ToSchema)]
pub struct MarkedRead {
    /// How many were unread before.
    #[schema(minimum = 0, example = 3)]
    pub marked: u64,
}
