//! What HTTP itself promises, whatever the operation: problems, conditions, compression, browsers, quotas.

use actix_web::dev::Decompress;
use actix_web::error::PayloadError;
use actix_web::http::header::ContentEncoding;
use actix_web::web::Bytes;
use entity::kind::Role;
use futures_util::StreamExt;
use reqwest::Method;
use serde_json::json;
use tumbuh::auth::Permission;
use tumbuh::config::Settings;

use crate::samples::{HOME, operations, path_of, request, takes_if_match, takes_json};
use crate::support::document::Contract;
use crate::support::{Answer, on_each, on_each_with};

#[test]
fn what_does_not_exist_is_a_problem_in_the_callers_language() {
    on_each(async |app| {
        let reader = app.client(Role::Viewer, HOME).await;
        for client in [&reader, &app.anonymous()] {
            for path in [
                "/",
                "/api",
                "/api/v1/tidak-ada",
                "/api/v1/targets/",
                "/api/v2/targets",
                "/oauth/x",
                "/%00",
            ] {
                let problem = client.get(path).await.expect(404);
                assert_eq!(
                    problem.header("content-type").as_deref(),
                    Some("application/problem+json"),
                    "{path}"
                );
                let body = problem.json();
                assert_eq!(
                    (body["code"].as_str(), body["status"].as_i64()),
                    (Some("not_found"), Some(404))
                );
                assert_eq!(
                    body["request_id"].as_str(),
                    problem.header("x-request-id").as_deref()
                );
                assert_eq!(body["instance"], path);
                assert_eq!(body["type"], "/problems/not_found");
            }
        }
        for (language, tag, title) in [
            ("", "id", "Tidak ditemukan"),
            ("en", "en", "Not found"),
            ("fr, en;q=0.5", "en", "Not found"),
            ("id, en;q=0.9", "id", "Tidak ditemukan"),
        ] {
            let problem = reader
                .get("/api/v1/tidak-ada")
                .header("Accept-Language", language)
                .await
                .expect(404);
            assert_eq!(problem.header("content-language").as_deref(), Some(tag));
            assert_eq!(problem.json()["title"], title);
        }
    });
}

#[test]
fn every_type_of_problem_is_explained() {
    on_each(async |app| {
        for info in &tumbuh::problem::KINDS {
            let path = format!("/problems/{}", info.code);
            let kind = app
                .anonymous()
                .get(&path)
                .header("Accept-Language", "en")
                .await
                .expect(200)
                .json();
            assert_eq!(kind["status"], info.status);
            assert!(kind["explanation"].as_str().is_some_and(|t| t.len() > 20));
        }
        app.anonymous().get("/problems/tidak_ada").await.expect(404);
    });
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    on_each(async |app| {
        let caller = app.client(Role::Admin, "ID").await;
        // No claim has the id `bulk`.
        let bulk = caller.request(reqwest::Method::PUT, "/api/v1/prevalence-records/bulk");
        let refused = bulk.json(serde_json::json!({})).await.expect(405);
        assert_eq!(refused.header("allow").as_deref(), Some("POST, OPTIONS"));
        for operation in &Contract::get().operations {
            let Some(path) = path_of(app, operation).await else {
                continue;
            };
            for method in ["PATCH", "TRACE", "PROPFIND"] {
                let other: Method = method.parse().unwrap();
                if Contract::get().operation(&other, &path).is_some() {
                    continue;
                }
                let refused = caller.request(other, &path).await.expect(405);
                let allow = refused.header("allow").unwrap();
                assert!(
                    allow.contains(operation.method.as_str()) && !allow.contains(method),
                    "{path}: {allow}"
                );
            }
            let options = app
                .anonymous()
                .request(Method::OPTIONS, &path)
                .await
                .expect(204);
            assert!(options.header("allow").unwrap().contains("OPTIONS"));
        }
    });
}

