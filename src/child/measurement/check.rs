//! What a measurement must keep to before it is written down by the API: a child that can be measured, a known source, and
//! nothing impossible.

use chrono::NaiveDate;
use entity::child;
use entity::kind::ChildState;

use super::input::ChildMeasurementCreate;
use super::limits::Limits;
use super::plausibility::{Subject, errors};
use super::words::meaning;
use crate::problem::{Fault, Problem};
use crate::reference::Catalogue;
use crate::text::text;

/// Every fault of a measurement of a child.
///
/// # Errors
/// No limits to judge by.
pub fn faults(
    child: &child::Model,
    new: &ChildMeasurementCreate,
    catalogue: &Catalogue,
    today: NaiveDate,
) -> Result<Vec<Fault>, Problem> {
    let limits = Limits::current().ok_or_else(|| Problem::internal(&"no limits of measures"))?;
    let of = Subject {
        sex: child.sex,
        birth_date: child.birth_date,
    };
    let measured = new.measured();
    let fault =
        |member: &str, code: &'static str| Fault::body(format!("/{member}"), code, meaning(code));
    let mut faults: Vec<Fault> = errors(limits, of, &measured, today)
        .into_iter()
        .map(|(member, code)| fault(member, code))
        .collect();
    let measures = [new.weight_kg, new.height_cm, new.head_cm, new.muac_cm];
    if measures.iter().all(Option::is_none) {
        faults.push(fault("weight_kg", "nothing_measured"));
    }
    if child.state == ChildState::Died && new.measured_on > child.state_since {
        faults.push(fault("measured_on", "after_death"));
    }
    if !catalogue.sources.contains_key(&new.source) {
        let detail = text("tidak ada sumber itu", "there is no such source");
        faults.push(Fault::body("/source", "unknown_value", detail));
    }
    Ok(faults)
}
