//! Typed ids: a region's id cannot be passed where a record's is expected.

use sea_orm::entity::prelude::Uuid;
use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A UUIDv7 that belongs to one table.
macro_rules! typed_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, DeriveValueType, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(pub Uuid);

        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

typed_id! {
    /// A person's account.
    UserId,
    /// A system's registration.
    ClientId,
    /// A family of refresh tokens.
    SessionId,
    /// A claim of a prevalence.
    PrevalenceRecordId,
    /// A target.
    TargetId,
    /// A longer deadline for a region.
    SeasonExceptionId,
    /// A report of a convergence action.
    ActionReportId,
    /// A document that proves something.
    EvidenceId,
    /// Something said of a report.
    ActionCommentId,
    /// Something that a region is told.
    NotificationId,
    /// A file that arrives in parts.
    EvidenceUploadId,
    /// An agency.
    AgencyId,
    /// A team that coordinates in a region.
    TppsTeamId,
    /// A child.
    ChildId,
    /// What was measured of a child on a day.
    ChildMeasurementId,
    /// A parent's or guardian's consent.
    ChildConsentId,
    /// Two records that were put together.
    ChildMergeId,
    /// A change of what became of a child.
    ChildStateChangeId,
    /// An expectant mother.
    ExpectantMotherId,
    /// An expectant mother's consent.
    MotherConsentId,
    /// Who looks after children.
    FosterParentId,
    /// A child whom a foster parent looks after.
    FosterAssignmentId,
    /// An offer of an assignment to another foster parent.
    FosterTransferId,
    /// Something that was handed over.
    FosterDeliveryId,
    /// A picture or document that proves it.
    FosterDeliveryFileId,
    /// An incident with personal data.
    PrivacyIncidentId,
    /// What personal data is processed for.
    ProcessingActivityId,
    /// Data that was handed over.
    DataHandoverId,
    /// A file of e-PPGBM that is imported.
    EppgbmImportId,
}
