//! Rules that every operation keeps, asked of every operation of the document: rights, regions, parameters.

use std::collections::BTreeSet;

use entity::kind::Role;
use serde_json::{Value, json};
use tumbuh::auth::Permission;

use crate::samples::{ELSEWHERE, HOME, operations, parameters, path_of, request};
use crate::support::document::{Contract, Operation};
use crate::support::{Client, TestApp, on_each};

/// What anybody may ask.
const PUBLIC: &[&str] = &[
    "/.well-known/jwks.json",
    "/.well-known/oauth-authorization-server",
    "/api/v1/auth/login",
    "/api/v1/auth/refresh",
    "/api/v1/receipts/verify",
    "/livez",
    "/metrics",
    "/problems/{code}",
    "/readyz",
];

/// What stands at a path with a parameter and belongs to no region: every caller with the permission may read it.
const REFERENCE: &[&str] = &[
    "/api/v1/action-schemes/{code}",
    "/api/v1/foster-programmes/{code}",
    "/api/v1/indicators/{code}",
    "/api/v1/regions/{code}",
    "/api/v1/reporting-seasons/{code}",
    "/api/v1/sources/{code}",
];

/// What belongs to who asks, by a link of the account: whatever the region, nobody else sees it (tests of `foster`).
const OWN: &[&str] = &[
    "/api/v1/foster-care/offers/{offer_id}",
    "/api/v1/foster-care/{assignment_id}",
];

/// The permission of an operation; none of those that ask for a client's secret or for nothing.
fn permission(operation: &Operation) -> Option<Permission> {
    let bearer = security(operation).iter().find_map(|s| s.get("bearer"))?;
    let names = bearer.as_array().unwrap();
    // OAuth's own endpoints ask who the caller is, not what they may.
    if names.is_empty() && operation.path.starts_with("/oauth/") {
        return None;
    }
    assert_eq!(names.len(), 1, "{} needs not one permission", operation.id);
    let name = names[0].as_str().unwrap();
    Some(
        name.parse()
            .unwrap_or_else(|()| panic!("{}: `{name}` is no permission", operation.id)),
    )
}

fn security(operation: &Operation) -> &[Value] {
    operation.value["security"]
        .as_array()
        .map_or(&[], Vec::as_slice)
}

#[test]
fn what_anybody_may_ask_is_listed() {
    for operation in &Contract::get().operations {
        let public = security(operation)
            .iter()
            .all(|s| s.as_object().is_none_or(serde_json::Map::is_empty));
        assert_eq!(
            public,
            PUBLIC.contains(&operation.path.as_str()),
            "{}: an operation without security stands in PUBLIC, and no other one",
            operation.id
        );
    }
}

#[test]
fn without_a_token_nothing_is_answered() {
    on_each(async |app| {
        for operation in &Contract::get().operations {
            if PUBLIC.contains(&operation.path.as_str()) {
                continue;
            }
            let path = path_of(app, operation)
                .await
                .unwrap_or_else(|| unknown(operation));
            let answer = request(&app.anonymous(), operation, &path)
                .await
                .expect(401);
            assert!(
                answer.header("www-authenticate").is_some(),
                "{}",
                operation.id
            );
            if permission(operation).is_some() {
                let broken = app.anonymous().with_token("a.b.c");
                request(&broken, operation, &path).await.expect(401);
            }
        }
    });
}

#[test]
fn the_documented_permission_is_needed_and_enough() {
    on_each(async |app| {
        for operation in &Contract::get().operations {
            let Some(permission) = permission(operation) else {
                continue;
            };
            let sample = path_of(app, operation).await;
            let path = sample.clone().unwrap_or_else(|| unknown(operation));
            let others: Vec<_> = Permission::ALL
                .iter()
                .copied()
                .filter(|p| *p != permission)
                .collect();
            let without = app.client_with(&others, "ID").await;
            let refused = request(&without, operation, &path).await;
            let allowed: &[u16] = if sample.is_some() {
                &[403]
            } else {
                &[403, 404]
            };
            assert!(
                allowed.contains(&refused.status()),
                "{} without {permission}: {}\n{}",
                operation.id,
                refused.status(),
                refused.text()
            );
            let with = app.client_with(&[permission], "ID").await;
            let mut answer = request(&with, operation, &path).await;
            if answer.status() == 403 {
                // What concerns people's accounts is not for systems.
                let person = app.client(Role::Admin, "ID").await;
                answer = request(&person, operation, &path).await;
            }
            assert!(
                !matches!(answer.status(), 401 | 403 | 500..),
                "{} with {permission}: {}\n{}",
                operation.id,
                answer.status(),
                answer.text()
            );
        }
    });
}

