//! `Idempotency-Key`: the answer to a POST is kept with its write and given again to a retry.
//!
//! A key belongs to a caller, their region and permissions, a method and a path, so that a retry with fewer rights is a new
//! request. The kept answer is sealed with the key itself, which only the caller knows: the table holds no secret in clear. The
//! fingerprint of the body is keyed by the master key, which is not in the database.

use std::sync::{Arc, OnceLock};

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_TYPE, IF_MATCH};
use actix_web::{HttpMessage, HttpRequest};
use chrono::{DateTime, Utc};
use entity::idempotency;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, Set, Statement};

use super::actor::Actor;
use crate::http::if_match;
use crate::http::limits::{BODY_LIMIT, collect};
use crate::http::observe::Observer;
use crate::problem::{Fault, Kind, Problem};
use crate::reply::Reply;
use crate::secret::{SealingKey, keyed_hash};
use crate::services::Services;
use crate::text::text;

/// The header.
pub const HEADER: &str = "idempotency-key";

/// A request that may be a retry.
#[derive(Clone)]
pub struct Retry(Arc<Inner>);

struct Inner {
    key_hash: Vec<u8>,
    seal: SealingKey,
    body_key: Vec<u8>,
    fingerprint: OnceLock<Vec<u8>>,
}

/// What the guard is to do with the request.
enum Verdict {
    Go(Retry),
    Refuse(Problem),
    Replay(Reply),
}

/// An answer that was given before, on its way through the error path of an extractor.
#[derive(Debug)]
pub struct Replayed(pub Reply);

impl std::fmt::Display for Replayed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("answered before")
    }
}

impl actix_web::ResponseError for Replayed {
    fn status_code(&self) -> actix_web::http::StatusCode {
        actix_web::http::StatusCode::from_u16(self.0.status).unwrap_or_default()
    }

    fn error_response(&self) -> actix_web::HttpResponse {
        crate::http::respond::render(self.0.clone())
    }
}

/// Reads key and body of a POST and looks for a kept answer; the verdict waits for the guard, which checks rights first.
pub(super) async fn prepare(services: &Services, actor: &Actor, req: &mut ServiceRequest) {
    if req.method() != Method::POST || !req.headers().contains_key(HEADER) {
        return;
    }
    let verdict = judge(services, actor, req)
        .await
        .unwrap_or_else(Verdict::Refuse);
    req.extensions_mut().insert(Arc::new(verdict));
}

async fn judge(
    services: &Services,
    actor: &Actor,
    req: &mut ServiceRequest,
) -> Result<Verdict, Problem> {
    let key = header_key(req.request())?;
    let permissions: Vec<&str> = actor.permissions.iter().map(|p| p.as_str()).collect();
    let scope = format!(
        "{} {} {} {} {}",
        actor.id,
        actor.scope.code(),
        permissions.join(" "),
        req.method(),
        req.uri()
    );
    let deployment = services.deployment.cursor_key.as_slice();
    let seal = keyed_hash(
        deployment,
        &[b"idempotency seal", scope.as_bytes(), key.as_bytes()],
    );
    let retry = Retry(Arc::new(Inner {
        key_hash: keyed_hash(
            deployment,
            &[b"idempotency key", scope.as_bytes(), key.as_bytes()],
        ),
        seal: SealingKey::new(&seal).ok_or_else(|| Problem::internal(&"no sealing key"))?,
        body_key: services.vault.body_key(&[scope.as_bytes(), key.as_bytes()]),
        fingerprint: OnceLock::new(),
    }));
    if is_streamed(req.request()) {
        return Ok(Verdict::Go(retry));
    }
    let body = collect(req.take_payload(), BODY_LIMIT).await?;
    retry.set_fingerprint(&told(req.request(), &body));
    req.set_payload(actix_web::dev::Payload::from(body));
    match find(services.db.reader(), &retry.0.key_hash).await? {
        None => Ok(Verdict::Go(retry)),
        Some(row) => retry.open(&row).map(Verdict::Replay),
    }
}

/// The body, and the headers in which tus says what others say in a body.
fn told<'a>(req: &'a HttpRequest, body: &'a [u8]) -> Vec<&'a [u8]> {
    let headers = ["upload-length", "upload-metadata"].map(|name| req.headers().get(name));
    let headers = headers.into_iter().flatten().map(|value| value.as_bytes());
    std::iter::once(body).chain(headers).collect()
}

/// Whether the body is a file that its handler streams; its fingerprint comes later.
fn is_streamed(req: &HttpRequest) -> bool {
    let media_type = req
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default();
    let media_type = media_type.split(';').next().unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    !matches!(
        media_type.as_str(),
        "" | "application/json" | "application/x-www-form-urlencoded"
    )
}

fn header_key(req: &HttpRequest) -> Result<String, Problem> {
    let mut values = req.headers().get_all(HEADER);
    let key = values.next().and_then(|h| h.to_str().ok());
    match key.map(|key| key.trim_matches('"')) {
        Some(key) if values.next().is_none() && (16..=255).contains(&key.len()) => Ok(key.into()),
        _ => {
            let (id, en) = (
                "harus satu kunci sepanjang 16 sampai 255 karakter",
                "must be one key of 16 to 255 characters",
            );
            let fault = Fault::parameter("Idempotency-Key", "length", text(id, en));
            Err(Problem::invalid(vec![fault]))
        }
    }
}

