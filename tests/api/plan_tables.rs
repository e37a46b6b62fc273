//! Which tables a statement may walk through, since they stay small.

/// Tables that stay small, with what stands for none.
pub const SMALL: [&str; 23] = [
    "action_scheme",
    "agency_kind",
    "audit_head",
    "comparability_group",
    "deployment",
    "foster_parent_kind",
    "foster_programme",
    "indicator",
    "job_lease",
    "notification_kind",
    "notification_rule",
    "ordered",
    "pragma_table_info",
    "record_of_child",
    "record_onwards",
    "reference_load",
    "reporting_season",
    "seaql_migrations",
    "signing_key",
    "source",
    "survey_design",
    "wanted",
    "CONSTANT",
];

/// Tables of accounts and targets: thousands of rows at most, which a list may walk in its order.
pub const MIDDLING: [&str; 3] = ["api_client", "target", "user_account"];
