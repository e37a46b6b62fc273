//! Room and overlap under a hundred proposals at once.

use entity::id::{ChildId, FosterParentId};
use entity::kind::Role;
use futures_util::future::join_all;
use tumbuh::audit::verify::verify;

use crate::foster_care::{ASSIGNMENTS, proposal, stunted};
use crate::foster_samples::parent;
use crate::support::{Client, TestApp, on_each};

/// So many at once.
const AT_ONCE: usize = 100;

/// Sends proposals at once; gives how many were made, and that all others were conflicts.
async fn made(officer: &Client, proposals: Vec<(FosterParentId, ChildId)>) -> usize {
    let sent = proposals.into_iter().map(|(parent, child)| {
        let body = proposal(&parent.to_string(), child);
        officer.post(ASSIGNMENTS, body).send()
    });
    let answers = join_all(sent).await;
    for answer in answers.iter().filter(|answer| answer.status() != 201) {
        assert_eq!(answer.status(), 409, "{}", answer.text());
    }
    answers
        .iter()
        .filter(|answer| answer.status() == 201)
        .count()
}

async fn open(app: &TestApp) -> i64 {
    app.count("foster_assignment where state = 'proposed'")
        .await
}

#[test]
fn a_foster_parent_gets_no_more_children_than_it_can_take() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let parent = parent(app, "64.74", 7).await;
        let mut proposals = Vec::new();
        for _ in 0..AT_ONCE {
            proposals.push((parent, stunted(app).await));
        }
        assert_eq!(made(&officer, proposals).await, 7);
        assert_eq!(open(app).await, 7);
    });
}

#[test]
fn a_child_is_promised_an_aid_by_one() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let child = stunted(app).await;
        let mut proposals = Vec::new();
        for _ in 0..AT_ONCE {
            proposals.push((parent(app, "64.74", 1000).await, child));
        }
        assert_eq!(made(&officer, proposals).await, 1);
        assert_eq!(open(app).await, 1);
    });
}

/// Children and foster parents crossed, so that transactions that hold one wait for another.
#[test]
fn many_for_many_wait_for_each_other_without_end() {
    on_each(async |app| {
        let officer = app.client(Role::RegencyOfficer, "64.74").await;
        let (mut children, mut parents) = (Vec::new(), Vec::new());
        for _ in 0..10 {
            children.push(stunted(app).await);
            parents.push(parent(app, "64.74", 3).await);
        }
        let proposals = (0..AT_ONCE).map(|n| (parents[(n / 10 + n) % 10], children[n % 10]));
        assert_eq!(made(&officer, proposals.collect()).await, 10);
        let verdict = verify(app.services.db.reader(), |_| {}).await.unwrap();
        assert!(verdict.findings.is_empty(), "{:?}", verdict.findings);
    });
}