/// The guard's part: the caller's rights are checked, so a kept answer may go out.
pub(super) fn admit(req: &HttpRequest) -> Result<Option<Retry>, actix_web::Error> {
    let verdict = req.extensions().get::<Arc<Verdict>>().cloned();
    match verdict.as_deref() {
        None => Ok(None),
        Some(Verdict::Go(retry)) => Ok(Some(retry.clone())),
        Some(Verdict::Refuse(problem)) => Err(problem.clone().into()),
        Some(Verdict::Replay(_)) if lacks_if_match(req) => Err(if_match::required().into()),
        Some(Verdict::Replay(reply)) => Err(Replayed(reply.clone()).into()),
    }
}

/// A retry says what its change is based on, as the first request had to.
fn lacks_if_match(req: &HttpRequest) -> bool {
    let pattern = req.match_pattern();
    req.app_data::<Observer>().is_some_and(|o| {
        o.operations
            .needs_if_match(req.method(), pattern.as_deref())
    }) && !req.headers().contains_key(IF_MATCH)
}

/// The retry of a request whose refusal is to be kept.
pub(crate) fn of_request(req: &HttpRequest) -> Option<Retry> {
    match req.extensions().get::<Arc<Verdict>>()?.as_ref() {
        Verdict::Go(retry) => Some(retry.clone()),
        Verdict::Refuse(_) | Verdict::Replay(_) => None,
    }
}

#[expect(clippy::disallowed_methods, reason = "the key itself is the scope")]
async fn find<C: ConnectionTrait>(
    connection: &C,
    key_hash: &[u8],
) -> Result<Option<idempotency::Model>, DbErr> {
    idempotency::Entity::find_by_id(key_hash.to_vec())
        .one(connection)
        .await
}

impl Retry {
    /// Sets the fingerprint of what the body says; the first one stays. It is keyed, so that nobody finds a body by trying.
    pub fn set_fingerprint(&self, told: &[&[u8]]) {
        let _ = self.0.fingerprint.set(keyed_hash(&self.0.body_key, told));
    }

    fn fingerprint(&self) -> Vec<u8> {
        self.0.fingerprint.get().cloned().unwrap_or_default()
    }

    /// Whether a fingerprint is known, so that an answer can be kept.
    pub fn is_complete(&self) -> bool {
        self.0.fingerprint.get().is_some()
    }

    /// Takes the key; false if it is taken, which on PostgreSQL waits for the transaction that is taking it.
    ///
    /// # Errors
    /// The database.
    pub async fn reserve<C: ConnectionTrait>(
        &self,
        tx: &C,
        now: DateTime<Utc>,
    ) -> Result<bool, Problem> {
        let row = idempotency::ActiveModel {
            key_hash: Set(self.0.key_hash.clone()),
            fingerprint: Set(self.fingerprint()),
            response: Set(Vec::new()),
            created_at: Set(now),
        };
        let inserted = idempotency::Entity::insert(row)
            .on_conflict_do_nothing()
            .exec_without_returning(tx)
            .await;
        match inserted {
            Ok(sea_orm::TryInsertResult::Inserted(rows)) => Ok(rows > 0),
            Ok(_) | Err(DbErr::RecordNotInserted) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps the answer.
    ///
    /// # Errors
    /// The database.
    pub async fn keep<C: ConnectionTrait>(&self, tx: &C, reply: &Reply) -> Result<(), Problem> {
        let plain = serde_json::to_vec(reply).map_err(|e| Problem::internal(&e))?;
        let sealed = self
            .0
            .seal
            .seal(&plain, &self.0.key_hash)
            .ok_or_else(|| Problem::internal(&"sealing an answer"))?;
        let sql = "update idempotency set response = $1 where key_hash = $2";
        let values = [sealed.into(), self.0.key_hash.clone().into()];
        tx.execute_raw(Statement::from_sql_and_values(
            tx.get_database_backend(),
            sql,
            values,
        ))
        .await?;
        Ok(())
    }

    /// The kept answer, read where it was just written.
    ///
    /// # Errors
    /// Another body under the same key; the database.
    pub async fn replay<C: ConnectionTrait>(&self, connection: &C) -> Result<Reply, Problem> {
        match find(connection, &self.0.key_hash).await? {
            Some(row) => self.open(&row),
            None => Err(Problem::new(
                Kind::InFlight,
                text(
                    "Permintaan yang sama sedang dikerjakan.",
                    "The same request is being worked on.",
                ),
            )
            .with_header("Retry-After", "1".to_owned())),
        }
    }

    fn open(&self, row: &idempotency::Model) -> Result<Reply, Problem> {
        if row.fingerprint != self.fingerprint() {
            return Err(Problem::invalid(vec![Fault::parameter(
                "Idempotency-Key",
                "reused",
                text(
                    "kunci ini sudah dipakai untuk isi lain",
                    "this key was used for another body",
                ),
            )]));
        }
        let plain = self.0.seal.open(&row.response, &self.0.key_hash);
        let reply: Option<Reply> = plain.and_then(|plain| serde_json::from_slice(&plain).ok());
        let mut reply =
            reply.ok_or_else(|| Problem::internal(&"a kept answer cannot be opened"))?;
        reply.replayed = true;
        Ok(reply)
    }
}