#[test]
fn bodies_are_of_the_right_type_and_size_and_whole() {
    on_each(async |app| {
        for operation in operations(false).filter(|o| takes_json(o) && o.path.starts_with("/api/"))
        {
            let path = path_of(app, operation).await.unwrap();
            let caller = app.client(Role::Admin, "ID").await;
            let send = |body: Vec<u8>, media_type: &'static str| {
                let request = caller
                    .request(operation.method.clone(), &path)
                    .body(body, media_type);
                if takes_if_match(operation) {
                    request.header("If-Match", "*")
                } else {
                    request
                }
            };
            for media_type in ["text/plain", "application/xml", "application/jsonx", ""] {
                send(b"{}".to_vec(), media_type).await.expect(415);
            }
            send(vec![b' '; 2 * 1024 * 1024 + 1], "application/json")
                .await
                .expect(413);
            // A transition may come without a reason, and then without a body.
            let required = operation.value["requestBody"]["required"] == true;
            let broken = ["{", "{\"a", "nul"].into_iter();
            for broken in broken.chain(required.then_some("")) {
                let problem = send(broken.into(), "application/json")
                    .await
                    .expect(400)
                    .json();
                assert_eq!(problem["code"], "malformed", "{}: {broken}", operation.id);
            }
            let deep = "[".repeat(20_000);
            let refused = send(deep.into(), "application/json; charset=utf-8").await;
            assert!(matches!(refused.status(), 400 | 422), "{}", refused.text());
            let wrong = ["[]", "1", "\"x\""].into_iter();
            for wrong in wrong.chain(required.then_some("null")) {
                send(wrong.into(), "application/json").await.expect(422);
            }
            let unknown = json!({ "bukan_anggota": 1 }).to_string();
            let problem = send(unknown.into(), "application/json")
                .await
                .expect(422)
                .json();
            assert!(
                problem["errors"].as_array().is_some_and(|e| !e.is_empty()),
                "{}: {problem}",
                operation.id
            );
        }
    });
}

#[test]
fn a_change_says_what_it_changes() {
    on_each(async |app| {
        for operation in operations(false).filter(|o| takes_if_match(o)) {
            let path = path_of(app, operation).await.unwrap();
            let caller = app.client(Role::Admin, "ID").await;
            let request = caller.request(operation.method.clone(), &path);
            let request = if takes_json(operation) {
                request.json(json!({}))
            } else {
                request
            };
            let problem = request.await.expect(428).json();
            assert_eq!(problem["code"], "precondition_required", "{}", operation.id);
        }
    });
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    on_each(async |app| {
        let caller = app.client(Role::Admin, "ID").await;
        for operation in operations(true).filter(|o| o.path.starts_with("/api/")) {
            let path = path_of(app, operation).await.unwrap();
            let first = caller.get(&path).await.expect(200);
            let Some(tag) = first.header("etag") else {
                let is_file = path.contains("/export") || path.contains("/template");
                assert!(is_file, "{path} has no ETag");
                continue;
            };
            assert!(tag.starts_with('"'), "{path}: {tag} is not strong");
            for condition in [
                tag.clone(),
                format!("W/{tag}"),
                format!("\"x\", {tag}"),
                "*".to_owned(),
            ] {
                let unchanged = caller
                    .get(&path)
                    .header("If-None-Match", &condition)
                    .await
                    .expect(304);
                assert!(unchanged.bytes().is_empty());
                assert_eq!(unchanged.header("etag"), Some(tag.clone()));
            }
            let again = caller
                .get(&path)
                .header("If-None-Match", "\"x\"")
                .await
                .expect(200);
            assert_eq!(again.bytes(), first.bytes());
            for (name, part) in [
                ("vary", "Authorization"),
                ("vary", "Accept-Encoding"),
                ("vary", "Accept-Language"),
                ("cache-control", "private"),
            ] {
                assert!(
                    first.header(name).is_some_and(|v| v.contains(part)),
                    "{path}: {name} without {part}"
                );
            }
            assert_eq!(
                first.header("x-content-type-options").as_deref(),
                Some("nosniff")
            );
        }
    });
}

