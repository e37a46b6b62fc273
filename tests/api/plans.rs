//! What the databases do with the statements that requests really send: no walk through a large table.

use std::fmt::Write;

use entity::kind::Role;
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};
use serde_json::{Value, json};

use crate::agency::{AGENCIES, agency};
use crate::plan_tables::{MIDDLING, SMALL};
use crate::prevalence::{RECORDS, claim, with};
use crate::support::app::PASSWORD;
use crate::support::{Backend, Client, TestApp, on_each};
use crate::tpps::{TEAMS, team};

/// What a request may do.
#[derive(Clone, Copy, PartialEq)]
pub enum May {
    /// Only go to where the index says.
    Search,
    /// Read along an index in the order of the list, from one end until the page is full.
    Walk,
}
use May::{Search, Walk};

/// Reads of a caller of the whole country, for whom no region narrows anything.
const READS: &[(May, &str)] = &[
    (Walk, "/api/v1/prevalence-records"),
    (Walk, "/api/v1/prevalence-records?sort=-period"),
    (Search, "/api/v1/prevalence-records?region_code=64.74"),
    (Search, "/api/v1/prevalence-records?within=64"),
    (Search, "/api/v1/prevalence-records?within=64&count=true"),
    (Search, "/api/v1/prevalence-records?level=country"),
    (Search, "/api/v1/prevalence-records?level=province"),
    (Search, "/api/v1/prevalence-records?level=regency"),
    (Walk, "/api/v1/prevalence-records?level=village"),
    (Search, "/api/v1/prevalence-records?source=SSGI"),
    (Search, "/api/v1/prevalence-records?source=SSGI&count=true"),
    // Most claims are of stunting: PostgreSQL may as well walk in the order of the list.
    (Walk, "/api/v1/prevalence-records?indicator=stunting"),
    (Search, "/api/v1/prevalence-records?period=2024"),
    (
        Search,
        "/api/v1/prevalence-records?period=2024&sort=-period",
    ),
    (Search, "/api/v1/prevalence-records?status=published"),
    // The index holds the official ones and nothing else.
    (Walk, "/api/v1/prevalence-records?is_official=true"),
    // Nearly all: the page is full after a few steps in its order.
    (Walk, "/api/v1/prevalence-records?is_official=false"),
    (Search, "/api/v1/prevalence-records?publisher=Kemenkes"),
    (
        Search,
        "/api/v1/prevalence-records?within=64&source=SSGI&indicator=stunting&is_official=true",
    ),
    // A range may hold nearly everything: reading in the order of the list is as good as sorting what lies in it.
    (Walk, "/api/v1/prevalence-records?period_from=2023"),
    (Walk, "/api/v1/prevalence-records?period_to=2023"),
    (
        Walk,
        "/api/v1/prevalence-records?as_of=2026-11-22T00:00:00Z",
    ),
    (
        Search,
        "/api/v1/prevalence-records?as_of=2026-11-22T00:00:00Z&within=64",
    ),
    (
        Search,
        "/api/v1/prevalence-records?as_of=2026-11-22T00:00:00Z&region_code=64.74",
    ),
    (Search, "/api/v1/prevalence/trends?region_code=64.74"),
    (Search, "/api/v1/prevalence/trends?parent=64"),
    (
        Search,
        "/api/v1/prevalence/trends?parent=64&as_of=2026-11-22T00:00:00Z",
    ),
    (
        Search,
        "/api/v1/prevalence/ranking?parent=64&source=SSGI&period=2024&indicator=stunting",
    ),
    (
        Search,
        "/api/v1/prevalence/comparison?region_code=64.74&period=2024&indicator=stunting",
    ),
    (Search, "/api/v1/prevalence/discrepancies?parent=64"),
    (
        Search,
        "/api/v1/prevalence/progress?region_code=64.74&indicator=stunting",
    ),
    (Search, "/api/v1/regencies?province=64"),
    // All children of a regency are counted, and of an empty table PostgreSQL reads the index whole.
    (Walk, "/api/v1/regencies/64.74"),
    (
        Search,
        "/api/v1/action-reports/completeness?season=2024-BANGDA8&parent=64",
    ),
    (
        Search,
        "/api/v1/action-reports/completeness?season=2024-BANGDA8&parent=64&as_of=2026-11-22T00:00:00Z",
    ),
    (
        Search,
        "/api/v1/reporting-seasons/2024-BANGDA8/export?parent=64",
    ),
    (
        Search,
        "/api/v1/action-schemes/BANGDA8/template?season=2024-BANGDA8&region_code=64.74",
    ),
    (Walk, "/api/v1/audit-events"),
    (Search, "/api/v1/audit-events?actor_id=system"),
    (Search, "/api/v1/audit-events?action=prevalence.create"),
    (
        Search,
        "/api/v1/audit-events?subject_type=user&subject_id=x",
    ),
    (Search, "/api/v1/audit-events?subject_type=user"),
    (
        Search,
        "/api/v1/audit-events?request_id=0192d3a0-0000-7000-8000-000000000001",
    ),
    // A subtree is a range: few or many entries, and then reading from the newest on is the better way.
    (Walk, "/api/v1/audit-events?region_code=64.74"),
    (Walk, "/api/v1/audit-events?at_from=2026-11-22T00:00:00Z"),
    (Walk, "/api/v1/audit-events?at_to=2026-11-22T00:00:00Z"),
    (Walk, "/api/v1/regions"),
    (Walk, "/api/v1/regions?sort=name"),
    (Search, "/api/v1/regions?parent=64"),
    (Search, "/api/v1/regions?within=64"),
    (Search, "/api/v1/regions?bps_code=6474"),
    (Search, "/api/v1/regions?level=regency"),
    (Search, "/api/v1/regions?within=64&level=village"),
    (Search, "/api/v1/regions?within=64&as_of=2021-01-01"),
    (Search, "/api/v1/regions/64.74"),
    (Search, "/api/v1/regions/64.74/history"),
    // A part of a name is found by reading the index of names, which is far smaller than the table.
    (Walk, "/api/v1/regions?q=bontang"),
    (Walk, "/api/v1/users"),
    (Walk, "/api/v1/users?role=viewer"),
    (Search, "/api/v1/users?username=user1"),
    (Walk, "/api/v1/clients"),
    (Walk, "/api/v1/targets"),
    (Search, "/api/v1/targets?region_code=64"),
    (Walk, "/api/v1/agencies"),
    (Walk, "/api/v1/agencies?sort=-name"),
    (Search, "/api/v1/agencies?region_code=64.74"),
    (Search, "/api/v1/agencies?within=64"),
    (Search, "/api/v1/agencies?within=64&count=true"),
    (Search, "/api/v1/agencies?kind=opd"),
    (Search, "/api/v1/agencies?kind=opd&within=64"),
    // Nearly all were there on a day: each is asked in the order of the list.
    (Walk, "/api/v1/agencies?valid_on=2024-01-01"),
    (Search, "/api/v1/agencies?valid_on=2024-01-01&within=64"),
    // A part of a name is found by reading the index of names.
    (Walk, "/api/v1/agencies?name=dinas"),
    (Walk, "/api/v1/agencies?name=dinas&valid_on=2024-01-01"),
    (Search, "/api/v1/agency-kinds"),
    (Walk, "/api/v1/tpps-teams"),
    (Search, "/api/v1/tpps-teams?region_code=64.74"),
    (Search, "/api/v1/tpps-teams?within=64"),
    (Walk, "/api/v1/tpps-teams?sort=-valid_from"),
    (Walk, "/api/v1/tpps-teams?valid_on=2024-01-01"),
    (Search, "/api/v1/tpps-teams?valid_on=2024-01-01&within=64"),
    (Walk, "/api/v1/evidence"),
    (Walk, "/api/v1/evidence?within=64"),
    (Walk, "/api/v1/evidence?state=pending"),
    (Walk, "/api/v1/evidence?requirement=report"),
    (Search, "/api/v1/evidence?region_code=64.74"),
    (Search, "/api/v1/evidence?season=2024-BANGDA8"),
    (Walk, "/api/v1/evidence?q=berita+acara"),
    (Search, "/api/v1/foster-programmes"),
    (Search, "/api/v1/foster-parent-kinds"),
    (Walk, "/api/v1/foster-parents"),
    (Walk, "/api/v1/foster-assignments"),
    (Search, "/api/v1/foster-assignments?within=64"),
    (Search, "/api/v1/foster-assignments?state=active"),
    (Search, "/api/v1/foster-assignments?programme=BAAS"),
    // Joins over few rows, for which PostgreSQL now takes one index and now another.
    (Walk, "/api/v1/foster-care"),
    (Walk, "/api/v1/foster-care/offers"),
    (Walk, "/api/v1/children"),
    (Walk, "/api/v1/children?sort=-birth_date"),
    (Search, "/api/v1/children?within=64"),
    (Search, "/api/v1/children?code=baku-timo-rasi"),
    (Walk, "/api/v1/mothers"),
    (Walk, "/api/v1/mothers?sort=-due_on"),
    (Search, "/api/v1/mothers?within=64"),
    (Search, "/api/v1/mothers?code=baku-timo-rasi"),
    (Walk, "/api/v1/privacy/incidents"),
    (Walk, "/api/v1/privacy/processing-activities"),
    (Walk, "/api/v1/data-handovers"),
    (Search, "/api/v1/sources"),
    (Search, "/api/v1/indicators"),
    (Search, "/api/v1/auth/me"),
];

