//! Expectant mothers, for tests that need some that are there. All of them are invented.

use entity::expectant_mother::Model as Mother;
use entity::expectant_mother_consent;
use entity::id::{ExpectantMotherId, MotherConsentId};
use entity::kind::{ConsentScope, RiskStatus};
use sea_orm::{ActiveModelTrait, IntoActiveModel, TransactionTrait};
use tumbuh::auth::Stamp;
use tumbuh::clock::Clock;
use tumbuh::mother::{MotherIdentity, NewMother, enroll};

use crate::support::TestApp;

/// A mother of a village, with an identity; her code counts up, since one that is drawn would differ from run to run.
pub async fn mother_of(
    app: &TestApp,
    village: &str,
    due: &str,
    identity: MotherIdentity,
) -> ExpectantMotherId {
    let number = app.count("expectant_mother").await;
    let stamp = Stamp {
        at: app.clock.now(),
        by: "user:somebody".to_owned(),
        request_id: app.clock.new_id(),
    };
    let new = NewMother {
        region_code: village.to_owned(),
        due_on: due.parse().unwrap(),
        risk_status: RiskStatus::AtRisk,
        muac: Some((228, "2026-11-10".parse().unwrap())),
        haemoglobin: None,
        identity,
    };
    let tx = app.owner.begin().await.unwrap();
    let vault = &app.services.vault;
    let rows = enroll(&tx, vault, app.clock.as_ref(), &stamp, vec![new]).await;
    tx.commit().await.unwrap();
    let id = rows.unwrap().pop().unwrap().id;
    let code = format!("ibu-{number:04}");
    let named = entity::expectant_mother::ActiveModel {
        id: sea_orm::Set(id),
        code: sea_orm::Set(code),
        ..Default::default()
    };
    named.update(&app.owner).await.unwrap();
    id
}

/// A mother of a village; every one has another name and another NIK.
pub async fn mother_sample(app: &TestApp, village: &str) -> Mother {
    let number = app.count("expectant_mother").await;
    let identity = MotherIdentity {
        name: format!("IBU HAMIL SINTETIS {number}"),
        nik: Some(format!("64740001{number:08}")),
        address: Some("RT 00".to_owned()),
        telephone: Some("+62 800 0000".to_owned()),
    };
    let id = mother_of(app, village, "2027-03-01", identity).await;
    use sea_orm::EntityTrait;
    let found = entity::expectant_mother::Entity::find_by_id(id);
    found.one(&app.owner).await.unwrap().unwrap()
}

/// A consent of a mother to disclosure to a donor.
pub async fn consent_sample(app: &TestApp, mother: &str) -> String {
    let row = expectant_mother_consent::Model {
        id: MotherConsentId(app.clock.new_id()),
        mother_id: ExpectantMotherId(mother.parse().unwrap()),
        scope: ConsentScope::DonorDisclosure,
        relation: "self".to_owned(),
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
