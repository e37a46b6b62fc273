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
    /// Look exports of other systems through, and write down what they say of children.
    WriteImports = "imports:write",
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

/// What a role may do: the one table.
#[expect(
    clippy::too_many_lines,
    reason = "a table, whose lines are permissions"
)]
pub const fn permissions(role: Role) -> &'static [Permission] {
    use Permission::{
        ApproveChildren, DecidePrevalence, ManageClients, ManagePrivacy, ManageUsers, ReadAgencies,
        ReadAudit, ReadChildren, ReadIdentity, ReadPrevalence, ReadRegions, ReadReports,
        ReviewReports, UseAccount, WriteAgencies, WriteChildren, WriteImports, WritePrevalence,
        WriteReports, WriteTargets,
    };
    match role {
        Role::Admin => Permission::ALL,
        Role::ProvinceOfficer => &[
            UseAccount,
            ReadRegions,
            ReadPrevalence,
            WritePrevalence,
            DecidePrevalence,
            WriteTargets,
            ReadReports,
            WriteReports,
            ReviewReports,
            ReadAgencies,
            WriteAgencies,
            ReadChildren,
            ApproveChildren,
            ManagePrivacy,
            ManageUsers,
            ManageClients,
            ReadAudit,
        ],
        // Districts and villages report to their regency, which reviews them.
        Role::RegencyOfficer => &[
            UseAccount,
            ReadRegions,
            ReadPrevalence,
            WritePrevalence,
            ReadReports,
            WriteReports,
            ReviewReports,
            ReadAgencies,
            WriteAgencies,
            ReadChildren,
            ReadIdentity,
            WriteChildren,
            WriteImports,
            ApproveChildren,
        ],
        Role::Auditor => &[
            UseAccount,
            ReadRegions,
            ReadPrevalence,
            ReadReports,
            ReadAgencies,
            ReadChildren,
            ReadAudit,
        ],
        // Who weighs a child knows it by name.
        Role::HealthWorker => &[
            UseAccount,
            ReadRegions,
            ReadPrevalence,
            ReadReports,
            ReadAgencies,
            ReadChildren,
            ReadIdentity,
            WriteChildren,
            WriteImports,
        ],
        Role::Assessor | Role::Viewer => &[
            UseAccount,
            ReadRegions,
            ReadPrevalence,
            ReadReports,
            ReadAgencies,
        ],
        Role::FosterParent => &[UseAccount, ReadRegions, ReadAgencies],
    }
}