#[test]
fn no_read_walks_through_a_large_table() {
    on_each(async |app| {
        fill(app).await;
        let mut found = String::new();
        let country = app.client(Role::Admin, "ID").await;
        let auditor = app.client(Role::Auditor, "ID").await;
        let added = country
            .post(AGENCIES, agency("64.74", "Dinas Kesehatan"))
            .await;
        added.expect(201);
        let officer = app.client(Role::Admin, "64").await;
        crate::action_samples::season_sample(app, 2024).await;
        for (may, path) in READS {
            let whole = if path.contains("audit") {
                &auditor
            } else {
                &country
            };
            for (caller, scope) in [(whole, "ID"), (&officer, "64")] {
                if scope == "64" && path.contains("audit") {
                    continue;
                }
                // Where a region narrows the list already, it need not be read from its end; a walk is not excused.
                let may = if scope == "64" && path.starts_with("/api/v1/prev") {
                    Search
                } else {
                    *may
                };
                let asked = app
                    .statements(async { drop(caller.get(path).await.expect(200)) })
                    .await;
                judge(app, may, &format!("{path} ({scope})"), &asked, &mut found).await;
            }
        }
        second_pages(app, &country, &mut found).await;
        assert!(found.is_empty(), "{:?}:\n{found}", app.backend);
    });
}

