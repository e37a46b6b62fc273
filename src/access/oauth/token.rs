//! Tokens by client credentials (RFC 6749 §4.4).

use serde_json::json;

use super::client::{Authenticated, authenticate};
use super::error::{Failure, OAuthError, answer, unkept};
use super::model::OAuthToken;
use super::request::{Form, OAuthRequest};
use crate::access::client::store as clients;
use crate::auth::account::{of_client, registered_scopes};
use crate::auth::token::ACCESS_LIFETIME;
use crate::auth::{Permission, Public};
use crate::db::{self, Change};
use crate::problem::Problem;
use crate::reply::Reply;

const ACTION: &str = "token.issue";

/// Gives a token.
///
/// # Errors
/// Only what OAuth has no words for.
pub(super) async fn token(public: &Public, request: OAuthRequest) -> Result<Reply, Problem> {
    answer(issue(public, request).await)
}

async fn issue(public: &Public, request: OAuthRequest) -> Result<Reply, Failure> {
    let client = authenticate(public, &request, ACTION).await?;
    let client = client.ok_or(OAuthError::INVALID_CLIENT)?;
    let asked = request.form.and_then(|form| asked_scopes(&form, &client));
    let scopes = match asked {
        Ok(scopes) => scopes,
        Err(error) => {
            record_refusal(public, &client, error.status).await?;
            return Err(error.into());
        }
    };
    let (row, now) = (&client.row, public.clock.now());
    let expires_at = (now + ACCESS_LIFETIME).timestamp();
    let actor = of_client(row, &scopes, public.clock.new_id(), expires_at);
    let tokens = &public.tokens;
    let issued = tokens
        .issue(&public.db, &actor, &row.client_id, now)
        .await?;
    let scope = issued.claims.scope;
    let change = Change::new(ACTION, "token", issued.claims.jti)
        .in_region(&row.region_code)
        .with(json!({ "scope": scope }));
    let audit = client.audit_context(public.context().id);
    let mut gone = false;
    let written = db::write(&public.db, public.clock.as_ref(), &audit, async |tx| {
        // Between the check and here it may have been disabled or been given another secret.
        let present = clients::find(tx, row.id).await?;
        if present.is_none_or(|p| p.disabled_at.is_some() || p.secret_hash != row.secret_hash) {
            gone = true;
            return Err(Problem::not_found());
        }
        client.attempt.succeed(public, tx).await?;
        Ok((change, ()))
    })
    .await;
    if gone {
        return Err(OAuthError::INVALID_CLIENT.into());
    }
    written?;
    Ok(unkept(Reply::outcome(
        200,
        &OAuthToken {
            access_token: issued.token,
            token_type: "Bearer",
            expires_in: ACCESS_LIFETIME.num_seconds(),
            scope,
        },
    )?))
}

fn asked_scopes(form: &Form, client: &Authenticated) -> Result<Vec<Permission>, OAuthError> {
    match form.get("grant_type") {
        Some("client_credentials") => {}
        Some(_) => return Err(OAuthError::UNSUPPORTED_GRANT),
        None => return Err(OAuthError::invalid_request("grant_type is missing")),
    }
    let registered = registered_scopes(&client.row);
    match form.get("scope") {
        None => Ok(registered),
        Some(text) => narrowed(text, &registered).ok_or(OAuthError::INVALID_SCOPE),
    }
}

/// The permissions of a text, each once, if all of them are registered.
fn narrowed(text: &str, registered: &[Permission]) -> Option<Vec<Permission>> {
    if text.len() > 1000 {
        return None;
    }
    let mut scopes = Vec::new();
    for name in text.split(' ') {
        let scope = name.parse().ok().filter(|s| registered.contains(s))?;
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    Some(scopes)
}

async fn record_refusal(
    public: &Public,
    client: &Authenticated,
    status: u16,
) -> Result<(), Problem> {
    let change = Change::new(ACTION, "token", "-").in_region(&client.row.region_code);
    let audit = client.audit_context(public.context().id);
    let clock = public.clock.as_ref();
    db::refuse(&public.db, clock, &audit, &change, status, async |tx| {
        client.attempt.succeed(public, tx).await
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrows_to_what_is_registered() {
        use Permission::{ReadPrevalence, ReadRegions, WritePrevalence};
        let registered = [ReadRegions, WritePrevalence];
        for (text, expected) in [
            ("regions:read", Some(vec![ReadRegions])),
            (
                "prevalence:write regions:read",
                Some(vec![WritePrevalence, ReadRegions]),
            ),
            ("regions:read regions:read", Some(vec![ReadRegions])),
            (ReadPrevalence.as_str(), None),
            ("regions:read ", None),
            ("regions:read,prevalence:write", None),
            ("everything", None),
            ("", None),
        ] {
            assert_eq!(narrowed(text, &registered), expected, "{text:?}");
        }
    }
}
