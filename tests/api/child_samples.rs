//! Children, and what belongs to them, for tests that need some that are there. All of them are invented.

use entity::child::Model as Child;
use entity::id::{
    ChildConsentId, ChildId, ChildMergeId, ChildStateChangeId, DataHandoverId, PrivacyIncidentId,
    ProcessingActivityId,
};
use entity::kind::{ChildState, ConsentScope, Decision, Posture, RiskStatus, Sex};
use entity::{
    child, child_consent, child_merge, child_state_change, data_handover, privacy_incident,
    processing_activity, retention_rule,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, TransactionTrait};
use serde_json::json;
use tumbuh::auth::Stamp;
use tumbuh::child::identity::Identity;
use tumbuh::child::{Measured, NewChild, NewMeasurement, enroll, record};
use tumbuh::clock::Clock;

use crate::support::TestApp;

/// A village of Bontang.
pub const VILLAGE: &str = "64.74.01.1003";

fn stamp(app: &TestApp) -> Stamp {
    Stamp {
        at: app.clock.now(),
        by: "user:somebody".to_owned(),
        request_id: app.clock.new_id(),
    }
}

/// A child of a village; every one has another name and another day of birth.
pub async fn child_sample(app: &TestApp, village: &str) -> Child {
    let number = app.count("child").await;
    let born: chrono::NaiveDate = "2025-01-01".parse().unwrap();
    let letters: String = number
        .to_string()
        .bytes()
        .map(|b| char::from(b - b'0' + b'K'))
        .collect();
    let new = NewChild {
        sex: Sex::Female,
        birth_date: born + chrono::Days::new(u64::try_from(number).unwrap()),
        region_code: village.to_owned(),
        puskesmas: Some("Puskesmas Contoh".to_owned()),
        posyandu: Some("Posyandu Contoh".to_owned()),
        birth_weight_g: Some(3_100),
        birth_length_tenth_mm: Some(4_950),
        risk_status: RiskStatus::Unknown,
        identity: Identity {
            name: format!("ANAK SINTETIS {letters}"),
            nik: Some(format!("64740000{number:08}")),
            mother_name: Some(format!("IBU SINTETIS {letters}")),
            father_name: None,
            address: Some("RT 00".to_owned()),
        },
        origin: "manual",
    };
    let tx = app.owner.begin().await.unwrap();
    let vault = &app.services.vault;
    let rows = enroll(&tx, vault, app.clock.as_ref(), &stamp(app), vec![new]).await;
    tx.commit().await.unwrap();
    rows.unwrap().pop().unwrap()
}

/// A measurement of a child: odd, so that it can be waived.
pub async fn measurement_sample(app: &TestApp) -> String {
    let child = child_sample(app, VILLAGE).await;
    let measured = Measured {
        measured_on: "2026-11-20".parse().unwrap(),
        weight_g: Some(9_400),
        height_tenth_mm: Some(7_950),
        posture: Some(Posture::Standing),
        head_tenth_mm: None,
        muac_tenth_mm: None,
        oedema: false,
    };
    let new = NewMeasurement::of(&child, measured, "EPPGBM");
    let tx = app.owner.begin().await.unwrap();
    let rows = record(&tx, app.clock.as_ref(), &stamp(app), vec![new]).await;
    tx.commit().await.unwrap();
    rows.unwrap().pop().unwrap().id.to_string()
}

/// A consent of a child.
pub async fn consent_sample(app: &TestApp) -> String {
    let child = child_sample(app, VILLAGE).await;
    let row = child_consent::Model {
        id: ChildConsentId(app.clock.new_id()),
        child_id: child.id,
        scope: ConsentScope::Care,
        relation: "mother".to_owned(),
        given_by_sealed: None,
        text_version: "PERSETUJUAN-2026-1".to_owned(),
        given_on: "2026-11-20".parse().unwrap(),
        evidence_sha256: None,
        recorded_at: app.clock.now(),
        recorded_by: "user:somebody".to_owned(),
        withdrawn_on: None,
        withdrawn_reason: None,
        withdrawn_at: None,
        withdrawn_by: None,
        version: 1,
    };
    let row = row.into_active_model().reset_all();
    row.insert(&app.owner).await.unwrap().id.to_string()
}

