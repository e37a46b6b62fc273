//! What the databases do with the statements of reports, comments and notifications: no walk through a large table.

use entity::kind::Role;
use tumbuh::action::notice::job::notify;

use crate::action_samples::{comment_sample, evidence_sample, report_sample};
use crate::plans::May::{self, Search, Walk};
use crate::plans::{fill, judge};
use crate::support::{Backend, TestApp, on_each};

const READS: &[(May, &str)] = &[
    (Walk, "/api/v1/action-reports"),
    (Search, "/api/v1/action-reports?within=64.74"),
    (Search, "/api/v1/action-reports?season=2018-BANGDA8"),
    // A range may hold nearly everything: reading in the order of the list is as good.
    (Walk, "/api/v1/action-reports?state=submitted"),
    (
        Walk,
        "/api/v1/action-reports?state=submitted&sort=state_since",
    ),
    (
        Search,
        "/api/v1/action-reports/completeness?season=2018-BANGDA8&parent=64",
    ),
    // The index holds what waits and nothing else, in the order in which it waits.
    (Walk, "/api/v1/action-reports/worklist"),
    (Walk, "/api/v1/action-reports/worklist?season=2018-BANGDA8"),
    (Walk, "/api/v1/action-reports/worklist?season=2020-BANGDA8"),
    (Search, "/api/v1/notifications"),
    (Search, "/api/v1/notifications?unread=true&count=true"),
    (Search, "/api/v1/notifications?unread=false"),
    (Search, "/api/v1/notifications?kind=report_overdue"),
];

#[test]
fn no_read_of_actions_walks_through_a_large_table() {
    on_each(async |app| {
        fill(app).await;
        let report = report_sample(app, "64.74").await;
        fill_actions(app).await;
        evidence_sample(app, &report).await;
        comment_sample(app, &report).await;
        let waits = "update action_report set state = 'submitted', submitted_at = state_since";
        app.sql(&format!("{waits} where region_code = '64.74'"))
            .await
            .unwrap();
        let mut found = String::new();
        let comments = ["", "?unresolved=true", "?sort=-said_at&count=true"]
            .map(|query| format!("/api/v1/action-reports/{report}/comments{query}"));
        let comments = comments.iter().map(|path| (Search, path.as_str()));
        for region in ["ID", "64", "64.71"] {
            let caller = app.client(Role::Admin, region).await;
            let own = comments.clone().filter(|_| region != "64.71");
            for (may, path) in READS.iter().copied().chain(own) {
                let asked = app.statements(async { drop(caller.get(path).await) });
                let what = format!("{path} ({region})");
                judge(app, may, &what, &asked.await, &mut found).await;
            }
        }
        let asked = app.statements(async { notify(&app.services).await.map(drop).unwrap() });
        let job = "the job of notifications";
        judge(app, Walk, job, &asked.await, &mut found).await;
        assert!(found.is_empty(), "{:?}:\n{found}", app.backend);
    });
}

/// Rows enough for PostgreSQL to weigh indexes against each other.
async fn fill_actions(app: &TestApp) {
    if app.backend == Backend::Sqlite {
        return;
    }
    for sql in [
        "insert into reporting_season (code, implementation_year, assessment_year, scheme_code, scheme_version, opens_at,
            locks_at, grace_days, due, version, created_at, updated_at)
         select y || '-BANGDA8', y, y + 1, 'BANGDA8', 1, now() - interval '30 years', now() + interval '30 years', 7, '[]', 1,
            now(), now()
         from generate_series(2019, 2024) y",
        "insert into action_report (id, season_code, action_code, region_code, state, state_since, content, stated_by,
            submitted_at, version, created_at, updated_at, updated_by)
         select gen_random_uuid(), s.code, 'planning', r.code, (array['submitted','accepted','accepted','accepted','draft'])[1 + n % 5],
            now(), '{\"narrative\":{\"done\":\"\",\"obstacles\":\"\",\"next_steps\":\"\"},\"lead_agency\":null,\"facts\":[],
            \"contributors\":[],\"budget\":[],\"locus\":null}', 'x', now(), 1, now(), now(), 'x'
         from reporting_season s, (select code, row_number() over (order by code) n from region where code like '6%' limit 2000) r",
        "insert into notification (id, kind_code, subject_kind, subject_id, region_code, occasion_at, params, created_at,
            settled_at)
         select gen_random_uuid(), k.code, 'x', 'x' || n, r.code, now(), '{}', now() - n * interval '1 hour', now()
         from notification_kind k, (select code from region where code like '6%' limit 100) r, generate_series(1, 50) n",
        "analyze",
    ] {
        app.sql(sql).await.unwrap();
    }
}
