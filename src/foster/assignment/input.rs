//! What the API takes of assignments.

use chrono::NaiveDate;
use entity::id::{AgencyId, ChildId, ExpectantMotherId, FosterAssignmentId, FosterParentId};
use entity::kind::AmountPer;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::foster::programme::eligibility::Promise;
use crate::validation::broken;

/// Something that is promised.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"aid_kind": "food", "quantity": 30, "amount_idr": 450_000, "per": "month", "funding_source": "csr"}))]
pub struct FosterCommitmentInput {
    /// The kind of aid: a code of the programme.
    #[validate(custom(function = "crate::foster::programme::rules::code"))]
    #[schema(min_length = 2, max_length = 40, pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub aid_kind: String,
    /// How many of its unit, each time; null where only money is promised.
    #[validate(range(min = 1, max = 1_000_000))]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub quantity: Option<i64>,
    /// Its worth in rupiah, each time.
    #[validate(range(min = 0, max = 1_000_000_000_000_i64))]
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64)]
    pub amount_idr: i64,
    /// How often.
    pub per: AmountPer,
    /// From which funds: a code of the programme.
    #[validate(custom(function = "crate::foster::programme::rules::code"))]
    #[schema(min_length = 2, max_length = 40, pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub funding_source: String,
}

impl FosterCommitmentInput {
    /// As a programme looks at it.
    pub fn promise(&self) -> Promise<'_> {
        Promise {
            aid_kind: &self.aid_kind,
            amount_idr: self.amount_idr,
            per: self.per,
            funding_source: &self.funding_source,
        }
    }
}

/// A proposal.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[validate(schema(function = "one_executor"), schema(function = "one_receiver"))]
#[schema(example = json!({
    "foster_parent_id": "0192d3a0-0000-7000-8000-000000000001", "child_id": "0192d3a0-0000-7000-8000-000000000002",
    "mother_id": null, "follows": null,
    "programme": "BAAS", "planned_from": "2026-12-01", "planned_to": "2027-02-28",
    "commitments": [{"aid_kind": "food", "quantity": 30, "amount_idr": 450_000, "per": "month", "funding_source": "csr"}],
    "executor_agency_id": null, "executor": "Puskesmas dan kader"
}))]
pub struct FosterAssignmentCreate {
    /// Who is to look after the child or the mother.
    pub foster_parent_id: FosterParentId,
    /// The child, within the caller's region; or else `mother_id`.
    pub child_id: Option<ChildId>,
    /// The expectant mother, within the caller's region, if no child is named.
    pub mother_id: Option<ExpectantMotherId>,
    /// The ended assignment of the child's mother that this one follows; only for a child whom her record names.
    pub follows: Option<FosterAssignmentId>,
    /// The programme; its present version.
    #[validate(custom(function = "crate::foster::programme::rules::programme_code"))]
    #[schema(min_length = 2, max_length = 30, pattern = "^[A-Z][A-Z0-9_]{1,29}$")]
    pub programme: String,
    /// The first day.
    #[validate(custom(function = "crate::foster::days::near"))]
    pub planned_from: NaiveDate,
    /// The last day.
    #[validate(custom(function = "crate::foster::days::near"))]
    pub planned_to: NaiveDate,
    /// What is promised.
    #[serde(deserialize_with = "crate::validation::objects")]
    #[validate(length(min = 1, max = 20), nested)]
    #[schema(min_items = 1, max_items = 20)]
    pub commitments: Vec<FosterCommitmentInput>,
    /// Which agency hands it over, within the caller's region; null if none does.
    pub executor_agency_id: Option<AgencyId>,
    /// Who else hands it over; an office, nobody's name. Null if an agency does.
    #[validate(
        length(min = 1, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 1, max_length = 200)]
    pub executor: Option<String>,
}

/// A child or a mother, and not both.
fn one_receiver(new: &FosterAssignmentCreate) -> Result<(), ValidationError> {
    let (mut error, member) = match (new.child_id, new.mother_id) {
        (Some(_), Some(_)) => {
            let (id, en) = ("anak sudah disebut", "a child is named already");
            (broken("conflicting", id, en), "mother_id")
        }
        (None, None) => {
            let (id, en) = ("diperlukan, atau mother_id", "is needed, or else mother_id");
            (broken("required", id, en), "child_id")
        }
        (None, Some(_)) if new.follows.is_some() => {
            let (id, en) = ("hanya untuk anak", "is for a child only");
            (broken("not_applicable", id, en), "follows")
        }
        _ => return Ok(()),
    };
    error.add_param("member".into(), &member);
    Err(error)
}

/// One executor, or none.
fn one_executor(new: &FosterAssignmentCreate) -> Result<(), ValidationError> {
    if new.executor.is_none() || new.executor_agency_id.is_none() {
        return Ok(());
    }
    let mut error = broken(
        "conflicting",
        "instansi pelaksana sudah disebut",
        "the executing agency is named already",
    );
    error.add_param("member".into(), &"executor");
    Err(error)
}

/// To whom an assignment is offered.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"to_foster_parent_id": "0192d3a0-0000-7000-8000-000000000001", "reason": "Donatur lama berhenti"}))]
pub struct FosterTransferCreate {
    /// Who is to go on.
    pub to_foster_parent_id: FosterParentId,
    /// Why; the other foster parent does not see it.
    #[validate(
        length(min = 3, max = 500),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 500)]
    pub reason: String,
}