/// A change of a child's state that waits for a decision.
pub async fn state_change_sample(app: &TestApp, child: &str) -> String {
    let row = child_state_change::Model {
        id: ChildStateChangeId(app.clock.new_id()),
        child_id: ChildId(child.parse().unwrap()),
        to_state: ChildState::Moved,
        to_region_code: None,
        effective_on: "2026-11-20".parse().unwrap(),
        reason: "Pindah".to_owned(),
        decision: Decision::Pending,
        decision_reason: None,
        proposed_at: app.clock.now(),
        proposed_by: "user:somebody".to_owned(),
        decided_at: None,
        decided_by: None,
    };
    let row = row.into_active_model().reset_all();
    row.insert(&app.owner).await.unwrap().id.to_string()
}

/// A record that went up in a child's.
pub async fn merge_sample(app: &TestApp, kept: &str) -> String {
    let kept = ChildId(kept.parse().unwrap());
    let other = child_sample(app, VILLAGE).await;
    let gone = child::Model {
        state: ChildState::Merged,
        merged_into: Some(kept),
        ..other
    };
    let id = gone.id;
    child::Entity::update(gone.into_active_model().reset_all())
        .exec(&app.owner)
        .await
        .unwrap();
    let moved = json!({
        "measurements": [], "identity": [], "state": "active", "state_since": "2026-11-20",
    });
    let row = child_merge::Model {
        id: ChildMergeId(app.clock.new_id()),
        kept_id: kept,
        merged_id: id,
        moved: moved.to_string(),
        reason: "Anak yang sama".to_owned(),
        merged_at: app.clock.now(),
        merged_by: "user:somebody".to_owned(),
        undone_at: None,
        undone_by: None,
        undone_reason: None,
    };
    let row = row.into_active_model().reset_all();
    row.insert(&app.owner).await.unwrap().id.to_string()
}

/// An incident of a region.
pub async fn incident_sample(app: &TestApp, region: &str) -> String {
    let now = app.clock.now();
    let row = privacy_incident::Model {
        id: PrivacyIncidentId(app.clock.new_id()),
        region_code: region.to_owned(),
        title: "Uji".to_owned(),
        description: "Uji".to_owned(),
        detected_at: now,
        notify_by: now + chrono::Duration::hours(72),
        window_from: now - chrono::Duration::days(1),
        window_to: now,
        notified_at: None,
        notified_whom: None,
        version: 1,
        created_at: now,
        created_by: "user:somebody".to_owned(),
        updated_at: now,
    };
    let row = row.into_active_model().reset_all();
    row.insert(&app.owner).await.unwrap().id.to_string()
}

/// A processing activity of a region.
pub async fn activity_sample(app: &TestApp, region: &str) -> String {
    let (now, number) = (app.clock.now(), app.count("processing_activity").await);
    let row = processing_activity::Model {
        id: ProcessingActivityId(app.clock.new_id()),
        region_code: region.to_owned(),
        name: format!("Kegiatan {number}"),
        purpose: "Uji".to_owned(),
        lawful_basis: "UU 27/2022".to_owned(),
        data_categories: "Uji".to_owned(),
        recipients: "Uji".to_owned(),
        retention: "Uji".to_owned(),
        valid_from: "2026-01-01".parse().unwrap(),
        valid_to: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let row = row.into_active_model().reset_all();
    row.insert(&app.owner).await.unwrap().id.to_string()
}

/// A rule of retention of a region.
pub async fn rule_sample(app: &TestApp, region: &str) -> String {
    let (now, number) = (app.clock.now(), app.count("retention_rule").await);
    let row = retention_rule::Model {
        code: format!("UJI_{number}"),
        region_code: region.to_owned(),
        erase_at_age_months: 240,
        basis: "Uji".to_owned(),
        valid_from: "2026-01-01".parse().unwrap(),
        valid_to: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let row = row.into_active_model().reset_all();
    row.insert(&app.owner).await.unwrap().code
}

/// A handover of a region's data.
pub async fn handover_sample(app: &TestApp, region: &str) -> String {
    let row = data_handover::Model {
        id: DataHandoverId(app.clock.new_id()),
        region_code: region.to_owned(),
        dataset: "Uji".to_owned(),
        period: "2026".to_owned(),
        giver: "Kantor A".to_owned(),
        receiver: "Kantor B".to_owned(),
        purpose: "Uji".to_owned(),
        row_count: 1,
        sha256: "0".repeat(64),
        document_reference: "BAST 1".to_owned(),
        handed_over_on: "2026-11-20".parse().unwrap(),
        created_at: app.clock.now(),
        created_by: "user:somebody".to_owned(),
    };
    let row = row.into_active_model().reset_all();
    row.insert(&app.owner).await.unwrap().id.to_string()
}