/// A path at which nothing stands.
fn unknown(operation: &Operation) -> String {
    let parts = operation.path.split('/');
    let parts: Vec<_> = parts
        .map(|p| {
            if p.starts_with('{') {
                "00000000-0000-7000-8000-000000000000"
            } else {
                p
            }
        })
        .collect();
    parts.join("/")
}

/// Whether a path is that of a thing, or below it.
fn stands_below(path: &str, own: &str) -> bool {
    path.strip_prefix(own)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The paths of the things that belong to a region, as the features name them.
fn objects() -> Vec<&'static str> {
    [
        tumbuh::access::OBJECTS,
        tumbuh::action::OBJECTS,
        tumbuh::agency::OBJECTS,
        tumbuh::eppgbm::OBJECTS,
        tumbuh::child::OBJECTS,
        tumbuh::mother::OBJECTS,
        tumbuh::privacy::OBJECTS,
        tumbuh::foster::OBJECTS,
        tumbuh::notification::OBJECTS,
        tumbuh::prevalence::OBJECTS,
        tumbuh::reference::OBJECTS,
        tumbuh::regency::OBJECTS,
    ]
    .concat()
    .into_iter()
    .map(|(path, _)| path)
    // Sources, indicators, schemes and seasons have versions, but belong to no region.
    .filter(|path| !REFERENCE.contains(path))
    .collect()
}

#[test]
fn every_thing_belongs_to_a_region_or_to_all() {
    let objects = objects();
    for operation in Contract::get()
        .operations
        .iter()
        .filter(|o| o.path.contains('{'))
    {
        let is_object = objects.iter().any(|own| stands_below(&operation.path, own));
        let is_reference = REFERENCE
            .iter()
            .chain(PUBLIC)
            .chain(OWN)
            .any(|own| stands_below(&operation.path, own));
        assert!(
            is_object != is_reference,
            "{}: in OBJECTS of its feature, or else in REFERENCE or OWN here",
            operation.path
        );
    }
}

#[test]
fn what_belongs_to_another_regency_is_not_there() {
    on_each(async |app| {
        let objects = objects();
        for operation in &Contract::get().operations {
            if !objects.iter().any(|own| stands_below(&operation.path, own)) {
                continue;
            }
            let path = path_of(app, operation)
                .await
                .unwrap_or_else(|| panic!("{} has no sample", operation.path));
            let home = app.client_with(Permission::ALL, HOME).await;
            let own = request(&home, operation, &path).await;
            assert!(
                !matches!(own.status(), 401 | 403 | 404 | 500..),
                "{} at home: {}\n{}",
                operation.id,
                own.status(),
                own.text()
            );
            let (method, path) = (&operation.method, path_of(app, operation).await.unwrap());
            for permissions in [Permission::ALL, &[Permission::UseAccount]] {
                let stranger = app.client_with(permissions, ELSEWHERE).await;
                let theirs = request(&stranger, operation, &path).await.expect(404);
                let nothing = stranger.request(method.clone(), &unknown(operation));
                let nothing = request_like(nothing, operation).await.expect(404);
                assert_eq!(
                    same(&theirs.json()),
                    same(&nothing.json()),
                    "{}: the answers tell",
                    operation.id
                );
            }
        }
    });
}

fn request_like(
    request: crate::support::client::Request,
    operation: &Operation,
) -> crate::support::client::Request {
    let request = request.header("If-Match", "*");
    if crate::samples::takes_json(operation) {
        request.json(json!({}))
    } else {
        request
    }
}

/// A problem without what differs between any two requests.
fn same(problem: &Value) -> Value {
    let mut problem = problem.clone();
    for member in ["request_id", "instance"] {
        problem.as_object_mut().unwrap().remove(member);
    }
    problem
}

