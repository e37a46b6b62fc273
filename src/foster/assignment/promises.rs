//! What is promised: held against the programme, and the rows that it becomes.

use std::collections::HashSet;

use entity::foster_commitment;
use entity::id::FosterAssignmentId;

use super::input::FosterAssignmentCreate;
use crate::foster::days::length;
use crate::foster::programme::definition::FosterProgrammeDefinition;
use crate::foster::programme::eligibility::{Unfit, unfit};
use crate::problem::Fault;
use crate::text::text;

/// What is wrong with what is promised.
pub fn of_promises(
    new: &FosterAssignmentCreate,
    programme: &FosterProgrammeDefinition,
) -> Vec<Fault> {
    let days = length(new.planned_from, new.planned_to);
    let mut faults = Vec::new();
    let mut seen = HashSet::new();
    for (n, one) in new.commitments.iter().enumerate() {
        let at = |member: &str| format!("/commitments/{n}/{member}");
        if !seen.insert((&one.aid_kind, &one.funding_source)) {
            let (id, en) = (
                "sudah dijanjikan di atas dari dana yang sama",
                "is promised above from the same funds",
            );
            faults.push(Fault::body(at("aid_kind"), "repeated", text(id, en)));
        }
        for reason in unfit(programme, one.promise(), days) {
            faults.push(match reason {
                Unfit::Aid => {
                    let (id, en) = ("bukan bantuan program ini", "is no aid of this programme");
                    Fault::body(at("aid_kind"), "unknown_value", text(id, en))
                }
                Unfit::UnknownFunding => {
                    let (id, en) = (
                        "bukan sumber dana program ini",
                        "is no source of funds of this programme",
                    );
                    Fault::body(at("funding_source"), "unknown_value", text(id, en))
                }
                Unfit::ForbiddenFunding => {
                    let (id, en) = (
                        "tidak boleh dipakai untuk program ini",
                        "may not be used for this programme",
                    );
                    Fault::body(at("funding_source"), "not_allowed", text(id, en))
                }
                Unfit::TooLittle(least) => Fault::body(
                    at("amount_idr"),
                    "out_of_range",
                    text(
                        format!("kurang dari Rp{least} menurut program"),
                        format!("is less than the Rp{least} of the programme"),
                    ),
                ),
            });
        }
    }
    faults
}

/// The rows of what is promised.
pub fn promised(
    id: FosterAssignmentId,
    new: &FosterAssignmentCreate,
) -> Vec<foster_commitment::Model> {
    let promised = (1..).zip(&new.commitments);
    promised
        .map(|(position, one)| foster_commitment::Model {
            assignment_id: id,
            position,
            aid_kind: one.aid_kind.clone(),
            quantity: one.quantity,
            amount_idr: one.amount_idr,
            per: one.per,
            funding_source: one.funding_source.clone(),
        })
        .collect()
}
