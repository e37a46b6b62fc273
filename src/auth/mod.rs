//! Who is asking and what they may: tokens, permissions, region scope, and the guard that hands out services.

pub mod account;
pub mod actor;
pub mod authenticate;
pub mod context;
pub mod guard;
pub mod idempotency;
pub mod key;
pub mod password;
pub mod permission;
pub mod remember;
pub mod scope;
pub mod signature;
pub mod stamp;
pub mod throttle;
pub mod token;

pub use actor::{Actor, ActorKind};
pub use guard::{Authorized, Public};
pub use permission::Permission;
pub use scope::RegionScope;
pub use stamp::Stamp;
