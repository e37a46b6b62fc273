//! Who is asking: a person or a system, with permissions and a region.

use uuid::Uuid;

use super::permission::Permission;
use super::scope::RegionScope;
use crate::db::AuditContext;

/// Whether a person or a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// A person.
    User,
    /// A system.
    Client,
}

impl ActorKind {
    /// The name in tokens and in the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Client => "client",
        }
    }
}

/// Who is asking.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The account's id.
    pub id: Uuid,
    /// A person or a system.
    pub kind: ActorKind,
    /// The name it signs in with.
    pub name: String,
    /// What it may do: of a system, what this token asked for.
    pub permissions: Vec<Permission>,
    /// Where.
    pub scope: RegionScope,
    /// The session of a person.
    pub session: Option<Uuid>,
    /// The token's id.
    pub token_id: Uuid,
    /// When the token ends, in Unix seconds.
    pub expires_at: i64,
    /// The person must set a new password before anything else.
    pub must_change_password: bool,
}

impl Actor {
    /// Whether it may.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// On whose behalf, for the audit log.
    pub fn audit_context(&self, request_id: Uuid) -> AuditContext {
        AuditContext {
            actor_kind: self.kind.as_str(),
            actor_id: self.id.to_string(),
            actor_name: self.name.clone(),
            request_id,
        }
    }
}
