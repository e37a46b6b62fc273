//! Permissions, and which role has which: the one table.

use entity::kind::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Makes the enum of permissions, their names on the wire, and a unit type per permission for `Authorized<_>`.
/// The names are `tt`: of a `literal` the derive of the schema would not see that it is one.
macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:tt),+ $(,)?) => {
        /// What a caller may do; the names are the OAuth scopes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        pub enum Permission {$(
            $(#[$doc])*
            #[serde(rename = $text)]
            $name,
        )+}

        impl Permission {
            /// Every permission.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The name on the wire, as `prevalence:read`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }

        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub struct $name;

            impl Needs for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )+
    };
}

/// A type that stands for a permission.
pub trait Needs: 'static {
    /// The permission.
    const PERMISSION: Permission;
}

permissions! {
    /// Read one's own account and permissions; everybody signed in may.
    UseAccount = "account:use",
    /// Read regions.
    ReadRegions = "regions:read",
    /// Read prevalence figures, targets, and what follows from them.
    ReadPrevalence = "prevalence:read",
    /// State, correct and withdraw prevalence figures.
    WritePrevalence = "prevalence:write",
    /// Verify, publish and reject figures, and say which is official.
    DecidePrevalence = "prevalence:decide",
    /// Add and correct sources, indicators.
    ManageSources = "sources:manage",
    /// Set targets.
    WriteTargets = "targets:write",
    /// Read schemes, seasons and reports of convergence actions.
    ReadReports = "reports:read",
    /// Write and hand in reports, with their evidence.
    WriteReports = "reports:write",
    /// Review the reports of the regions below, and grant them longer deadlines.
    ReviewReports = "reports:review",
    /// Add schemes of actions and reporting seasons.
    ManageSchemes = "schemes:manage",
    /// Compute z-scores and read the growth standards; everybody signed in may, since they hold no data.
    ReadGrowth = "growth:read",
    /// Read agencies and the teams that coordinate.
    ReadAgencies = "agencies:read",
    /// Add and correct agencies and the teams that coordinate, within one's region.
    WriteAgencies = "agencies:write",
    /// Read children by their codes, with measurements and growth.
    ReadChildren = "children:read",
    /// Read who a child is, each time for a purpose that is put on record.
    ReadIdentity = "children:read_identity",
    /// Write children, measurements and consents down, and correct them.
    WriteChildren = "children:write",
    /// Decide on what becomes of children: their state, merged records, erasure.
    ApproveChildren = "children:approve",
    /// Keep the records that the law on personal data asks for.
    ManagePrivacy = "privacy:manage",
    /// Manage people's accounts within one's region.
    ManageUsers = "users:manage",
    /// Manage systems' registrations within one's region.
    ManageClients = "clients:manage",
    /// Read the audit log within one's region.
    ReadAudit = "audit:read",
}

impl std::fmt::Display for Permission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Permission {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .iter()
            .copied()
            .find(|p| p.as_str() == text)
            .ok_or(())
    }
}

/// Every role, in the order in which they are shown.
pub const ROLES: [Role; 8] = [
    Role::Admin,
    Role::ProvinceOfficer,
    Role::RegencyOfficer,
    Role::HealthWorker,
    Role::FosterParent,
    Role::Assessor,
    Role::Auditor,
    Role::Viewer,
];

use Permission as P;

const PROVINCE_OFFICER: &[Permission] = &[
    P::UseAccount,
    P::ReadRegions,
    P::ReadPrevalence,
    P::WritePrevalence,
    P::DecidePrevalence,
    P::WriteTargets,
    P::ReadGrowth,
    P::ReadReports,
    P::WriteReports,
    P::ReviewReports,
    P::ReadAgencies,
    P::WriteAgencies,
    P::ReadChildren,
    P::ApproveChildren,
    P::ManagePrivacy,
    P::ManageUsers,
    P::ManageClients,
    P::ReadAudit,
];

/// Districts and villages report to their regency, which reviews them.
const REGENCY_OFFICER: &[Permission] = &[
    P::UseAccount,
    P::ReadRegions,
    P::ReadPrevalence,
    P::WritePrevalence,
    P::ReadGrowth,
    P::ReadReports,
    P::WriteReports,
    P::ReviewReports,
    P::ReadAgencies,
    P::WriteAgencies,
    P::ReadChildren,
    P::ReadIdentity,
    P::WriteChildren,
    P::ApproveChildren,
];

const AUDITOR: &[Permission] = &[
    P::UseAccount,
    P::ReadRegions,
    P::ReadPrevalence,
    P::ReadGrowth,
    P::ReadReports,
    P::ReadAgencies,
    P::ReadChildren,
    P::ReadAudit,
];

/// Who weighs a child knows it by name.
const HEALTH_WORKER: &[Permission] = &[
    P::UseAccount,
    P::ReadRegions,
    P::ReadPrevalence,
    P::ReadGrowth,
    P::ReadReports,
    P::ReadAgencies,
    P::ReadChildren,
    P::ReadIdentity,
    P::WriteChildren,
];

const READERS: &[Permission] = &[
    P::UseAccount,
    P::ReadRegions,
    P::ReadPrevalence,
    P::ReadGrowth,
    P::ReadReports,
    P::ReadAgencies,
];

const FOSTER_PARENT: &[Permission] = &[
    P::UseAccount,
    P::ReadRegions,
    P::ReadGrowth,
    P::ReadAgencies,
];

/// What a role may do: the one table.
pub const fn permissions(role: Role) -> &'static [Permission] {
    match role {
        Role::Admin => Permission::ALL,
        Role::ProvinceOfficer => PROVINCE_OFFICER,
        Role::RegencyOfficer => REGENCY_OFFICER,
        Role::Auditor => AUDITOR,
        Role::HealthWorker => HEALTH_WORKER,
        Role::Assessor | Role::Viewer => READERS,
        Role::FosterParent => FOSTER_PARENT,
    }
}
