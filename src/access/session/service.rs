//! Sign-in: the same answer after the same time, whatever was wrong.

use chrono::{DateTime, Utc};
use entity::id::SessionId;
use entity::user_account;
use uuid::Uuid;

use super::model::{LoginRequest, SessionTokens};
use super::refresh_token::RefreshToken;
use super::store;
use crate::access::attempt::Attempt;
use crate::access::user::store as users;
use crate::auth::account::of_user;
use crate::auth::token::ACCESS_LIFETIME;
use crate::auth::{Public, password};
use crate::db::{self, AuditContext, Change};
use crate::problem::{Kind, Problem};
use crate::reply::Reply;
use crate::secret::Secret;
use crate::services::Services;
use crate::text::text;

/// Signs a person in.
///
/// # Errors
/// Too many attempts; not a user name with its password; the database.
pub(super) async fn login(public: &Public, request: LoginRequest) -> Result<Reply, Problem> {
    // Phones like to begin with a capital.
    let username = request.username.to_lowercase();
    let address = public.context().address;
    let attempt = Attempt::begin(public, "user", &username, address).await?;
    let user = users::find_by_name(public.db.reader(), &username).await?;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let right = password::verify(Secret::new(request.password), hash).await?;
    let Some(user) = user
        .as_ref()
        .filter(|user| right && user.disabled_at.is_none())
    else {
        record_failure(public, user.as_ref()).await?;
        return Err(refused());
    };
    let now = public.clock.now();
    let session = SessionId(public.clock.new_id());
    let token = RefreshToken::first(&public.deployment.cursor_key, session.0);
    let token_hash = token.hash();
    let tokens = tokens(public, user, session.0, token, now).await?;
    let change = Change::new("session.create", "session", session).in_region(&user.region_code);
    let audit = context_of(user, public.context().id);
    db::write(&public.db, public.clock.as_ref(), &audit, async |tx| {
        // Between the check and here the account may have been disabled or its password reset.
        let same = users::find(tx, user.id).await?;
        if same.is_none_or(|same| {
            same.disabled_at.is_some() || same.password_hash != user.password_hash
        }) {
            return Err(refused());
        }
        attempt.succeed(public, tx).await?;
        store::open(tx, session, user.id, token_hash, now).await?;
        Ok((change, ()))
    })
    .await?;
    reply(&tokens)
}

async fn record_failure(
    public: &Public,
    user: Option<&user_account::Model>,
) -> Result<(), Problem> {
    let change = Change::new("session.create", "session", "-");
    let request = public.context().id;
    let (audit, change) = match user {
        Some(user) => (
            context_of(user, request),
            change.in_region(&user.region_code),
        ),
        None => (anonymous(request), change),
    };
    let clock = public.clock.as_ref();
    db::refuse(&public.db, clock, &audit, &change, 401, async |_| Ok(())).await
}

/// On behalf of a person who has shown a password or a refresh token.
pub(in crate::access) fn context_of(user: &user_account::Model, request_id: Uuid) -> AuditContext {
    AuditContext {
        actor_kind: "user",
        actor_id: user.id.to_string(),
        actor_name: user.username.clone(),
        request_id,
    }
}

/// On behalf of nobody known; what was typed is not kept, since people type passwords into the wrong field.
pub(in crate::access) fn anonymous(request_id: Uuid) -> AuditContext {
    AuditContext {
        actor_kind: "anonymous",
        actor_id: "anonymous".to_owned(),
        actor_name: "anonymous".to_owned(),
        request_id,
    }
}

/// An access token and the refresh token that goes with it.
///
/// # Errors
/// When it cannot be signed.
pub(super) async fn tokens(
    services: &Services,
    user: &user_account::Model,
    session: Uuid,
    refresh_token: RefreshToken,
    now: DateTime<Utc>,
) -> Result<SessionTokens, Problem> {
    let expires_at = (now + ACCESS_LIFETIME).timestamp();
    let actor = of_user(user, Some(session), services.clock.new_id(), expires_at);
    let public_name = user.id.to_string();
    let issued = services
        .tokens
        .issue(&services.db, &actor, &public_name, now)
        .await?;
    Ok(SessionTokens {
        access_token: issued.token,
        token_type: "Bearer",
        expires_in: ACCESS_LIFETIME.num_seconds(),
        refresh_token: refresh_token.into_text(),
    })
}

/// The tokens as an answer that nothing on the way may keep.
///
/// # Errors
/// When it cannot be written as JSON.
pub(super) fn reply(tokens: &SessionTokens) -> Result<Reply, Problem> {
    Ok(Reply::outcome(200, tokens)?.with_header("Cache-Control", "no-store"))
}

fn refused() -> Problem {
    Problem::new(
        Kind::Unauthenticated,
        text(
            "Nama pengguna atau kata sandi salah.",
            "The user name or the password is wrong.",
        ),
    )
    .with_header("WWW-Authenticate", "Bearer".to_owned())
}
