//! What the parts of a team must keep among themselves.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::id::AgencyId;
use validator::ValidationError;

use super::input::{TppsMemberInput, TppsTeamCreate};
use super::model::TppsOfficeHolder;
use crate::agency::names::backwards;
use crate::agency::validity::Validity;
use crate::problem::Fault;
use crate::text::text;
use crate::validation::broken;

/// The code of a division.
///
/// # Errors
/// When it is none.
pub fn division_code(value: &str) -> Result<(), ValidationError> {
    let good = value.len() <= 30
        && value.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
        && value
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if good {
        return Ok(());
    }
    Err(broken(
        "pattern",
        "harus berbentuk ^[a-z][a-z0-9_]{0,29}$",
        "must be of the form ^[a-z][a-z0-9_]{0,29}$",
    ))
}

/// Everything that makes a team impossible by itself.
pub fn faults(team: &TppsTeamCreate, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    let whole = Validity {
        from: Some(team.valid_from),
        to: team.valid_to,
    };
    if whole.is_backwards() {
        faults.push(backwards("/valid_to"));
    }
    if team.decree_on.is_some_and(|on| on > today) {
        faults.push(Fault::body(
            "/decree_on",
            "future",
            text("tanggal di masa depan", "lies in the future"),
        ));
    }
    divisions(team, &mut faults);
    for (index, member) in team.members.iter().enumerate() {
        faults.extend(member_fault(team, index, member));
    }
    holders(&team.office_holders, &mut faults);
    faults
}

/// An office has one holder on a day; where there are several of a kind, each is an office of its own (`wakil ketua I`).
fn holders(holders: &[TppsOfficeHolder], faults: &mut Vec<Fault>) {
    let held = |holder: &TppsOfficeHolder| Validity {
        from: holder.valid_from,
        to: holder.valid_to,
    };
    let name = |holder: &TppsOfficeHolder| holder.office.trim().to_lowercase();
    for (index, holder) in holders.iter().enumerate() {
        if held(holder).is_backwards() {
            faults.push(backwards(&format!("/office_holders/{index}/valid_to")));
            continue;
        }
        let mut before = holders.iter().take(index);
        if before.any(|one| name(one) == name(holder) && held(one).overlaps(held(holder))) {
            faults.push(Fault::body(
                format!("/office_holders/{index}/valid_from"),
                "overlaps",
                text(
                    "jabatan ini sudah dipegang pada sebagian masa itu",
                    "the office is held by another on some of these days",
                ),
            ));
        }
    }
}

/// A fault if the team works on days of another one of its region.
pub fn overlap(team: &TppsTeamCreate, others: &[Validity]) -> Option<Fault> {
    let own = Validity {
        from: Some(team.valid_from),
        to: team.valid_to,
    };
    let other = others.iter().find(|other| other.overlaps(own))?;
    let pointer = if other.holds_on(team.valid_from) {
        "/valid_from"
    } else {
        "/valid_to"
    };
    let from = other.from.unwrap_or_default();
    Some(Fault::body(
        pointer,
        "overlaps",
        text(
            format!(
                "bertumpang dengan tim wilayah ini sejak {from}; akhiri yang satu lebih dahulu"
            ),
            format!("overlaps with the region's team of {from}; end one before the other begins"),
        ),
    ))
}

fn divisions(team: &TppsTeamCreate, faults: &mut Vec<Fault>) {
    let (mut codes, mut places) = (HashSet::new(), HashSet::new());
    for (index, division) in team.divisions.iter().enumerate() {
        let members = [
            ("code", codes.insert(division.code.as_str())),
            ("order", places.insert(division.order)),
        ];
        for (member, _) in members.into_iter().filter(|(_, new)| !new) {
            faults.push(Fault::body(
                format!("/divisions/{index}/{member}"),
                "repeated",
                text("disebut dua kali", "is named twice"),
            ));
        }
    }
}

fn member_fault(team: &TppsTeamCreate, index: usize, member: &TppsMemberInput) -> Vec<Fault> {
    let mut faults = Vec::new();
    let place = format!("/members/{index}/organisation");
    match (member.agency_id, &member.organisation) {
        (None, None) => faults.push(Fault::body(
            place,
            "required",
            text(
                "isi `agency_id` atau `organisation`",
                "give `agency_id` or `organisation`",
            ),
        )),
        (Some(_), Some(_)) => faults.push(Fault::body(
            place,
            "contradicts",
            text(
                "kosongkan bila `agency_id` diisi",
                "leave it out where `agency_id` is given",
            ),
        )),
        _ => {}
    }
    let known = |code: &String| team.divisions.iter().any(|d| d.code == *code);
    if member.division.as_ref().is_some_and(|code| !known(code)) {
        faults.push(Fault::body(
            format!("/members/{index}/division"),
            "unknown_value",
            text("bukan bidang tim ini", "is no division of this team"),
        ));
    }
    faults
}

/// A fault for each member with an agency that is not among those that may be named.
pub fn strange_agencies(team: &TppsTeamCreate, known: &HashSet<AgencyId>) -> Vec<Fault> {
    let strange =
        |member: &TppsMemberInput| member.agency_id.is_some_and(|id| !known.contains(&id));
    team.members
        .iter()
        .enumerate()
        .filter(|(_, member)| strange(member))
        .map(|(index, _)| {
            Fault::body(
                format!("/members/{index}/agency_id"),
                "unknown_value",
                text(
                    "tidak ada instansi itu dalam wilayah Anda",
                    "there is no such agency within your region",
                ),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests;
