//! Assignments from the proposal to the end, consent, transfer; and what a foster parent sees: nothing that tells who a child is.

use entity::id::ChildId;
use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::child::identity::Identity;
use tumbuh::mother::MotherIdentity;

use crate::foster::{because, link, step, verified};
use crate::foster_mother::begun_for;
use crate::foster_samples::{
    VILLAGE, child, child_of, consent, measure, taken_back_before, withdraw,
};
use crate::mother_samples::{consent_sample, mother_of};
use crate::reference::{codes, faults, read, with};
use crate::samples::{parameters, path_of, request};
use crate::support::document::Contract;
use crate::support::{Client, TestApp, on_each};

pub const ASSIGNMENTS: &str = "/api/v1/foster-assignments";
pub const CARE: &str = "/api/v1/foster-care";

/// A proposal by BAAS from today on.
pub fn proposal(parent: &str, child: ChildId) -> Value {
    json!({
        "foster_parent_id": parent, "child_id": child, "programme": "BAAS", "planned_from": "2026-11-22",
        "planned_to": "2027-02-21", "executor": "Puskesmas dan kader", "commitments": [
            { "aid_kind": "food", "quantity": 30, "amount_idr": 450_000, "per": "month", "funding_source": "csr" },
            { "aid_kind": "cadre", "amount_idr": 50_000, "per": "month", "funding_source": "csr" }
        ]
    })
}

/// A stunted child of the samples' village.
pub async fn stunted(app: &TestApp) -> ChildId {
    let id = child(app, VILLAGE).await;
    measure(app, id, "2026-11-10", 7500, -247, -150).await;
    id
}

/// An active assignment, by its path.
pub async fn begun(app: &TestApp, parent: &str, child: ChildId) -> String {
    let officer = app.client(Role::RegencyOfficer, "64.74").await;
    let other = app.client(Role::RegencyOfficer, "64.74").await;
    let made = officer.post(ASSIGNMENTS, proposal(parent, child)).await;
    let path = made.expect(201).header("location").unwrap();
    step(&other, &path, "approve", 200).await;
    step(&other, &path, "activate", 200).await;
    path
}

