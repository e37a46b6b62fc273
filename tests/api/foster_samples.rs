//! Children, foster parents and assignments, for tests that need some that are there. Nobody of them exists.

use chrono::NaiveDate;
use entity::id::{
    ChildConsentId, ChildId, ChildMeasurementId, FosterAssignmentId, FosterDeliveryFileId,
    FosterDeliveryId, FosterParentId, FosterTransferId,
};
use entity::kind::{
    AmountPer, AssignmentState, ConsentScope, DeliveryState, FosterParentState, MeasurementState,
    Posture, RiskStatus, Sex, TransferState,
};
use entity::{
    child, child_consent, child_measurement, foster_assignment, foster_assignment_revision,
    foster_commitment, foster_delivery, foster_delivery_file, foster_delivery_revision,
    foster_parent, foster_parent_region, foster_transfer,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use serde_json::json;
use tumbuh::auth::Stamp;
use tumbuh::child::identity::Identity;
use tumbuh::child::{NewChild, enroll};
use tumbuh::clock::Clock;
use tumbuh::db::{self, AuditContext, Change};

use crate::samples::HOME;
use crate::support::TestApp;

/// A village of the samples' region.
pub const VILLAGE: &str = "64.74.01.1003";

/// A day.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Writes a row as the owner of the database.
macro_rules! put {
    ($app:expr, $row:expr) => {
        $row.into_active_model()
            .reset_all()
            .insert(&$app.owner)
            .await
            .unwrap()
    };
}

/// A child with an identity; its code counts up, since one that is drawn would differ from run to run.
pub async fn child_of(app: &TestApp, village: &str, born: &str, identity: Identity) -> ChildId {
    let number = app.count("child").await;
    let context = AuditContext {
        actor_kind: "system",
        actor_id: "system".to_owned(),
        actor_name: "sampel".to_owned(),
        request_id: app.clock.new_id(),
    };
    let stamp = Stamp {
        at: app.clock.now(),
        by: "system:sampel".to_owned(),
        request_id: context.request_id,
    };
    let new = NewChild {
        sex: Sex::Female,
        birth_date: day(born),
        region_code: village.to_owned(),
        puskesmas: Some("Puskesmas Contoh".to_owned()),
        posyandu: Some("Posyandu Contoh".to_owned()),
        birth_weight_g: None,
        birth_length_tenth_mm: None,
        risk_status: RiskStatus::Unknown,
        identity,
        origin: "manual",
    };
    let clock = app.clock.as_ref();
    let services = &app.services;
    let id = db::write(&services.db, clock, &context, async |tx| {
        let rows = enroll(tx, &services.vault, clock, &stamp, vec![new]).await?;
        Ok((Change::new("child.enroll", "child", rows[0].id), rows[0].id))
    });
    let id = id.await.unwrap();
    let named = child::ActiveModel {
        id: Set(id),
        code: Set(format!("uji-{number:04}")),
        ..Default::default()
    };
    named.update(&app.owner).await.unwrap();
    id
}

/// A child of eleven months whose name says that it is none.
pub async fn child(app: &TestApp, village: &str) -> ChildId {
    let identity = Identity {
        name: format!("Anak Contoh {}", app.count("child").await),
        ..Identity::default()
    };
    child_of(app, village, "2025-12-10", identity).await
}

/// A measurement: day, grams, and the z-scores of height and weight for age in hundredths.
pub async fn measure(app: &TestApp, child: ChildId, on: &str, weight_g: i32, haz: i32, waz: i32) {
    let now = app.clock.now();
    let row = child_measurement::Model {
        id: ChildMeasurementId(app.clock.new_id()),
        child_id: child,
        region_code: VILLAGE.to_owned(),
        measured_on: day(on),
        age_days: 300,
        weight_g: Some(weight_g),
        height_tenth_mm: Some(7000),
        posture: Some(Posture::Lying),
        head_tenth_mm: None,
        muac_tenth_mm: None,
        oedema: false,
        measurer: Some("Kader Contoh".to_owned()),
        device: None,
        source_code: "EPPGBM".to_owned(),
        import_id: None,
        waz_hundredths: Some(waz),
        haz_hundredths: Some(haz),
        whz_hundredths: Some(-50),
        baz_hundredths: None,
        hcz_hundredths: None,
        acz_hundredths: None,
        had_tenth_mm: None,
        flags: 0,
        standard_version: "WHO_2006".to_owned(),
        findings: "[]".to_owned(),
        waived_reason: None,
        waived_by: None,
        state: MeasurementState::Valid,
        version: 1,
        created_at: now,
        created_by: "user:sampel".to_owned(),
        updated_at: now,
    };
    put!(app, row);
}

/// A consent that a donor learns of a child.
pub async fn consent(app: &TestApp, child: ChildId) -> ChildConsentId {
    let row = child_consent::Model {
        id: ChildConsentId(app.clock.new_id()),
        child_id: child,
        scope: ConsentScope::DonorDisclosure,
        relation: "mother".to_owned(),
        given_by_sealed: None,
        text_version: "1".to_owned(),
        given_on: day("2026-01-01"),
        evidence_sha256: None,
        recorded_at: app.clock.now(),
        recorded_by: "user:sampel".to_owned(),
        withdrawn_on: None,
        withdrawn_reason: None,
        withdrawn_at: None,
        withdrawn_by: None,
        version: 1,
    };
    put!(app, row).id
}

/// Takes a consent back, today.
pub async fn withdraw(app: &TestApp, id: ChildConsentId) {
    let row = child_consent::ActiveModel {
        id: Set(id),
        withdrawn_on: Set(Some(app.clock.now().date_naive())),
        withdrawn_at: Set(Some(app.clock.now())),
        ..Default::default()
    };
    row.update(&app.owner).await.unwrap();
}

/// Puts what was taken back before what is agreed to by [`consent`]: that holds again.
pub async fn taken_back_before(app: &TestApp) {
    let earlier = "update child_consent set given_on = '2025-12-20', withdrawn_on = '2025-12-31' where withdrawn_on is not null";
    app.sql(earlier).await.unwrap();
}

/// A verified company that serves a region.
pub async fn parent(app: &TestApp, region: &str, capacity_children: i32) -> FosterParentId {
    let (now, id) = (app.clock.now(), FosterParentId(app.clock.new_id()));
    let number = app.count("foster_parent").await;
    let row = foster_parent::Model {
        id,
        region_code: region.to_owned(),
        kind_code: "company".to_owned(),
        name: format!("PT Contoh {number}"),
        search_name: format!("ptcontoh{number}"),
        agency_id: None,
        capacity_children,
        note: None,
        contact_key: None,
        contact_sealed: None,
        state: FosterParentState::Verified,
        state_since: now,
        state_reason: None,
        verified_at: Some(now),
        verified_by: Some("user:sampel".to_owned()),
        registered_by: "user:somebody".to_owned(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    put!(app, row);
    let serves = foster_parent_region::Model {
        foster_parent_id: id,
        region_code: region.to_owned(),
    };
    put!(app, serves);
    id
}

/// The foster parent of the samples, for whom every account acts that acts for none yet.
async fn everybodys(app: &TestApp) -> FosterParentId {
    let found = foster_parent::Entity::find()
        .filter(foster_parent::Column::Note.eq("semua akun"))
        .one(&app.owner);
    let id = match found.await.unwrap() {
        Some(row) => row.id,
        None => {
            let id = parent(app, HOME, 100_000).await;
            let noted = foster_parent::ActiveModel {
                id: Set(id),
                note: Set(Some("semua akun".to_owned())),
                ..Default::default()
            };
            noted.update(&app.owner).await.unwrap();
            id
        }
    };
    app.sql(
        "insert into foster_parent_account (user_id, foster_parent_id, linked_at, linked_by)
         select u.id, p.id, p.created_at, 'sampel' from user_account u, foster_parent p
         where p.note = 'semua akun' and u.id not in (select user_id from foster_parent_account)",
    )
    .await
    .unwrap();
    id
}

/// An active assignment of a child that a donor may learn of.
pub async fn assignment(app: &TestApp) -> String {
    let to = everybodys(app).await;
    active(app, to).await.to_string()
}

/// An active assignment of a new child to a foster parent.
pub async fn active(app: &TestApp, to: FosterParentId) -> FosterAssignmentId {
    let (now, id) = (app.clock.now(), FosterAssignmentId(app.clock.new_id()));
    let child_id = child(app, VILLAGE).await;
    consent(app, child_id).await;
    let row = foster_assignment::Model {
        id,
        foster_parent_id: to,
        child_id: Some(child_id),
        mother_id: None,
        region_code: VILLAGE.to_owned(),
        programme_code: "BAAS".to_owned(),
        programme_version: 1,
        planned_from: day("2026-11-01"),
        planned_to: day("2027-01-31"),
        executor_agency_id: None,
        executor: None,
        state: AssignmentState::Active,
        state_since: now,
        started_on: Some(day("2026-11-01")),
        ended_on: None,
        follows: None,
        proposed_by: "user:somebody".to_owned(),
        version: 1,
        created_at: now,
        updated_at: now,
        updated_by: "user:somebody".to_owned(),
    };
    put!(app, row);
    let promised = foster_commitment::Model {
        assignment_id: id,
        position: 1,
        aid_kind: "food".to_owned(),
        quantity: Some(30),
        amount_idr: 450_000,
        per: AmountPer::Month,
        funding_source: "csr".to_owned(),
    };
    put!(app, promised);
    let revision = foster_assignment_revision::Model {
        assignment_id: id,
        version: 1,
        foster_parent_id: to,
        region_code: VILLAGE.to_owned(),
        state: AssignmentState::Active,
        action: "activate".to_owned(),
        reason: None,
        recorded_at: now,
        recorded_by: "user:somebody".to_owned(),
        superseded_at: None,
        request_id: app.clock.new_id(),
    };
    put!(app, revision);
    id
}

/// A delivery of an assignment.
pub async fn delivery(app: &TestApp, assignment: &str) -> String {
    let (now, id) = (app.clock.now(), FosterDeliveryId(app.clock.new_id()));
    let row = foster_delivery::Model {
        id,
        assignment_id: FosterAssignmentId(assignment.parse().unwrap()),
        position: 1,
        delivered_on: day("2026-11-10"),
        quantity: Some(10),
        value_idr: 150_000,
        receiver: "mother".to_owned(),
        evidence_reference: None,
        note: None,
        state: DeliveryState::Recorded,
        recorded_at: now,
        recorded_by: "user:somebody".to_owned(),
        verified_at: None,
        verified_by: None,
        version: 1,
        updated_at: now,
    };
    put!(app, row);
    let revision = foster_delivery_revision::Model {
        delivery_id: id,
        version: 1,
        record: json!({}).to_string(),
        action: "record".to_owned(),
        reason: None,
        recorded_at: now,
        recorded_by: "user:somebody".to_owned(),
        superseded_at: None,
        request_id: app.clock.new_id(),
    };
    put!(app, revision);
    id.to_string()
}

/// A picture of goods that proves a delivery; its bytes lie in the store.
pub async fn proof(app: &TestApp, delivery: &str) -> String {
    let content = format!("\u{89}PNG synthetic {delivery}");
    let sha256 = crate::action_samples::file_sample(app, content.as_bytes(), "image/png").await;
    let row = foster_delivery_file::Model {
        id: FosterDeliveryFileId(app.clock.new_id()),
        delivery_id: FosterDeliveryId(delivery.parse().unwrap()),
        sha256,
        shows_child: false,
        by_foster_parent: true,
        uploaded_at: app.clock.now(),
        uploaded_by: "user:somebody".to_owned(),
        withdrawn_at: None,
        withdrawn_by: None,
        withdrawn_reason: None,
        destroyed_at: None,
        destroyed_because: None,
        version: 1,
    };
    put!(app, row).id.to_string()
}

/// An offer to everybody's foster parent.
pub async fn offer(app: &TestApp) -> String {
    let to = everybodys(app).await;
    let from = parent(app, HOME, 5).await;
    let row = foster_transfer::Model {
        id: FosterTransferId(app.clock.new_id()),
        assignment_id: active(app, from).await,
        to_parent_id: to,
        state: TransferState::Pending,
        reason: "sampel".to_owned(),
        proposed_at: app.clock.now(),
        proposed_by: "user:somebody".to_owned(),
        decided_at: None,
        decided_by: None,
        decision_reason: None,
        successor_id: None,
        version: 1,
    };
    put!(app, row).id.to_string()
}
