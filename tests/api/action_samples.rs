//! A season, a report and a document of one, for tests that need one that is there.

use std::io::Write;

use entity::id::{ActionCommentId, ActionReportId, EvidenceId, EvidenceUploadId, NotificationId};
use entity::kind::{EvidenceState, ReportState};
use entity::{
    action_comment, action_report, action_report_revision, evidence, evidence_file,
    evidence_upload, notification, reporting_season,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tumbuh::clock::Clock;

use crate::support::TestApp;

const ACTIONS: [&str; 8] = [
    "situation_analysis",
    "planning",
    "rembuk_stunting",
    "regulation",
    "village_actors",
    "data_management",
    "measurement_publication",
    "performance_review",
];

/// A season of the eight actions, for the samples: as many as there are years.
pub async fn season_sample(app: &TestApp, year: i32) -> String {
    let (now, code) = (app.clock.now(), format!("{year}-BANGDA8"));
    let found = reporting_season::Entity::find_by_id(code.as_str());
    if found.one(&app.owner).await.unwrap().is_some() {
        return code;
    }
    let due = ACTIONS.map(|action| json!({"action": action, "due_at": "2026-12-31T00:00:00Z"}));
    let row = reporting_season::Model {
        code: code.clone(),
        implementation_year: year,
        assessment_year: year + 1,
        scheme_code: "BANGDA8".to_owned(),
        scheme_version: 1,
        opens_at: now,
        locks_at: now + chrono::Duration::days(365),
        grace_days: 7,
        due: json!(due).to_string(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let row = row.into_active_model().reset_all();
    row.insert(&app.owner).await.unwrap();
    code
}

/// A draft of a region, for the samples: one more of the eight actions, and then of the next year.
pub async fn report_sample(app: &TestApp, region: &str) -> String {
    let (now, id) = (app.clock.now(), ActionReportId(app.clock.new_id()));
    let number = usize::try_from(app.count("action_report").await).unwrap();
    let year = 2018 + i32::try_from(number / 8).unwrap();
    let row = action_report::Model {
        id,
        season_code: season_sample(app, year).await,
        action_code: ACTIONS[number % 8].to_owned(),
        region_code: region.to_owned(),
        state: ReportState::Draft,
        state_since: now,
        content: content(&[]).to_string(),
        stated_by: "user:somebody".to_owned(),
        submitted_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
        updated_by: "user:somebody".to_owned(),
    };
    let revision = action_report_revision::Model {
        report_id: id,
        version: 1,
        season_code: row.season_code.clone(),
        action_code: row.action_code.clone(),
        region_code: row.region_code.clone(),
        state: row.state,
        content: row.content.clone(),
        submitted_at: None,
        action: "create".to_owned(),
        reason: None,
        recorded_at: now,
        recorded_by: row.stated_by.clone(),
        superseded_at: None,
        request_id: app.clock.new_id(),
    };
    let row = row.into_active_model().reset_all();
    row.insert(&app.owner).await.unwrap();
    let revision = revision.into_active_model().reset_all();
    revision.insert(&app.owner).await.unwrap();
    id.to_string()
}

/// What a report says.
pub fn content(facts: &[(&str, &str)]) -> Value {
    let facts: Vec<_> = facts
        .iter()
        .map(|(code, value)| json!({"code": code, "values": [value]}))
        .collect();
    json!({
        "narrative": {"done": "Rapat lintas sektor.", "obstacles": "", "next_steps": ""}, "facts": facts, "lead_agency": null,
        "contributors": [{"agency": "Dinas Kesehatan", "contribution": "Data"}],
        "budget": [{"item": "Rapat", "planned_idr": 25_000_000, "realised_idr": null, "source": "APBD"}], "locus": null,
    })
}

/// A file that is known and lies in the store, by its hash.
pub async fn file_sample(app: &TestApp, content: &[u8], media_type: &str) -> String {
    let sha256: String = Sha256::digest(content)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    app.services.files.put(&sha256, file.path()).await.unwrap();
    let known = evidence_file::Entity::find_by_id(sha256.as_str());
    if known.one(&app.owner).await.unwrap().is_none() {
        let row = evidence_file::Model {
            sha256: sha256.clone(),
            media_type: media_type.to_owned(),
            size_bytes: i64::try_from(content.len()).unwrap(),
            content_text: None,
            stored_at: app.clock.now(),
            destroyed_at: None,
        };
        row.into_active_model()
            .reset_all()
            .insert(&app.owner)
            .await
            .unwrap();
    }
    sha256
}

/// A document of a report, whose file lies in the store.
pub async fn evidence_sample(app: &TestApp, report: &str) -> String {
    let (now, id) = (app.clock.now(), EvidenceId(app.clock.new_id()));
    let sha256 = file_sample(app, b"%PDF-1.7 synthetic", "application/pdf").await;
    let report = ActionReportId(report.parse().unwrap());
    let of = action_report::Entity::find_by_id(report);
    let of = of.one(&app.owner).await.unwrap().unwrap();
    let row = evidence::Model {
        id,
        report_id: report,
        season_code: of.season_code,
        action_code: of.action_code,
        region_code: of.region_code,
        sha256,
        file_name: "sintetis.pdf".to_owned(),
        requirements: json!(["report"]).to_string(),
        fields: "[]".to_owned(),
        state: EvidenceState::Pending,
        reason: None,
        replaces: None,
        uploaded_at: now,
        uploaded_by: "user:somebody".to_owned(),
        decided_at: None,
        decided_by: None,
        superseded_at: None,
        version: 1,
    };
    row.into_active_model()
        .reset_all()
        .insert(&app.owner)
        .await
        .unwrap();
    id.to_string()
}

/// A comment on a report, for the samples.
pub async fn comment_sample(app: &TestApp, report: &str) -> String {
    let id = ActionCommentId(app.clock.new_id());
    let report = ActionReportId(report.parse().unwrap());
    let of = action_report::Entity::find_by_id(report);
    let of = of.one(&app.owner).await.unwrap().unwrap();
    let row = action_comment::Model {
        id,
        report_id: report,
        region_code: of.region_code,
        in_reply_to: None,
        evidence_id: None,
        mention_kind: None,
        mention_code: None,
        body: "Tanggal mana?".to_owned(),
        said_at: app.clock.now(),
        said_by: "user:somebody".to_owned(),
        resolved_at: None,
        resolved_by: None,
        version: 1,
    };
    let row = row.into_active_model().reset_all();
    row.insert(&app.owner).await.unwrap();
    id.to_string()
}

/// A notification of a region, for the samples; the subjects count up, since each is told once.
pub async fn notification_sample(app: &TestApp, region: &str) -> String {
    let (now, id) = (app.clock.now(), NotificationId(app.clock.new_id()));
    let row = notification::Model {
        id,
        kind_code: "report_due_soon".to_owned(),
        subject_kind: "season_action".to_owned(),
        subject_id: format!("sample/{}", app.count("notification").await),
        region_code: region.to_owned(),
        occasion_at: now,
        params: json!({"season": "2024-BANGDA8", "action_name_id": "Perencanaan", "action_name_en": "Planning", "due_at": now})
            .to_string(),
        created_at: now,
        settled_at: None,
    };
    let row = row.into_active_model().reset_all();
    row.insert(&app.owner).await.unwrap();
    id.to_string()
}

/// An upload for a report of a region, of which nothing has arrived.
pub async fn upload_sample(app: &TestApp, region: &str) -> String {
    let (now, id) = (app.clock.now(), EvidenceUploadId(app.clock.new_id()));
    let report = report_sample(app, region).await;
    let row = evidence_upload::Model {
        id,
        report_id: ActionReportId(report.parse().unwrap()),
        region_code: region.to_owned(),
        file_name: "sintetis.pdf".to_owned(),
        meta: json!({"requirements": ["report"], "fields": [], "replaces": null}).to_string(),
        size_bytes: 100,
        evidence_id: None,
        sha256: None,
        created_at: now,
        created_by: "user:somebody".to_owned(),
        expires_at: now + chrono::Duration::days(1),
    };
    let row = row.into_active_model().reset_all();
    row.insert(&app.owner).await.unwrap();
    id.to_string()
}
