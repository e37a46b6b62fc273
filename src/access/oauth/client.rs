//! Who a client is: checked in the same time whether it is known or not, and counted like passwords.

use entity::api_client;
use uuid::Uuid;

use super::error::{Failure, OAuthError};
use super::request::{Credentials, OAuthRequest};
use crate::access::attempt::Attempt;
use crate::access::client::store as clients;
use crate::access::session::anonymous;
use crate::auth::Public;
use crate::db::{self, AuditContext, Change};
use crate::secret::{hash, same};

/// A client that has shown its secret.
pub(super) struct Authenticated {
    /// Its registration.
    pub(super) row: api_client::Model,
    /// To be taken back with whatever is written next.
    pub(super) attempt: Attempt,
}

impl Authenticated {
    /// On its behalf.
    pub(super) fn audit_context(&self, request_id: Uuid) -> AuditContext {
        context_of(&self.row, request_id)
    }
}

fn context_of(row: &api_client::Model, request_id: Uuid) -> AuditContext {
    AuditContext {
        actor_kind: "client",
        actor_id: row.id.to_string(),
        actor_name: row.client_id.clone(),
        request_id,
    }
}

/// The client of a request; `None` if it names none. `action` is what is refused to those who are not whom they say.
///
/// # Errors
/// Not a client id with its secret; too many attempts; the database.
pub(super) async fn authenticate(
    public: &Public,
    request: &OAuthRequest,
    action: &'static str,
) -> Result<Option<Authenticated>, Failure> {
    let form = request.form.as_ref().map_err(|error| *error)?;
    let Some(shown) = form.credentials(request.basic.as_deref())? else {
        return Ok(None);
    };
    let address = public.context().address;
    let attempt = Attempt::begin(public, "client", &shown.client_id, address).await?;
    let row = clients::find_by_client_id(public.db.reader(), &shown.client_id).await?;
    if row.as_ref().is_some_and(|row| is_right(row, &shown))
        && let Some(row) = row
    {
        return Ok(Some(Authenticated { row, attempt }));
    }
    let change = Change::new(action, "token", "-");
    let (audit, change) = match &row {
        Some(row) => (
            context_of(row, public.context().id),
            change.in_region(&row.region_code),
        ),
        None => (anonymous(public.context().id), change),
    };
    let clock = public.clock.as_ref();
    db::refuse(&public.db, clock, &audit, &change, 401, async |_| Ok(())).await?;
    Err(OAuthError::INVALID_CLIENT.into())
}

fn is_right(row: &api_client::Model, shown: &Credentials) -> bool {
    same(&row.secret_hash, &hash(shown.secret.expose().as_bytes())) && row.disabled_at.is_none()
}