async fn unpacked(answer: &Answer, encoding: ContentEncoding) -> Vec<u8> {
    let body = Bytes::copy_from_slice(answer.bytes());
    let stream = futures_util::stream::iter([Ok::<_, PayloadError>(body)]);
    let mut decoded = Decompress::new(stream, encoding);
    let mut bytes = Vec::new();
    while let Some(chunk) = decoded.next().await {
        bytes.extend_from_slice(&chunk.unwrap());
    }
    bytes
}

#[test]
fn answers_are_compressed_on_request_and_keep_their_tag() {
    on_each(async |app| {
        let caller = app.client(Role::Viewer, HOME).await;
        for path in [
            "/openapi.json",
            "/api/v1/regions?limit=200",
            "/api/v1/sources/SSGI",
        ] {
            let plain = caller
                .get(path)
                .header("Accept-Encoding", "identity")
                .await
                .expect(200);
            assert_eq!(plain.header("content-encoding"), None);
            for (name, encoding) in [
                ("gzip", ContentEncoding::Gzip),
                ("br", ContentEncoding::Brotli),
                ("zstd", ContentEncoding::Zstd),
            ] {
                let packed = caller
                    .get(path)
                    .header("Accept-Encoding", name)
                    .await
                    .expect(200);
                assert_eq!(
                    packed.header("content-encoding").as_deref(),
                    Some(name),
                    "{path}"
                );
                assert_eq!(packed.header("etag"), plain.header("etag"), "{path}");
                assert!(
                    unpacked(&packed, encoding).await == plain.bytes(),
                    "{path} by {name}"
                );
            }
        }
    });
}

#[test]
fn head_is_get_without_the_body() {
    on_each(async |app| {
        let caller = app.client(Role::Admin, "ID").await;
        for operation in operations(true) {
            let path = path_of(app, operation).await.unwrap();
            let (get, head) = (
                caller.get(&path).await,
                caller.request(Method::HEAD, &path).await,
            );
            assert_eq!(
                (head.status(), head.bytes().len()),
                (get.status(), 0),
                "{path}"
            );
            for name in ["content-type", "etag", "link"] {
                assert_eq!(head.header(name), get.header(name), "{path}: {name}");
            }
        }
        app.anonymous()
            .request(Method::HEAD, "/api/v1/targets")
            .await
            .expect(401);
        caller
            .request(Method::HEAD, "/api/v1/tidak-ada")
            .await
            .expect(404);
    });
}

#[test]
fn only_listed_front_ends_may_call_from_a_browser() {
    let front = "https://dasbor.example";
    let settings = Settings {
        cors_origins: Some(vec![front.to_owned()]),
        ..Settings::default()
    };
    on_each_with(&settings, async |app| {
        let ask = |origin: &str| {
            let request = app.anonymous().request(Method::OPTIONS, "/api/v1/targets");
            request
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header(
                    "Access-Control-Request-Headers",
                    "authorization,if-match,idempotency-key,content-type",
                )
        };
        let allowed = ask(front).await.expect(200);
        assert_eq!(
            allowed.header("access-control-allow-origin").as_deref(),
            Some(front)
        );
        assert!(
            allowed
                .header("access-control-allow-methods")
                .is_some_and(|m| m.contains("PUT") && m.contains("PATCH"))
        );
        let caller = app.client_with(&[Permission::ReadPrevalence], HOME).await;
        let read = caller
            .get("/api/v1/targets")
            .header("Origin", front)
            .await
            .expect(200);
        assert_eq!(
            read.header("access-control-allow-origin").as_deref(),
            Some(front)
        );
        let exposed = read
            .header("access-control-expose-headers")
            .unwrap()
            .to_lowercase();
        for name in [
            "etag",
            "link",
            "location",
            "retry-after",
            "ratelimit",
            "ratelimit-policy",
            "idempotent-replayed",
            "x-request-id",
            "content-language",
            "tus-resumable",
            "upload-offset",
            "upload-expires",
        ] {
            assert!(
                exposed.split([',', ' ']).any(|e| e == name),
                "{name} is not exposed: {exposed}"
            );
        }
        for origin in [
            "https://lain.example",
            "http://dasbor.example",
            "https://dasbor.example.lain.example",
            "null",
        ] {
            let refused = ask(origin).await;
            assert_eq!(
                refused.header("access-control-allow-origin"),
                None,
                "{origin}"
            );
            let read = caller.get("/api/v1/targets").header("Origin", origin).await;
            assert_eq!(read.header("access-control-allow-origin"), None, "{origin}");
        }
    });
}

