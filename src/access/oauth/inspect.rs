//! Revocation (RFC 7009) and introspection (RFC 7662).

use entity::id::SessionId;
use serde_json::json;
use uuid::Uuid;

use super::client::{Authenticated, authenticate};
use super::error::{Failure, OAuthError, answer, unkept};
use super::model::OAuthTokenState;
use super::request::OAuthRequest;
use super::revoked;
use crate::access::session::refresh_token::RefreshToken;
use crate::access::session::{context_of, store as sessions};
use crate::access::user::store as users;
use crate::auth::account::of_claims;
use crate::auth::token::Claims;
use crate::auth::{Actor, Public};
use crate::db::{self, AuditContext, Change};
use crate::problem::Problem;
use crate::reply::Reply;

/// Who asks for a revocation.
enum Caller<'a> {
    Client(&'a Authenticated),
    Bearer(&'a Actor),
}

impl Caller<'_> {
    fn id(&self) -> Uuid {
        match self {
            Self::Client(client) => client.row.id.0,
            Self::Bearer(actor) => actor.id,
        }
    }

    fn region_code(&self) -> &str {
        match self {
            Self::Client(client) => &client.row.region_code,
            Self::Bearer(actor) => actor.scope.code(),
        }
    }

    fn audit_context(&self, request_id: Uuid) -> AuditContext {
        match self {
            Self::Client(client) => client.audit_context(request_id),
            Self::Bearer(actor) => actor.audit_context(request_id),
        }
    }
}

/// Revokes a token.
///
/// # Errors
/// Only what OAuth has no words for.
pub(super) async fn revoke(public: &Public, request: OAuthRequest) -> Result<Reply, Problem> {
    answer(try_revoke(public, request).await)
}

async fn try_revoke(public: &Public, request: OAuthRequest) -> Result<Reply, Failure> {
    let client = authenticate(public, &request, "token.revoke").await?;
    let token = request.form.as_ref().map_err(|error| *error)?.token();
    let caller = match (&client, &request.bearer) {
        (Some(client), _) => Some(Caller::Client(client)),
        (None, Some(actor)) => Some(Caller::Bearer(actor)),
        (None, None) => None,
    };
    let refresh = token.map(|token| RefreshToken::parse(&public.deployment.cursor_key, token));
    if let Ok(Some(refresh)) = refresh {
        return revoke_session(public, &refresh, client.as_ref()).await;
    }
    let caller = caller.ok_or(OAuthError::INVALID_CLIENT)?;
    let token = token?;
    let claims = public.tokens.check(&public.db, token, public.clock.now());
    let claims = claims.await?;
    let audit = caller.audit_context(public.context().id);
    let subject = claims
        .as_ref()
        .map_or_else(|| "-".to_owned(), |c| c.jti.to_string());
    let change = Change::new("token.revoke", "token", subject).in_region(caller.region_code());
    let clock = public.clock.as_ref();
    if claims
        .as_ref()
        .is_some_and(|claims| claims.sub != caller.id())
    {
        db::refuse(&public.db, clock, &audit, &change, 400, async |tx| {
            forgive(public, client.as_ref(), tx).await
        })
        .await?;
        return Err(OAuthError::FOREIGN_TOKEN.into());
    }
    let change = change.with(json!({ "known": claims.is_some() }));
    db::write(&public.db, clock, &audit, async |tx| {
        forgive(public, client.as_ref(), tx).await?;
        if let Some(claims) = &claims {
            revoked::add(tx, claims.jti, claims.exp).await?;
            db::bump_security_epoch(tx).await?;
        }
        Ok((change, ()))
    })
    .await?;
    done()
}

/// Who holds a refresh token may end its session, on behalf of its person.
async fn revoke_session(
    public: &Public,
    token: &RefreshToken,
    client: Option<&Authenticated>,
) -> Result<Reply, Failure> {
    let id = SessionId(token.session());
    let reader = public.db.reader();
    let user = match sessions::find(reader, id).await? {
        Some(session) => users::find(reader, session.user_id).await?,
        None => None,
    };
    let request_id = public.context().id;
    let change = Change::new("session.end", "session", id);
    let (audit, change) = match &user {
        Some(user) => (
            context_of(user, request_id),
            change.in_region(&user.region_code),
        ),
        None => (crate::access::session::anonymous(request_id), change),
    };
    let clock = public.clock.as_ref();
    db::write(&public.db, clock, &audit, async |tx| {
        forgive(public, client, tx).await?;
        if sessions::revoke(tx, id, clock.now()).await? {
            db::bump_security_epoch(tx).await?;
        }
        Ok((change, ()))
    })
    .await?;
    done()
}

async fn forgive(
    public: &Public,
    client: Option<&Authenticated>,
    tx: &sea_orm::DatabaseTransaction,
) -> Result<(), Problem> {
    match client {
        Some(client) => client.attempt.succeed(public, tx).await,
        None => Ok(()),
    }
}

fn done() -> Result<Reply, Failure> {
    Ok(unkept(Reply::outcome(200, &json!({}))?))
}

/// Says whether a token is one of the client's own, and alive.
///
/// # Errors
/// Only what OAuth has no words for.
pub(super) async fn introspect(public: &Public, request: OAuthRequest) -> Result<Reply, Problem> {
    answer(try_introspect(public, request).await)
}

async fn try_introspect(public: &Public, request: OAuthRequest) -> Result<Reply, Failure> {
    let client = authenticate(public, &request, "token.introspect").await?;
    let client = client.ok_or(OAuthError::INVALID_CLIENT)?;
    client.attempt.succeed(public, public.db.writer()).await?;
    let form = request.form?;
    let state = state(public, form.token()?, &client).await?;
    Ok(unkept(Reply::outcome(200, &state)?))
}

async fn state(
    public: &Public,
    token: &str,
    client: &Authenticated,
) -> Result<OAuthTokenState, Failure> {
    let now = public.clock.now();
    let own = |claims: &Claims| claims.kind == "client" && claims.sub == client.row.id.0;
    let claims = public.tokens.check(&public.db, token, now).await?;
    let Some(claims) = claims.filter(own) else {
        return Ok(OAuthTokenState::default());
    };
    let actor = of_claims(public.db.reader(), &claims, now).await?;
    Ok(
        actor.map_or_else(OAuthTokenState::default, |actor| OAuthTokenState {
            active: true,
            scope: Some(crate::access::client::store::scope_text(&actor.permissions)),
            client_id: Some(actor.name),
            token_type: Some("Bearer"),
            exp: Some(claims.exp),
            iat: Some(claims.iat),
            nbf: Some(claims.nbf),
            sub: Some(claims.sub),
            aud: Some(claims.aud),
            iss: Some(claims.iss),
            jti: Some(claims.jti),
            region: Some(actor.scope.code().to_owned()),
        }),
    )
}
