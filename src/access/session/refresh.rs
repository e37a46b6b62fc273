//! Replacing the tokens of a session, so that a stolen refresh token is noticed.

use chrono::{DateTime, Duration, Utc};
use entity::id::SessionId;
use entity::{session, user_account};

use super::refresh_token::RefreshToken;
use super::service::{context_of, reply, tokens};
use super::store;
use crate::access::user::store as users;
use crate::auth::Public;
use crate::auth::guard::unauthenticated;
use crate::db::{self, Change};
use crate::problem::Problem;
use crate::reply::Reply;
use crate::secret::{random_bytes, same};

/// How long the answer to a rotation can be had again.
const GRACE: Duration = Duration::seconds(10);

/// What a token that was made here is to its session now.
#[derive(Debug, PartialEq, Eq)]
enum Standing {
    /// The newest.
    Current,
    /// The one before, whose answer may have been lost; with the salt of its successor.
    Lost(Vec<u8>),
    /// Spent: somebody holds a copy.
    Spent,
    /// The session is over.
    Over,
}

fn standing(session: &session::Model, hash: &[u8], now: DateTime<Utc>) -> Standing {
    if session.revoked_at.is_some() || session.expires_at <= now {
        return Standing::Over;
    }
    if same(&session.current_hash, hash) {
        return Standing::Current;
    }
    match (&session.previous_hash, &session.successor_salt) {
        (Some(previous), Some(salt))
            if same(previous, hash) && now - session.rotated_at <= GRACE =>
        {
            Standing::Lost(salt.clone())
        }
        _ => Standing::Spent,
    }
}

/// Replaces a refresh token.
///
/// # Errors
/// It is not good any more; the database.
pub(super) async fn refresh(public: &Public, text: &str) -> Result<Reply, Problem> {
    let Some(token) = RefreshToken::parse(&public.deployment.cursor_key, text) else {
        return Err(unauthenticated(true));
    };
    // Whoever loses a race against the same token looks again and finds the successor.
    for _ in 0..3 {
        if let Some(reply) = attempt(public, &token).await? {
            return Ok(reply);
        }
    }
    Err(Problem::internal(&"a session keeps changing"))
}

async fn attempt(public: &Public, token: &RefreshToken) -> Result<Option<Reply>, Problem> {
    let reader = public.db.reader();
    let Some(session) = store::find(reader, SessionId(token.session())).await? else {
        return Err(unauthenticated(true));
    };
    let Some(user) = users::find(reader, session.user_id).await? else {
        return Err(unauthenticated(true));
    };
    let now = public.clock.now();
    let (salt, rotates) = match standing(&session, &token.hash(), now) {
        _ if user.disabled_at.is_some() => return refuse(public, &session, &user, false).await,
        Standing::Current => (random_bytes::<32>().to_vec(), true),
        Standing::Lost(salt) => (salt, false),
        Standing::Spent => return refuse(public, &session, &user, true).await,
        Standing::Over => return refuse(public, &session, &user, false).await,
    };
    let successor = token.successor(&public.deployment.cursor_key, &salt);
    let successor_hash = successor.hash();
    let tokens = tokens(public, &user, session.id.0, successor, now).await?;
    let change = Change::new("session.refresh", "session", session.id).in_region(&user.region_code);
    let audit = context_of(&user, public.context().id);
    let mut beaten = false;
    let done = db::write(&public.db, public.clock.as_ref(), &audit, async |tx| {
        let unchanged = if rotates {
            store::rotate(tx, &session, successor_hash, salt, now).await?
        } else {
            store::find(tx, session.id).await?.as_ref() == Some(&session)
        };
        if !unchanged {
            beaten = true;
            return Err(unauthenticated(true));
        }
        Ok((change, ()))
    })
    .await;
    if beaten {
        return Ok(None);
    }
    done?;
    reply(&tokens).map(Some)
}

/// Puts the refusal on record; a token used twice ends its session.
async fn refuse(
    public: &Public,
    session: &session::Model,
    user: &user_account::Model,
    reused: bool,
) -> Result<Option<Reply>, Problem> {
    let action = if reused {
        "session.reuse_detected"
    } else {
        "session.refresh"
    };
    let change = Change::new(action, "session", session.id).in_region(&user.region_code);
    let audit = context_of(user, public.context().id);
    let clock = public.clock.as_ref();
    db::refuse(&public.db, clock, &audit, &change, 401, async |tx| {
        if reused && store::revoke(tx, session.id, clock.now()).await? {
            db::bump_security_epoch(tx).await?;
        }
        Ok(())
    })
    .await?;
    Err(unauthenticated(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::id::UserId;
    use uuid::Uuid;

    #[test]
    fn tells_a_lost_answer_from_a_stolen_token() {
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let after = |seconds| start + Duration::seconds(seconds);
        let session = session::Model {
            id: SessionId(Uuid::from_u128(1)),
            user_id: UserId(Uuid::from_u128(2)),
            current_hash: b"new".to_vec(),
            previous_hash: Some(b"old".to_vec()),
            successor_salt: Some(b"salt".to_vec()),
            rotated_at: start,
            expires_at: after(1000),
            revoked_at: None,
        };
        for (hash, seconds, expected) in [
            (&b"new"[..], 0, Standing::Current),
            (b"new", 999, Standing::Current),
            (b"new", 1000, Standing::Over),
            (b"old", 0, Standing::Lost(b"salt".to_vec())),
            (b"old", 10, Standing::Lost(b"salt".to_vec())),
            (b"old", 11, Standing::Spent),
            (b"older", 0, Standing::Spent),
        ] {
            let found = standing(&session, hash, after(seconds));
            assert_eq!(found, expected, "{hash:?} after {seconds} s");
        }
        let revoked = session::Model {
            revoked_at: Some(start),
            ..session
        };
        assert_eq!(standing(&revoked, b"new", start), Standing::Over);
        assert_eq!(standing(&revoked, b"old", after(60)), Standing::Over);
    }
}