#[test]
fn an_assignment_goes_its_way() {
    on_each(async |app| {
        let (parent_path, parent) = verified(app, "PT Asuh").await;
        let child = stunted(app).await;
        let donor = app.client(Role::FosterParent, "64.74").await;
        link(app, &parent_path, &donor).await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let other = app.client(Role::ProvinceOfficer, "64").await;
        let made = officer.post(ASSIGNMENTS, proposal(&parent, child)).await;
        let made = made.expect(201);
        let path = made.header("location").unwrap();
        assert_eq!(made.json()["child"]["code"], "uji-0000");
        assert_eq!(made.json()["child"]["age_months"], 11);
        step(&officer, &path, "approve", 409).await;
        step(&other, &path, "activate", 409).await;
        step(&other, &path, "approve", 200).await;
        let stale = other.post_if(&format!("{path}/activate"), because(), &made.etag());
        stale.await.expect(412);
        // Without a consent nobody begins, and nobody sees.
        step(&other, &path, "activate", 409).await;
        let nothing = donor.get(CARE).await.expect(200);
        assert!(codes(&nothing, "code").is_empty());
        let agreed = consent(app, child).await;
        let nothing = donor.get(CARE).await.expect(200);
        assert!(codes(&nothing, "code").is_empty(), "not active yet");
        step(&other, &path, "activate", 200).await;
        let own = donor.get(CARE).await.expect(200);
        assert_eq!(codes(&own, "code"), ["uji-0000"]);
        let id = own.json()["items"][0]["assignment_id"].clone();
        let own_path = format!("{CARE}/{}", id.as_str().unwrap());
        let detail = read(&donor, &own_path).await;
        // Tenths, and the end of the month: from hundredths and the day its day of birth would follow.
        assert_eq!(detail["growth"][0]["scores"][0]["z"], -2.5);
        assert_eq!(detail["next_weighing_by"], "2026-12-31");
        assert_eq!(detail["growth"][0]["scores"][0]["category"], "stunted");
        assert_eq!(detail["due"][0]["outstanding_idr"], 450_000);
        assert_eq!(detail["region_name"], "Lok Tuan");
        step(&other, &path, "complete", 409).await;
        step(&other, &path, "graduate", 409).await;
        // Moved away: its new place is not for this donor.
        let becomes = |state| format!("update child set state = '{state}' where code = 'uji-0000'");
        app.sql(&becomes("moved")).await.unwrap();
        donor.get(&own_path).await.expect(404);
        app.sql(&becomes("active")).await.unwrap();
        donor.get(&own_path).await.expect(200);
        // Withdrawn: gone from the next request on, for reading and for writing.
        withdraw(app, agreed).await;
        donor.get(&own_path).await.expect(404);
        let gone = donor.get(CARE).await.expect(200);
        assert!(codes(&gone, "code").is_empty());
        let delivery = json!({ "position": 1, "delivered_on": "2026-11-22", "value_idr": 1, "receiver": "mother" });
        let to = format!("{path}/deliveries");
        donor.post(&to, delivery).await.expect(404);
        // What was agreed to before it was taken back does not hold; what is agreed to afterwards does.
        consent(app, child).await;
        donor.get(&own_path).await.expect(404);
        taken_back_before(app).await;
        donor.get(&own_path).await.expect(200);
        step(&other, &parent_path, "suspend", 200).await;
        donor.get(&own_path).await.expect(404);
        step(&officer, &parent_path, "verify", 200).await;
        step(&other, &path, "terminate", 200).await;
        donor.get(&own_path).await.expect(404);
        let states = read(&officer, &format!("{path}/revisions")).await;
        let actions: Vec<_> = states["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["action"].as_str().unwrap())
            .collect();
        assert_eq!(actions, ["propose", "approve", "activate", "terminate"]);
        let listed = officer.get(&format!(
            "{ASSIGNMENTS}?state=terminated&programme=BAAS&within=64.74"
        ));
        assert_eq!(codes(&listed.await.expect(200), "state"), ["terminated"]);
    });
}

#[test]
fn what_is_not_eligible_is_said_at_once() {
    on_each(async |app| {
        let (_, parent) = verified(app, "PT Asuh").await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let healthy = child_of(app, VILLAGE, "2021-12-01", Identity::default()).await;
        measure(app, healthy, "2026-11-10", 15_000, -10, -10).await;
        let body = with(
            proposal(&parent, healthy),
            json!({ "programme": "GENTING", "planned_to": "2026-11-30", "commitments": [
                { "aid_kind": "food", "amount_idr": 14_999, "per": "day", "funding_source": "apbd" },
                { "aid_kind": "gold", "amount_idr": 1, "per": "once", "funding_source": "csr" }
            ] }),
        );
        let refused = officer.post(ASSIGNMENTS, body).await.expect(422);
        let mut found = faults(&refused);
        found.sort();
        let expected = [
            "/child_id",
            "/commitments/0/amount_idr",
            "/commitments/0/funding_source",
            "/commitments/1/aid_kind",
            "/planned_to",
        ];
        assert_eq!(found, expected);
        let body = with(proposal(&parent, healthy), json!({}));
        let refused = officer.post(ASSIGNMENTS, body).await.expect(422).json();
        let codes: Vec<_> = refused["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["code"].as_str().unwrap())
            .collect();
        assert_eq!(codes, ["age_not_eligible", "need_not_eligible"]);
        // What cannot be seen is unknown, one answer for both.
        let abroad = child(app, "64.71.01.1001").await;
        let nobody = ChildId(uuid::Uuid::nil());
        for unknown in [abroad, nobody] {
            let refused = officer.post(ASSIGNMENTS, proposal(&parent, unknown)).await;
            assert_eq!(faults(&refused.expect(422)), ["/child_id"]);
        }
        let registered = crate::foster::company("PT Baru");
        let fresh = officer
            .post(crate::foster::PARENTS, registered)
            .await
            .expect(201)
            .json();
        let fresh = fresh["id"].as_str().unwrap();
        let refused = officer
            .post(ASSIGNMENTS, proposal(fresh, stunted(app).await))
            .await;
        assert_eq!(faults(&refused.expect(422)), ["/foster_parent_id"]);
    });
}

#[test]
fn one_aid_by_one_at_a_time() {
    on_each(async |app| {
        let (_, one) = verified(app, "PT Satu").await;
        let (_, other) = verified(app, "PT Dua").await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let child = stunted(app).await;
        let first = officer
            .post(ASSIGNMENTS, proposal(&one, child))
            .await
            .expect(201);
        let taken = officer
            .post(ASSIGNMENTS, proposal(&other, child))
            .await
            .expect(409);
        assert_eq!(
            taken.json()["existing"],
            json!(first.header("location").unwrap())
        );
        let water = json!({ "commitments": [{ "aid_kind": "clean_water", "amount_idr": 5_000_000, "per": "once", "funding_source": "csr" }] });
        let another = with(proposal(&other, child), water);
        officer.post(ASSIGNMENTS, another).await.expect(201);
        let later = json!({ "planned_from": "2027-02-22", "planned_to": "2027-04-30" });
        let later = with(proposal(&other, child), later);
        officer.post(ASSIGNMENTS, later).await.expect(201);
        // One child, however many assignments: there is room for one more, and not for two.
        officer
            .post(ASSIGNMENTS, proposal(&other, stunted(app).await))
            .await
            .expect(201);
        officer
            .post(ASSIGNMENTS, proposal(&other, stunted(app).await))
            .await
            .expect(409);
        let path = format!("{}/{other}", crate::foster::PARENTS);
        let parent = read(&officer, &path).await;
        assert_eq!(parent["children_count"], 2);
        let smaller = with(
            crate::foster::company("PT Dua"),
            json!({ "capacity_children": 1, "reason": "Mengecil" }),
        );
        let refused = officer.put(&path, smaller, "*").await.expect(422);
        assert_eq!(faults(&refused), ["/capacity_children"]);
    });
}

#[test]
fn another_foster_parent_takes_over_or_not() {
    on_each(async |app| {
        let (_, one) = verified(app, "PT Satu").await;
        let (other_path, other) = verified(app, "PT Dua").await;
        let (third_path, _) = verified(app, "PT Tiga").await;
        let donor = app.client(Role::FosterParent, "64.74").await;
        let stranger = app.client(Role::FosterParent, "64.74").await;
        link(app, &other_path, &donor).await;
        link(app, &third_path, &stranger).await;
        let child = stunted(app).await;
        let agreed = consent(app, child).await;
        let path = begun(app, &one, child).await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let to = |id: &str| json!({ "to_foster_parent_id": id, "reason": "Donatur lama berhenti" });
        let transfer = format!("{path}/transfer");
        let same = officer.post_if(&transfer, to(&one), "*").await.expect(422);
        assert_eq!(faults(&same), ["/to_foster_parent_id"]);
        officer
            .post_if(&transfer, to(&other), "*")
            .await
            .expect(200);
        officer
            .post_if(&transfer, to(&other), "*")
            .await
            .expect(409);
        let offers = format!("{CARE}/offers");
        assert_eq!(read(&stranger, &offers).await["items"], json!([]));
        let offered = read(&donor, &offers).await["items"][0].clone();
        assert_eq!(offered["regency_code"], "64.74");
        assert_eq!(offered.get("code"), None, "who it is comes after");
        let answer = |client: &Client, verb: &str| {
            let at = format!("{offers}/{}/{verb}", offered["id"].as_str().unwrap());
            client.post_if(&at, because(), "\"v1\"")
        };
        answer(&stranger, "accept").await.expect(404);
        withdraw(app, agreed).await;
        answer(&donor, "accept").await.expect(404);
        taken_back_before(app).await;
        consent(app, child).await;
        answer(&donor, "reject").await.expect(200);
        answer(&donor, "accept").await.expect(404);
        officer
            .post_if(&transfer, to(&other), "*")
            .await
            .expect(200);
        let offered = read(&donor, &offers).await["items"][0].clone();
        let at = format!("{offers}/{}/accept", offered["id"].as_str().unwrap());
        donor.post_if(&at, because(), "\"v7\"").await.expect(412);
        let taken = donor
            .post_if(&at, because(), "\"v1\"")
            .await
            .expect(200)
            .json();
        let own = donor.get(CARE).await.expect(200);
        assert_eq!(
            codes(&own, "assignment_id"),
            [taken["assignment_id"].as_str().unwrap()]
        );
        let before = read(&officer, &path).await;
        assert_eq!(before["state"], "transferred");
        assert_eq!(before["ended_on"], "2026-11-22");
        let after = format!("{ASSIGNMENTS}/{}", taken["assignment_id"].as_str().unwrap());
        let after = read(&officer, &after).await;
        assert_eq!(after["follows"], before["id"]);
        assert_eq!(after["commitments"], before["commitments"]);
        let all = read(&officer, &format!("{path}/transfers")).await;
        let states: Vec<_> = all["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["state"].as_str().unwrap())
            .collect();
        assert_eq!(states, ["rejected", "accepted"]);
    });
}

/// Strings that stand nowhere but in the identity of one child, and of one expectant mother.
const SECRETS: [&str; 13] = [
    "ZAQXSW",
    "6474019912345678",
    "XIBUNDAX",
    "XAYAHANDAX",
    "XJALANX",
    "2025-12-09",
    "XPUSKESMASX",
    "XPOSYANDUX",
    "ZMQVHW",
    "6474019987654321",
    "XALAMATIBUX",
    "XTELEPONX",
    "2027-04-19",
];

#[test]
fn a_foster_parent_never_learns_who_a_child_is() {
    on_each(async |app| {
        // Figures of the process differ from run to run.
        app.incomparable();
        let (parent_path, parent) = verified(app, "PT Asuh").await;
        let donor = app.client(Role::FosterParent, "64.74").await;
        link(app, &parent_path, &donor).await;
        let identity = Identity {
            name: SECRETS[0].to_owned(),
            nik: Some(SECRETS[1].to_owned()),
            mother_name: Some(SECRETS[2].to_owned()),
            father_name: Some(SECRETS[3].to_owned()),
            address: Some(SECRETS[4].to_owned()),
        };
        let child = child_of(app, VILLAGE, SECRETS[5], identity).await;
        app.sql("update child set puskesmas = 'XPUSKESMASX', posyandu = 'XPOSYANDUX' where birth_date = '2025-12-09'").await.unwrap();
        measure(app, child, "2026-11-10", 7500, -250, -150).await;
        consent(app, child).await;
        let path = begun(app, &parent, child).await;
        let identity = MotherIdentity {
            name: SECRETS[8].to_owned(),
            nik: Some(SECRETS[9].to_owned()),
            address: Some(SECRETS[10].to_owned()),
            telephone: Some(SECRETS[11].to_owned()),
        };
        let mother = mother_of(app, VILLAGE, SECRETS[12], identity).await;
        consent_sample(app, &mother.to_string()).await;
        let hers = begun_for(app, &parent, mother).await;
        let hers = hers.rsplit('/').next().unwrap().to_owned();
        let assignment = path.rsplit('/').next().unwrap().to_owned();
        let own = read(&donor, &format!("{CARE}/{assignment}")).await;
        assert_eq!(own["age_months"], 11);
        assert_eq!(
            read(&donor, &format!("{CARE}/{hers}")).await["trimester"],
            2
        );
        let (child, mother) = (child.to_string(), mother.to_string());
        let ids = [assignment.clone(), child, parent, hers, mother];
        let mut asked = 0;
        for operation in &Contract::get().operations {
            // It would end the session of who asks.
            if operation.path.ends_with("/auth/logout") {
                continue;
            }
            let mut paths: Vec<String> = path_of(app, operation).await.into_iter().collect();
            if let (Some(start), Some(end)) = (operation.path.find('{'), operation.path.find('}')) {
                for id in &ids {
                    let mut path = operation.path.clone();
                    path.replace_range(start..=end, id);
                    paths.push(path.replace(['{', '}'], ""));
                }
            }
            let plain = operation.path.replace(['{', '}'], "");
            for name in ["q", "name", "nik", "birth_date", "posyandu", "code"]
                .into_iter()
                .chain(parameters(operation, "query").filter_map(|p| p["name"].as_str()))
            {
                paths.push(format!("{plain}?{name}={}", SECRETS[0]));
            }
            for path in paths {
                let answer = request(&donor, operation, &path).await;
                asked += 1;
                // What the caller sent itself may be named as wrong; nothing else of the child.
                let sent = path.contains(SECRETS[0]);
                for secret in SECRETS.iter().skip(usize::from(sent)) {
                    assert!(
                        !answer.text().contains(secret),
                        "{} {path} tells {secret}: {}",
                        operation.id,
                        answer.text()
                    );
                    for header in ["etag", "location", "link"] {
                        let value = answer.header(header).unwrap_or_default();
                        assert!(!value.contains(secret), "{path}: {header} tells {secret}");
                    }
                }
            }
        }
        assert!(asked > 500, "{asked}");
        read(&donor, &format!("{CARE}/{assignment}")).await;
    });
}
