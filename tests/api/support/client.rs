//! A caller: sends requests, and checks of every answer that the document allows it and the audit log has it.

use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;

use reqwest::Method;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::Value;

use super::document::Contract;
use super::transcript::Transcript;

/// Writes that add no entry to the audit log although they answer 2xx, and why.
pub const NOT_AUDITED: &[(&str, &str)] = &[
    ("/oauth/introspect", "only reads"),
    ("/api/v1/receipts/verify", "only reads"),
    ("/api/v1/growth/z-scores", "only computes"),
];
/// Writes that may or may not add an entry.
pub const SOMETIMES_AUDITED: &[(&str, &str)] = &[(
    "/oauth/revoke",
    "RFC 7009 §2.2: 200 also for a token that was none",
)];

/// What all callers of an app share.
pub struct Shared {
    /// The connections.
    pub http: reqwest::Client,
    /// What was said.
    pub transcript: Arc<Transcript>,
    /// Looks into the audit log.
    pub reader: DatabaseConnection,
}

/// A caller.
#[derive(Clone)]
pub struct Client {
    pub(super) shared: Arc<Shared>,
    /// Where the app listens.
    pub url: String,
    /// The access token; none of anonymous callers.
    pub token: Option<String>,
    /// The id of the account.
    pub id: uuid::Uuid,
    /// The user name or client id.
    pub name: String,
}

impl Client {
    /// GET.
    pub fn get(&self, path: &str) -> Request {
        self.request(Method::GET, path)
    }

    /// POST with a JSON body.
    pub fn post(&self, path: &str, body: Value) -> Request {
        self.request(Method::POST, path).json(body)
    }

    /// PUT with a JSON body, of what had this tag.
    pub fn put(&self, path: &str, body: Value, etag: &str) -> Request {
        self.request(Method::PUT, path)
            .json(body)
            .header("If-Match", etag)
    }

    /// POST with a JSON body, of what had this tag: a transition.
    pub fn post_if(&self, path: &str, body: Value, etag: &str) -> Request {
        self.post(path, body).header("If-Match", etag)
    }

    /// DELETE of what had this tag.
    pub fn delete(&self, path: &str, etag: &str) -> Request {
        self.request(Method::DELETE, path).header("If-Match", etag)
    }

    /// Any request, to which headers and a body may be added.
    pub fn request(&self, method: Method, path: &str) -> Request {
        let mut builder = self
            .shared
            .http
            .request(method.clone(), format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            builder = builder.bearer_auth(token);
        }
        Request {
            shared: Arc::clone(&self.shared),
            builder,
            method,
            path: path.to_owned(),
            known: self.token.is_some(),
        }
    }

    /// The same caller at another process.
    pub fn at(&self, url: &str) -> Self {
        Self {
            url: url.to_owned(),
            ..self.clone()
        }
    }

    /// The same caller with another token.
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }
}

/// A request; `.await` sends it.
pub struct Request {
    shared: Arc<Shared>,
    builder: reqwest::RequestBuilder,
    method: Method,
    path: String,
    known: bool,
}

impl Request {
    /// With a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.builder = self.builder.header(name, value);
        self
    }

    /// With a JSON body.
    pub fn json(mut self, body: Value) -> Self {
        self.builder = self.builder.json(&body);
        self
    }

    /// With a body of any media type.
    pub fn body(mut self, body: impl Into<Vec<u8>>, content_type: &str) -> Self {
        self.builder = self
            .builder
            .header("Content-Type", content_type)
            .body(body.into());
        self
    }

    /// With a form.
    pub fn form(mut self, fields: &[(&str, &str)]) -> Self {
        self.builder = self.builder.form(fields);
        self
    }

    /// Sends it.
    pub async fn send(self) -> Answer {
        let begun = self.shared.transcript.begin();
        let read_only = matches!(
            self.method,
            Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE
        );
        let before = if read_only { 0 } else { self.entries().await };
        let response = self.builder.try_clone().unwrap().send().await.unwrap();
        let answer = Answer {
            request: format!("{} {}", self.method, self.path),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap().to_vec(),
        };
        let after = if read_only { 0 } else { self.entries().await };
        let alone = self.shared.transcript.end(begun);
        self.record(&answer);
        Contract::get().check(&self.method, &self.path, &answer);
        if alone && !read_only {
            self.check_audit(&answer, after - before);
        }
        answer
    }

    fn record(&self, answer: &Answer) {
        let headers: Vec<String> = [
            "content-type",
            "location",
            "content-language",
            "etag",
            "link",
            "allow",
        ]
        .iter()
        .filter_map(|name| answer.header(name).map(|value| format!("{name}: {value}")))
        .collect();
        let body = if answer.header("content-encoding").is_some() {
            &[]
        } else {
            answer.body.as_slice()
        };
        self.shared
            .transcript
            .add(&answer.request, answer.status, &headers, body);
    }

    async fn entries(&self) -> i64 {
        let reader = &self.shared.reader;
        let sql = "select count(*) as entries from audit_event";
        let statement = Statement::from_string(reader.get_database_backend(), sql);
        let row = reader.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get("", "entries").unwrap()
    }

    /// Guard test 7: what was done has one entry, and so has what was refused to somebody known.
    fn check_audit(&self, answer: &Answer, added: i64) {
        let (path, query) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let listed = |list: &[(&str, &str)]| list.iter().any(|(listed, _)| *listed == path);
        let dry_run = query.split('&').any(|pair| pair == "dry_run=true");
        let replayed = answer.header("idempotent-replayed").is_some();
        let allowed = match answer.status {
            _ if replayed => 0..=0,
            200..=299 if listed(NOT_AUDITED) || dry_run => 0..=0,
            200..=299 if listed(SOMETIMES_AUDITED) => 0..=1,
            200..=299 => 1..=1,
            // Every refused write of a known caller is on record, but for those without the quota to write one.
            400..=499
                if self.known
                    && self.path.starts_with("/api/")
                    && answer.status != 429
                    && answer.status != 401 =>
            {
                1..=1
            }
            _ => return,
        };
        assert!(
            allowed.contains(&added),
            "{} answered {} and added {added} entries to the audit log instead of {allowed:?}\n{}",
            answer.request,
            answer.status,
            answer.text()
        );
    }
}

impl IntoFuture for Request {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// An answer that the document allows.
#[derive(Debug, Clone)]
pub struct Answer {
    request: String,
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    /// The status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Goes on only with this status, and shows the answer otherwise.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert!(
            self.status == status,
            "{}: expected {status}, got {}\n{}",
            self.request,
            self.status,
            self.text()
        );
        self
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{}: {e} in {}", self.request, self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<String> {
        Some(self.headers.get(name)?.to_str().ok()?.to_owned())
    }

    /// The entity tag.
    #[track_caller]
    pub fn etag(&self) -> String {
        self.header("etag")
            .unwrap_or_else(|| panic!("{}: no ETag", self.request))
    }
}
