//! The children of the demo and their measurements.

use chrono::{Days, NaiveDate};
use entity::child;
use entity::kind::{Posture, RiskStatus, Sex};
use sea_orm::DatabaseTransaction;

use super::people::identity;
use super::plan::{Place, Sketch};
use crate::auth::Stamp;
use crate::child::{Measured, NewChild, NewMeasurement, enroll, record};
use crate::problem::Problem;
use crate::services::Services;

/// Writes them down; gives them in the order of the sketches.
///
/// # Errors
/// A NIK that another child has; the database.
pub(super) async fn add(
    tx: &DatabaseTransaction,
    services: &Services,
    stamp: &Stamp,
    place: &Place,
    villages: &[(String, String)],
    sketches: &[Sketch],
) -> Result<Vec<child::Model>, Problem> {
    let (clock, today) = (services.clock.as_ref(), stamp.at.date_naive());
    let new = sketches
        .iter()
        .map(|sketch| new(place, villages, sketch, today));
    let children = enroll(tx, &services.vault, clock, stamp, new.collect()).await?;
    let measurements = children.iter().zip(sketches).flat_map(|(child, sketch)| {
        let visits = sketch.visits.iter();
        visits.map(|(ago, found)| {
            let measured = Measured {
                measured_on: ago_of(today, *ago),
                weight_g: Some(found.weight_g),
                height_tenth_mm: Some(found.height_tenth_mm),
                posture: Some(if found.standing {
                    Posture::Standing
                } else {
                    Posture::Lying
                }),
                head_tenth_mm: None,
                muac_tenth_mm: None,
                oedema: false,
            };
            NewMeasurement {
                measurer: Some("contoh buatan".to_owned()),
                ..NewMeasurement::of(child, measured, "EPPGBM")
            }
        })
    });
    record(tx, clock, stamp, measurements.collect()).await?;
    Ok(children)
}

fn new(
    place: &Place,
    villages: &[(String, String)],
    sketch: &Sketch,
    today: NaiveDate,
) -> NewChild {
    let birth_date = ago_of(today, sketch.age_days);
    let (code, name) = villages
        .get(sketch.village)
        .map_or((place.within, place.within), |(code, name)| (code, name));
    NewChild {
        sex: if sketch.male { Sex::Male } else { Sex::Female },
        birth_date,
        region_code: code.to_owned(),
        puskesmas: Some("Puskesmas Contoh (buatan)".to_owned()),
        posyandu: Some(format!("Posyandu Contoh {name} (buatan)")),
        birth_weight_g: None,
        birth_length_tenth_mm: None,
        risk_status: if sketch.at_risk {
            RiskStatus::AtRisk
        } else {
            RiskStatus::NotAtRisk
        },
        identity: identity(place, sketch.number, birth_date),
        origin: "manual",
    }
}

/// The day so many days ago; of a negative number one to come.
pub(super) fn ago_of(today: NaiveDate, days: i32) -> NaiveDate {
    let distance = Days::new(u64::from(days.unsigned_abs()));
    let day = if days < 0 {
        today.checked_add_days(distance)
    } else {
        today.checked_sub_days(distance)
    };
    day.unwrap_or(today)
}
