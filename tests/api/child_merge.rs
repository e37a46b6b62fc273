//! Records that are one child: which consent holds for them, what waited for a decision, and how the suspected ones are listed.

use entity::id::ChildId;
use entity::kind::{ConsentScope, Role};
use serde_json::{Value, json};

use crate::child::{CHILDREN, child, enroll};
use crate::foster::link;
use crate::foster::verified;
use crate::foster_care::{CARE, begun, stunted};
use crate::foster_samples::consent;
use crate::reference::{codes, read, with};
use crate::support::{Client, TestApp, on_each};

fn id(path: &str) -> ChildId {
    ChildId(path.rsplit('/').next().unwrap().parse().unwrap())
}

/// Records of children, each born on another day.
async fn records(client: &Client, names: &[&str]) -> Vec<String> {
    let mut paths = Vec::new();
    for (day, name) in names.iter().enumerate() {
        let born = json!({"birth_date": format!("2025-0{}-11", day + 1)});
        paths.push(enroll(client, with(child(name, None), born)).await);
    }
    paths
}

async fn merge(client: &Client, kept: &str, other: &str) -> Value {
    let body = json!({"other_id": id(other), "reason": "Anak yang sama"});
    let merged = client.post_if(&format!("{kept}/merge"), body, "*").await;
    merged.expect(201).json()
}

async fn undo(client: &Client, kept: &str, merge: &Value) {
    let path = format!("{kept}/merges/{}/undo", merge["id"].as_str().unwrap());
    let why = json!({"reason": "Ternyata anak lain"});
    client.post_if(&path, why, "*").await.expect(200);
}

/// Records a consent, and gives its path.
async fn agree(client: &Client, child: &str, on: &str) -> String {
    let body = json!({
        "scope": "donor_disclosure", "relation": "mother", "given_by": "IBU SINTETIS", "text_version": "P-1", "given_on": on
    });
    let given = client.post(&format!("{child}/consents"), body).await;
    given.expect(201).header("location").unwrap()
}

async fn take_back(client: &Client, consent: &str, on: &str) {
    let body = json!({"withdrawn_on": on, "reason": "Ditarik orang tua"});
    let done = client
        .post_if(&format!("{consent}/withdraw"), body, "*")
        .await;
    done.expect(200);
}

/// Of which of some records a consent to disclosure holds on a day.
async fn holding(app: &TestApp, records: &[String], on: &str) -> Vec<bool> {
    let ids: Vec<ChildId> = records.iter().map(|path| id(path)).collect();
    let (reader, scope) = (app.services.db.reader(), ConsentScope::DonorDisclosure);
    let found = tumbuh::child::consented(reader, &ids, scope, on.parse().unwrap()).await;
    let found = found.unwrap();
    ids.iter().map(|id| found.contains(id)).collect()
}

#[test]
fn a_consent_of_records_put_together_is_that_of_one_child() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let all = records(
            &officer,
            &["ANAK SATU", "ANAK DUA", "ANAK TIGA", "ANAK LAIN"],
        )
        .await;
        let [one, two, three, _] = all.as_slice() else {
            panic!()
        };
        agree(&officer, one, "2026-11-01").await;
        let back = agree(&officer, two, "2026-10-01").await;
        take_back(&officer, &back, "2026-11-10").await;
        assert_eq!(
            holding(app, &all, "2026-11-20").await,
            [true, false, false, false]
        );
        // Two goes up in one, and one in three: what was taken back for the deepest counts for all.
        let first = merge(&officer, one, two).await;
        assert_eq!(holding(app, &all, "2026-11-20").await, [false; 4]);
        assert_eq!(
            holding(app, &all, "2026-11-09").await,
            [true, true, false, false],
            "not yet taken back"
        );
        let second = merge(&officer, three, one).await;
        assert_eq!(
            holding(app, &all, "2026-11-09").await,
            [true, true, true, false]
        );
        assert_eq!(holding(app, &all, "2026-11-10").await, [false; 4]);
        // On the same day it does not hold, from the next on it does.
        agree(&officer, three, "2026-11-10").await;
        assert_eq!(holding(app, &all, "2026-11-20").await, [false; 4]);
        agree(&officer, three, "2026-11-11").await;
        assert_eq!(
            holding(app, &all, "2026-11-20").await,
            [true, true, true, false]
        );
        // Apart again, each stands for itself.
        undo(&officer, three, &second).await;
        assert_eq!(
            holding(app, &all, "2026-11-20").await,
            [false, false, true, false]
        );
        undo(&officer, one, &first).await;
        assert_eq!(
            holding(app, &all, "2026-11-20").await,
            [true, false, true, false]
        );
    });
}

#[test]
fn a_donor_sees_no_child_of_which_a_record_was_taken_back() {
    on_each(async |app| {
        let (parent_path, parent) = verified(app, "PT Asuh").await;
        let cared = stunted(app).await;
        consent(app, cared).await;
        let donor = app.client(Role::FosterParent, "64.74").await;
        link(app, &parent_path, &donor).await;
        let assignment = begun(app, &parent, cared).await;
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let seen = async || codes(&donor.get(CARE).await.expect(200), "code").len();
        let said = async || read(&officer, &assignment).await["child"]["donor_disclosure"].clone();
        assert_eq!((seen().await, said().await), (1, json!(true)));
        let other = records(&officer, &["ANAK SATU"]).await.remove(0);
        let back = agree(&officer, &other, "2026-11-01").await;
        take_back(&officer, &back, "2026-11-02").await;
        let kept = format!("{CHILDREN}/{cared}");
        let merged = merge(&officer, &kept, &other).await;
        assert_eq!((seen().await, said().await), (0, json!(false)));
        undo(&officer, &kept, &merged).await;
        assert_eq!((seen().await, said().await), (1, json!(true)));
    });
}