/// The statement of a page beyond the first has a bound by the place of the last row.
async fn second_pages(app: &TestApp, caller: &Client, found: &mut String) {
    for path in [
        "/api/v1/prevalence-records?limit=5&source=SSGI",
        "/api/v1/prevalence-records?limit=5",
        "/api/v1/regions?limit=5&within=64",
        "/api/v1/audit-events?limit=1",
    ] {
        let first = caller.get(path).send().await;
        let Some(cursor) = first.json()["page"]["next"].as_str().map(str::to_owned) else {
            continue;
        };
        let next = format!("{path}&cursor={cursor}");
        let asked = app
            .statements(async { drop(caller.get(&next).await.expect(200)) })
            .await;
        judge(
            app,
            Search,
            &format!("second page of {path}"),
            &asked,
            found,
        )
        .await;
    }
}

#[test]
fn no_write_walks_through_a_large_table() {
    on_each(async |app| {
        fill(app).await;
        let mut found = String::new();
        let officer = app.client(Role::ProvinceOfficer, "64").await;
        let asked = app.statements(writes(app, &officer)).await;
        judge(app, Search, "writes", &asked, &mut found).await;
        assert!(found.is_empty(), "{:?}:\n{found}", app.backend);
    });
}

/// Sign-in and its end, a claim from its statement to its withdrawal, bulk, import, a retry.
async fn writes(app: &TestApp, officer: &Client) {
    let name = officer.name.clone();
    let login = json!({"username": name, "password": PASSWORD});
    let anonymous = app.anonymous();
    let signed_in = anonymous
        .post("/api/v1/auth/login", login)
        .await
        .expect(200)
        .json();
    let refresh = json!({"refresh_token": signed_in["refresh_token"]});
    let fresh = anonymous
        .post("/api/v1/auth/refresh", refresh)
        .await
        .expect(200)
        .json();
    let token = fresh["access_token"].as_str().unwrap();
    let session = officer.with_token(token);
    session
        .post("/api/v1/auth/logout", Value::Null)
        .await
        .expect(204);
    let send = || {
        officer
            .post(RECORDS, claim())
            .header("Idempotency-Key", "sebuah-kunci-idempotensi")
    };
    let path = send().await.expect(201).header("location").unwrap();
    send().await.expect(201);
    officer.post(RECORDS, claim()).await.expect(409);
    let mut corrected = with(json!({"note": "diperbaiki"}));
    corrected["reason"] = json!("salah ketik");
    officer.put(&path, corrected, "*").await.expect(200);
    for verb in ["verify", "publish"] {
        officer
            .post_if(&format!("{path}/{verb}"), json!({}), "*")
            .await
            .expect(200);
    }
    let reason = json!({"reason": "angka ini yang dipakai"});
    for verb in ["mark-official", "withdraw"] {
        officer
            .post_if(&format!("{path}/{verb}"), reason.clone(), "*")
            .await
            .expect(200);
    }
    let added = officer.post(AGENCIES, agency("64", "Badan Uji")).await;
    let mut team = team("64");
    team["members"] = json!([{ "agency_id": added.expect(201).json()["id"], "role": "anggota" }]);
    for (kind, mut body) in [(AGENCIES, agency("64", "Dinas Uji")), (TEAMS, team)] {
        let added = officer.post(kind, body.clone()).await.expect(201);
        let path = added.header("location").unwrap();
        officer.post(kind, body.clone()).await.expect(409);
        body["reason"] = json!("diperbaiki");
        officer.put(&path, body, "*").await.expect(200);
        officer.get(&path).await.expect(200);
        officer.get(&format!("{path}/revisions")).await.expect(200);
    }
    let items: Vec<Value> = (0..20)
        .map(|n| with(json!({"publisher": format!("P{n}")})))
        .collect();
    officer
        .post("/api/v1/prevalence-records/bulk", json!({"items": items}))
        .await
        .expect(200);
    let rows: String = items.iter().map(|row| format!("{row}\n")).collect();
    officer
        .request(reqwest::Method::POST, "/api/v1/prevalence-records/import")
        .body(rows, "application/x-ndjson")
        .await
        .expect(200);
}