#[test]
fn unknown_and_repeated_parameters_are_refused() {
    on_each(async |app| {
        for operation in Contract::get()
            .operations
            .iter()
            .filter(|o| o.path.starts_with("/api/"))
        {
            let Some(first) = parameters(operation, "query").next() else {
                continue;
            };
            let first = first["name"].as_str().unwrap();
            refused(app, operation, "bukan_parameter=1", "bukan_parameter").await;
            refused(app, operation, &format!("{first}=1&{first}=1"), first).await;
        }
    });
}

#[test]
fn limits_are_refused_and_never_clamped() {
    on_each(async |app| {
        for operation in operations(true) {
            if parameters(operation, "query").any(|p| p["name"] == "limit") {
                for wrong in ["0", "201", "-1", "x", ""] {
                    refused(app, operation, &format!("limit={wrong}"), "limit").await;
                }
                refused(app, operation, "sort=bukan_anggota", "sort").await;
                refused(app, operation, "sort=-", "sort").await;
            }
        }
    });
}

/// The bounds of the document are those that are enforced.
#[test]
fn parameters_keep_their_documented_bounds() {
    on_each(async |app| {
        for operation in operations(true).filter(|o| o.path.starts_with("/api/")) {
            for parameter in parameters(operation, "query") {
                let (name, schema) = (parameter["name"].as_str().unwrap(), &parameter["schema"]);
                // A cursor that is no cursor is a request that cannot be parsed.
                if name == "cursor" {
                    continue;
                }
                for wrong in beyond(schema) {
                    refused(app, operation, &format!("{name}={wrong}"), name).await;
                }
            }
        }
    });
}

/// Values just outside of a schema.
fn beyond(schema: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(max) = schema["maxLength"].as_u64() {
        wrong.push("a".repeat(usize::try_from(max).unwrap() + 1));
    }
    wrong.extend(schema["minimum"].as_i64().map(|min| (min - 1).to_string()));
    wrong.extend(schema["maximum"].as_i64().map(|max| (max + 1).to_string()));
    if schema.get("enum").is_some()
        || schema.get("$ref").is_some()
        || schema["type"] == "boolean"
        || schema.get("format").is_some()
    {
        wrong.push("~".to_owned());
    }
    wrong
}

/// 422 that names the parameter, whatever else is asked.
async fn refused(app: &TestApp, operation: &Operation, query: &str, name: &str) {
    let path = path_of(app, operation)
        .await
        .unwrap_or_else(|| panic!("{} has no sample", operation.path));
    let (path, rest) = path.split_once('?').unwrap_or((&path, ""));
    let asked = query.split('=').next().unwrap();
    let rest: Vec<&str> = rest
        .split('&')
        .filter(|p| !p.is_empty() && p.split('=').next() != Some(asked))
        .collect();
    let path = format!("{path}?{}", [&[query], rest.as_slice()].concat().join("&"));
    let answer = request(&admin(app).await, operation, &path)
        .await
        .expect(422)
        .json();
    let named = answer["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .any(|e| e["parameter"] == name);
    assert!(named, "{} does not name `{name}`: {answer}", operation.id);
}

async fn admin(app: &TestApp) -> Client {
    app.client_with(Permission::ALL, "ID").await
}

/// Asked of both databases, and compared.
#[test]
fn everything_reads_alike_on_both_databases() {
    on_each(async |app| {
        let reader = app.client(Role::Admin, "ID").await;
        let mut read = BTreeSet::new();
        for operation in operations(true) {
            if let Some(path) = path_of(app, operation).await {
                reader.get(&path).await.expect(200);
                read.insert(&operation.id);
                if parameters(operation, "query").any(|p| p["name"] == "count") {
                    let separator = if path.contains('?') { '&' } else { '?' };
                    let page = format!("{path}{separator}limit=2&count=true");
                    let page = reader.get(&page).await.expect(200).json();
                    if let Some(next) = page["page"]["next"].as_str() {
                        let next = format!("{path}{separator}limit=2&count=true&cursor={next}");
                        reader.get(&next).await.expect(200);
                    }
                }
            }
        }
        let all: BTreeSet<_> = operations(true).map(|o| &o.id).collect();
        assert_eq!(read, all, "samples are missing");
    });
}