#[test]
fn a_used_up_quota_says_when_to_come_back() {
    let settings = Settings {
        rate_limit: Some("30".to_owned()),
        ..Settings::default()
    };
    on_each_with(&settings, async |app| {
        let busy = app.client_with(&[Permission::ReadPrevalence], HOME).await;
        let first = busy.get("/api/v1/targets").await.expect(200);
        assert_eq!(
            first.header("ratelimit-policy").as_deref(),
            Some("\"default\";q=30;w=60")
        );
        assert_eq!(
            first.header("ratelimit").as_deref(),
            Some("\"default\";r=29;t=60")
        );
        // Tokens come back with real time, so a slow machine needs a few more.
        let mut refused = busy.get("/api/v1/targets").await;
        for _ in 0..200 {
            if refused.status() == 429 {
                break;
            }
            refused = busy.get("/api/v1/targets").await;
        }
        let refused = refused.expect(429);
        let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait));
        assert!(
            refused
                .header("ratelimit")
                .is_some_and(|r| r.contains("r=0"))
        );
        assert_eq!(refused.json()["code"], "quota_exceeded");
        // Another caller has a quota of their own.
        let other = app.client_with(&[Permission::ReadPrevalence], HOME).await;
        other.get("/api/v1/targets").await.expect(200);
        app.incomparable();
    });
}

#[test]
fn the_service_says_how_it_is() {
    on_each(async |app| {
        let anybody = app.anonymous();
        assert_eq!(
            anybody.get("/livez").await.expect(200).json()["status"],
            "ok"
        );
        assert_eq!(
            anybody.get("/readyz").await.expect(200).json()["missing"],
            json!([])
        );
        let figures = anybody.get("/metrics").await.expect(200).text();
        assert!(
            figures.contains("tumbuh_requests_total{operation=\"live\",status=\"200\"} 1"),
            "{figures}"
        );
        anybody.get("/docs").await.expect(307);
        let page = anybody.get("/docs/").await.expect(200);
        assert!(
            page.header("content-security-policy")
                .is_some_and(|p| p.contains("default-src 'self'"))
        );
        assert!(
            !page.text().contains("https://"),
            "the page asks another host"
        );
        let served = anybody.get("/openapi.json").await.expect(200).json();
        assert_eq!(served, Contract::get().document);
        std::fs::remove_dir_all(&app.config.data_dir).unwrap();
        let missing = anybody.get("/readyz").await.expect(503).json();
        assert_eq!(missing["missing"], json!(["files"]));
    });
}

/// No answer shows what is inside: paths, SQL, traces.
#[test]
fn a_failure_of_ours_tells_nothing() {
    on_each(async |app| {
        let caller = app.client(Role::Admin, "ID").await;
        app.sql("drop table target").await.unwrap();
        let failed = caller.get("/api/v1/targets").await.expect(500);
        assert_eq!(failed.json()["code"], "internal");
        for inside in ["target", "select", "sql", "src/", "table"] {
            let text = failed.text().replace("/api/v1/targets", "").to_lowercase();
            assert!(!text.contains(inside), "{text}");
        }
        assert_eq!(
            request(&caller, &operations(true).next().unwrap().clone(), "/livez")
                .await
                .status(),
            200
        );
    });
}