/// Rows enough for PostgreSQL to weigh indexes against each other.
pub async fn fill(app: &TestApp) {
    // What is added here by hand has no place in the chain of the log.
    app.incomparable();
    if app.backend == Backend::Sqlite {
        // It has no statistics, so its plans do not depend on the rows.
        return;
    }
    let columns = "indicator_code, source_code, period, period_from_on, period_to_on, value_hundredths, \
        estimation_method, publisher, citation_title, confidence, status, is_official, version";
    let statements = [
        format!(
            "insert into prevalence_record (id, region_code, {columns}, created_at, created_by, updated_at, updated_by)
             select gen_random_uuid(), r.code, {columns_of}, now(), 'x', now(), 'x'
             from (select code from region where code like '6%' order by code limit 2000) r,
                  (select * from prevalence_record limit 1) one, generate_series(2015, 2024) y",
            columns_of = "indicator_code, (array['SSGI','EPPGBM','PEMDA'])[1 + y % 3], y::text, \
                make_date(y, 1, 1), make_date(y, 12, 31), 1000, estimation_method, 'P' || y % 7, 'T', 'low', \
                (array['submitted','verified','published'])[1 + y % 3], false, 1"
        ),
        format!(
            "insert into prevalence_revision (record_id, region_code, {columns}, recorded_at, recorded_by, action, request_id)
             select id, region_code, {columns}, created_at, created_by, 'create', id from prevalence_record where created_by = 'x'"
        ),
        "insert into audit_event (seq, id, at, actor_kind, actor_id, actor_name, action, subject_type, subject_id, \
            region_code, outcome, status, request_id, detail, previous_hash, hash)
         select 1000000 + n, gen_random_uuid(), now() - n * interval '1 minute', 'user', 'a' || n % 50, 'x', 'b' || n % 20,
            'c' || n % 10, 'd' || n, '64.' || n % 90, 'done', 200, gen_random_uuid(), '', '', ''
         from generate_series(1, 20000) n"
            .to_owned(),
        "insert into agency (id, region_code, kind_code, search_name, version, created_at, updated_at)
         select gen_random_uuid(), r.code, (array['opd','vertical','company'])[1 + n % 3], 'dinas' || n, 1, now(), now()
         from (select code from region where code like '6%' order by code limit 300) r, generate_series(1, 20) n"
            .to_owned(),
        "insert into agency_name (agency_id, position, name, search_text, valid_from)
         select id, 1, search_name, search_name || ' ', '2020-01-01' from agency"
            .to_owned(),
        "insert into tpps_team (id, region_code, decree_number, valid_from, version, created_at, updated_at)
         select gen_random_uuid(), r.code, 'SK', make_date(y, 1, 1), 1, now(), now()
         from (select code from region where code like '6%' order by code limit 300) r, generate_series(2015, 2024) y"
            .to_owned(),
        "insert into child (id, code, sex, birth_date, region_code, risk_status, state, state_since, origin, version, created_at, \
            updated_at, updated_by)
         select gen_random_uuid(), 'c' || row_number() over (), 'F', make_date(2024, 1 + n % 12, 1), r.code, 'unknown', 'active',
            '2026-01-01', 'manual', 1, now(), now(), 'x'
         from (select code from region where code like '6%' order by code limit 300) r, generate_series(1, 20) n"
            .to_owned(),
        "insert into expectant_mother (id, code, region_code, due_on, risk_status, state, state_since, version, created_at, \
            updated_at, updated_by)
         select gen_random_uuid(), code, region_code, make_date(2027, 1 + version::int, 1), 'unknown', 'active', '2026-01-01', \
            1, now(), now(), 'x' from child where updated_by = 'x'"
            .to_owned(),
        "analyze".to_owned(),
        "set enable_seqscan = off".to_owned(),
    ];
    for sql in statements {
        app.sql(&sql).await.unwrap();
    }
}

