//! The foster parents of the demo; for one of them an account of the demo acts, if it is there.

use entity::foster_parent::Model;
use entity::id::FosterParentId;
use entity::kind::FosterParentState;
use sea_orm::DatabaseTransaction;

use super::plan::Place;
use crate::auth::{RegionScope, Stamp};
use crate::foster::parent::account::{act_for, named};
use crate::foster::parent::store;
use crate::problem::Problem;
use crate::reference::Author;
use crate::region::normalise;
use crate::services::Services;

/// Kind, name, room, and from which funds it gives. The plan counts them in this order.
const PARENTS: [(&str, &str, i32, &str); 6] = [
    ("company", "PT Contoh Asuh (buatan)", 40, "csr"),
    ("opd", "Dinas Contoh (buatan)", 12, "donation"),
    ("person", "Ibu Asuh Contoh (buatan)", 4, "donation"),
    (
        "community",
        "Komunitas Contoh Peduli (buatan)",
        12,
        "donation",
    ),
    ("baznas", "BAZNAS Contoh (buatan)", 12, "zakat"),
    // Has asked, and is not verified yet.
    ("academic", "Kampus Contoh (buatan)", 10, "donation"),
];

/// The account of the demo that acts for the first one.
const ACCOUNT: &str = "fosterparent";

/// A foster parent and its funds.
pub(super) struct Giver {
    pub(super) id: FosterParentId,
    pub(super) funding: &'static str,
}

/// Writes them down.
///
/// # Errors
/// A name that is taken; the database.
pub(super) async fn add(
    tx: &DatabaseTransaction,
    services: &Services,
    stamp: &Stamp,
    place: &Place,
) -> Result<Vec<Giver>, Problem> {
    let author = Author {
        at: stamp.at,
        name: "demo".to_owned(),
        reason: None,
    };
    let serves = [place.regency.to_owned()];
    let mut givers = Vec::with_capacity(PARENTS.len());
    for (nth, (kind, name, room, funding)) in PARENTS.into_iter().enumerate() {
        let id = FosterParentId(services.clock.new_id());
        let verified = kind != "academic";
        let row = Model {
            id,
            region_code: place.regency.to_owned(),
            kind_code: kind.to_owned(),
            name: name.to_owned(),
            search_name: normalise(name),
            agency_id: None,
            capacity_children: room,
            note: Some("Contoh buatan (synthetic)".to_owned()),
            contact_key: None,
            contact_sealed: None,
            state: if verified {
                FosterParentState::Verified
            } else {
                FosterParentState::Registered
            },
            state_since: stamp.at,
            state_reason: None,
            verified_at: verified.then_some(stamp.at),
            verified_by: verified.then(|| stamp.by.clone()),
            registered_by: stamp.by.clone(),
            version: 1,
            created_at: stamp.at,
            updated_at: stamp.at,
        };
        store::add(tx, row.clone(), &serves, &author).await?;
        if nth == 0
            && let Some(user) = named(tx, &RegionScope::new(place.regency), ACCOUNT).await?
        {
            act_for(tx, id, user, stamp).await?;
            store::save(tx, Model { version: 2, ..row }, &author).await?;
        }
        givers.push(Giver { id, funding });
    }
    Ok(givers)
}