#[test]
fn what_waited_at_a_merged_record_is_closed_and_waits_again() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let second = app.client(Role::RegencyOfficer, "64.74").await;
        let all = records(&officer, &["ANAK SATU", "ANAK DUA"]).await;
        let (kept, gone) = (&all[0], &all[1]);
        let moved = json!({"to_state": "moved", "effective_on": "2026-11-20", "reason": "Pindah"});
        let proposed = officer.post(&format!("{gone}/state-changes"), moved).await;
        let sid = proposed.expect(201).json()["id"].clone();
        let merged = merge(&second, kept, gone).await;
        assert_eq!(merged["moved"]["state_change"], sid);
        let approve = format!("{gone}/state-changes/{}/approve", sid.as_str().unwrap());
        let why = json!({"reason": "Dikonfirmasi"});
        for verb in ["approve", "reject"] {
            let at = approve.replace("/approve", &format!("/{verb}"));
            let refused = second.post_if(&at, why.clone(), "*").await.expect(409);
            assert_eq!(refused.json()["existing"], json!(kept), "{verb}");
        }
        let listed = read(&officer, &format!("{gone}/state-changes")).await;
        let closed = &listed["items"][0];
        assert_eq!(
            (
                &closed["decision"],
                &closed["decision_reason"],
                &closed["decided_by"]
            ),
            (
                &json!("rejected"),
                &json!("Anak yang sama"),
                &json!(format!("user:{}", second.name))
            )
        );
        undo(&second, kept, &merged).await;
        let listed = read(&officer, &format!("{gone}/state-changes")).await;
        assert_eq!(listed["items"][0]["decision"], "pending");
        assert_eq!(listed["items"][0]["decided_by"], Value::Null);
        second.post_if(&approve, why, "*").await.expect(200);
        assert_eq!(read(&officer, gone).await["state"], "moved");
    });
}

#[test]
fn suspected_duplicates_are_paged_and_follow_what_changes() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let names = ["BAGUS", "DEWI", "KIRANA", "WULAN", "YUSUF"];
        let mut twins = Vec::new();
        for (day, name) in names.iter().enumerate() {
            let born = json!({"birth_date": format!("2025-0{}-1{day}", day + 1)});
            enroll(
                &officer,
                with(child(&format!("{name} SINTETIS"), None), born.clone()),
            )
            .await;
            let again = json!({"confirm_distinct": true, "distinct_reason": "Diperiksa kemudian"});
            let spelt = format!("{name}{} SINTETIS", &name[name.len() - 1..]);
            twins.push(enroll(&officer, with(with(child(&spelt, None), born), again)).await);
        }
        let list = format!("{CHILDREN}/duplicates?region_code=64.74&limit=2&count=true");
        for sort in ["-score", "score"] {
            let mut next = None::<String>;
            let (mut pages, mut seen) = (Vec::new(), Vec::new());
            loop {
                let cursor = next.map_or_else(String::new, |next| format!("&cursor={next}"));
                let page = read(&officer, &format!("{list}&sort={sort}{cursor}")).await;
                assert_eq!(page["page"]["total"], 5);
                seen.extend(page["items"].as_array().unwrap().clone());
                next = page["page"]["next"].as_str().map(str::to_owned);
                pages.push(page);
                if next.is_none() {
                    break;
                }
            }
            assert_eq!((pages.len(), seen.len()), (3, 5), "{sort}");
            let prev = pages[2]["page"]["prev"].as_str().unwrap();
            let back = read(&officer, &format!("{list}&sort={sort}&cursor={prev}")).await;
            assert_eq!(back["items"], pages[1]["items"]);
        }
        let total = async || read(&officer, &list).await["page"]["total"].clone();
        // Corrected, merged, written down anew: what is listed follows.
        let corrected = with(
            child("BAGUS SEMBARANG", None),
            json!({"birth_date": "2023-07-20", "reason": "Salah tulis"}),
        );
        officer.put(&twins[0], corrected, "*").await.expect(200);
        assert_eq!(total().await, 4);
        let pairs = read(&officer, &list).await;
        let pair = &pairs["items"][0];
        let kept = format!("{CHILDREN}/{}", pair["first_id"].as_str().unwrap());
        let other = format!("{CHILDREN}/{}", pair["second_id"].as_str().unwrap());
        let merged = merge(&officer, &kept, &other).await;
        assert_eq!(total().await, 3);
        undo(&officer, &kept, &merged).await;
        assert_eq!(total().await, 4);
        let erase = json!({"reason": "Permintaan orang tua", "basis": "UU 27/2022"});
        officer
            .post_if(&format!("{other}/erase"), erase, "*")
            .await
            .expect(200);
        assert_eq!(total().await, 3);
    });
}