/// Reads the plan of each statement, and puts down what must not be.
pub async fn judge(app: &TestApp, may: May, what: &str, asked: &[Statement], found: &mut String) {
    assert!(!asked.is_empty(), "{what} asks nothing");
    for statement in asked {
        let verb = statement.sql.split_whitespace().next().unwrap_or_default();
        if !matches!(
            verb.to_lowercase().as_str(),
            "select" | "with" | "insert" | "update" | "delete"
        ) {
            continue;
        }
        let wrong = match app.backend {
            Backend::Sqlite => of_sqlite(app, may, statement).await,
            Backend::Postgres => of_postgres(app, may, statement).await,
        };
        if !wrong.is_empty() {
            writeln!(
                found,
                "{what}: {}\n    {}",
                wrong.join("; "),
                statement.sql.chars().take(2000).collect::<String>()
            )
            .unwrap();
        }
    }
}

fn explain(statement: &Statement, how: &str) -> Statement {
    Statement {
        sql: format!("{how} {}", statement.sql),
        ..statement.clone()
    }
}

/// `SCAN table`: all of it; `SCAN table USING INDEX`: along an index; `SEARCH`: to where it says.
async fn of_sqlite(app: &TestApp, may: May, statement: &Statement) -> Vec<String> {
    assert_eq!(statement.db_backend, DatabaseBackend::Sqlite);
    let plan = explain(statement, "explain query plan");
    let rows = app.owner.query_all_raw(plan).await.unwrap();
    let lines = rows
        .iter()
        .map(|row| row.try_get::<String>("", "detail").unwrap());
    lines
        .filter(|line| {
            let mut words = line.split_whitespace();
            let table = words.by_ref().nth(1).unwrap_or_default();
            let walks = line.contains(" USING ");
            // A search in the index of words is called a scan too.
            let words = line.contains(" VIRTUAL TABLE INDEX 0:M");
            line.starts_with("SCAN ")
                && !words
                && !table.starts_with(|c: char| c == '(' || c.is_ascii_digit())
                && !SMALL.contains(&table)
                && !(walks && (may == Walk || MIDDLING.contains(&table)))
        })
        .collect()
}

async fn of_postgres(app: &TestApp, may: May, statement: &Statement) -> Vec<String> {
    let plan = explain(statement, "explain (format json)");
    let row = app.owner.query_one_raw(plan).await;
    let row = row
        .unwrap_or_else(|e| panic!("{e}: {}", statement.sql))
        .unwrap();
    let plan: Value = row.try_get_by_index(0).unwrap();
    let mut wrong = Vec::new();
    look(&plan[0]["Plan"], may, &mut wrong);
    wrong
}

fn look(node: &Value, may: May, wrong: &mut Vec<String>) {
    let table = node["Relation Name"].as_str().unwrap_or_default();
    let kind = node["Node Type"].as_str().unwrap_or_default();
    let large = !table.is_empty() && !SMALL.contains(&table);
    let walks = kind.starts_with("Index") && node["Index Cond"].is_null();
    if large && (kind == "Seq Scan" || (walks && may == Search && !MIDDLING.contains(&table))) {
        let index = node["Index Name"].as_str().unwrap_or_default();
        wrong.push(format!("{kind} {table} {index}"));
    }
    for child in node["Plans"].as_array().into_iter().flatten() {
        look(child, may, wrong);
    }
}
