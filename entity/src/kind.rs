//! Closed sets, stored as text. What the domain can name anew is data instead.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Enums stored and shown by the same short text.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $text:tt),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            sea_orm::EnumIter, sea_orm::DeriveActiveEnum,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {$(
            $(#[$of])*
            #[sea_orm(string_value = $text)]
            #[serde(rename = $text)]
            $variant,
        )+}

        impl $name {
            /// The name on the wire and in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    )+};
}

mod child;
mod claim;
mod foster;
mod import;
mod mother;
mod report;

pub use child::{ChildState, ConsentScope, Decision, MeasurementState, Posture, RiskStatus, Sex};
pub use claim::{ClaimStatus, Confidence, EstimationMethod};
pub use foster::{
    AmountPer, AssignmentState, DeliveryState, DestructionReason, FosterParentState, TransferState,
};
pub use import::{ImportState, RowOutcome};
pub use mother::MotherState;
pub use report::{EvidenceState, ReportState};

/// The level of a region.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum RegionLevel {
    /// The country.
    #[sea_orm(string_value = "country")]
    Country,
    /// A province (provinsi).
    #[sea_orm(string_value = "province")]
    Province,
    /// A regency or city (kabupaten, kota).
    #[sea_orm(string_value = "regency")]
    Regency,
    /// A district (kecamatan).
    #[sea_orm(string_value = "district")]
    District,
    /// A village (desa, kelurahan, desa adat).
    #[sea_orm(string_value = "village")]
    Village,
}

impl RegionLevel {
    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Province => "province",
            Self::Regency => "regency",
            Self::District => "district",
            Self::Village => "village",
        }
    }
}

/// What a person does here; the permissions of each role stand in one table of the service.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the installation.
    #[sea_orm(string_value = "admin")]
    Admin,
    /// Coordinates for the province.
    #[sea_orm(string_value = "province_officer")]
    ProvinceOfficer,
    /// Reports for a regency or city.
    #[sea_orm(string_value = "regency_officer")]
    RegencyOfficer,
    /// Measures and looks after children (petugas gizi, bidan, kader).
    #[sea_orm(string_value = "health_worker")]
    HealthWorker,
    /// Looks after children (Bapak/Bunda Asuh).
    #[sea_orm(string_value = "foster_parent")]
    FosterParent,
    /// Assesses the regencies (penilai).
    #[sea_orm(string_value = "assessor")]
    Assessor,
    /// Reads everything in scope and the audit log, writes nothing.
    #[sea_orm(string_value = "auditor")]
    Auditor,
    /// Reads figures.
    #[sea_orm(string_value = "viewer")]
    Viewer,
}

impl Role {
    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::ProvinceOfficer => "province_officer",
            Self::RegencyOfficer => "regency_officer",
            Self::HealthWorker => "health_worker",
            Self::FosterParent => "foster_parent",
            Self::Assessor => "assessor",
            Self::Auditor => "auditor",
            Self::Viewer => "viewer",
        }
    }
}

/// How a source gets its figures; survey and routine figures never stand in one series.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A probability sample of households.
    #[sea_orm(string_value = "survey")]
    Survey,
    /// All children who came to be measured.
    #[sea_orm(string_value = "routine")]
    Routine,
    /// A figure of a local government with no system named.
    #[sea_orm(string_value = "local")]
    Local,
}

impl SourceKind {
    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Survey => "survey",
            Self::Routine => "routine",
            Self::Local => "local",
        }
    }
}

/// The direction in which better lies.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Lower is better.
    #[sea_orm(string_value = "lower")]
    Lower,
    /// Higher is better.
    #[sea_orm(string_value = "higher")]
    Higher,
}

impl Better {
    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lower => "lower",
            Self::Higher => "higher",
        }
    }
}
