//! From an account to an actor: what a person or a system may do now.

use chrono::{DateTime, Utc};
use entity::{api_client, revoked_token, session, user_account};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::actor::{Actor, ActorKind};
use super::permission::{Permission, permissions};
use super::scope::RegionScope;
use super::token::{Claims, actor_kind};

/// The actor of a person's account; with a one-time password it may only set one of its own.
pub fn of_user(
    user: &user_account::Model,
    session: Option<Uuid>,
    token_id: Uuid,
    expires_at: i64,
) -> Actor {
    Actor {
        id: user.id.0,
        kind: ActorKind::User,
        name: user.username.clone(),
        permissions: if user.must_change_password {
            vec![Permission::UseAccount]
        } else {
            permissions(user.role).to_vec()
        },
        scope: RegionScope::new(user.region_code.clone()),
        session,
        token_id,
        expires_at,
        must_change_password: user.must_change_password,
    }
}

/// The actor of a system's registration, with no more than it asked for.
pub fn of_client(
    client: &api_client::Model,
    asked: &[Permission],
    token_id: Uuid,
    expires_at: i64,
) -> Actor {
    let registered = registered_scopes(client);
    Actor {
        id: client.id.0,
        kind: ActorKind::Client,
        name: client.client_id.clone(),
        permissions: asked
            .iter()
            .copied()
            .filter(|p| registered.contains(p))
            .collect(),
        scope: RegionScope::new(client.region_code.clone()),
        session: None,
        token_id,
        expires_at,
        must_change_password: false,
    }
}

/// The permissions that a system is registered for.
pub fn registered_scopes(client: &api_client::Model) -> Vec<Permission> {
    parse_scopes(&client.scopes)
}

/// The permissions named in a text, separated by blanks; names that do not exist any more are dropped.
pub fn parse_scopes(text: &str) -> Vec<Permission> {
    text.split_whitespace()
        .filter_map(|name| name.parse().ok())
        .collect()
}

/// The actor of checked claims, if account, session and token are still good.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "finds the caller itself, before there is a scope"
)]
pub async fn of_claims<C: ConnectionTrait>(
    connection: &C,
    claims: &Claims,
    now: DateTime<Utc>,
) -> Result<Option<Actor>, DbErr> {
    if revoked_token::Entity::find_by_id(claims.jti)
        .count(connection)
        .await?
        > 0
    {
        return Ok(None);
    }
    match actor_kind(&claims.kind) {
        Some(ActorKind::User) => {
            let Some(session) = claims.sid else {
                return Ok(None);
            };
            let alive = session::Entity::find_by_id(entity::id::SessionId(session))
                .filter(session::Column::RevokedAt.is_null())
                .filter(session::Column::ExpiresAt.gt(now))
                .count(connection)
                .await?;
            let user = user_account::Entity::find_by_id(entity::id::UserId(claims.sub))
                .one(connection)
                .await?;
            Ok(user
                .filter(|user| alive > 0 && user.disabled_at.is_none())
                .map(|user| of_user(&user, claims.sid, claims.jti, claims.exp)))
        }
        Some(ActorKind::Client) => {
            let client = api_client::Entity::find_by_id(entity::id::ClientId(claims.sub))
                .one(connection)
                .await?;
            Ok(client
                .filter(|client| client.disabled_at.is_none())
                .map(|client| {
                    of_client(
                        &client,
                        &parse_scopes(&claims.scope),
                        claims.jti,
                        claims.exp,
                    )
                }))
        }
        None => Ok(None),
    }
}
