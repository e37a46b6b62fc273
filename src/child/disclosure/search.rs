//! Looking for a child by name or NIK, within the caller's region.

use std::cmp::Reverse;

use entity::child::{Column, Model};
use entity::id::ChildId;
use entity::kind::{ChildState, RegionLevel};
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, QueryFilter};

use super::model::{ChildIdentity, ChildSearch, FoundChild, FoundChildren, NikShown};
use crate::auth::permission::ReadIdentity;
use crate::auth::{Authorized, RegionScope};
use crate::child::days::near_days;
use crate::child::identity::Identity;
use crate::child::model::Child;
use crate::child::names::Comparable;
use crate::child::query::latest;
use crate::child::service::today;
use crate::child::store::{identities, visible};
use crate::db::Change;
use crate::problem::{Fault, Problem};
use crate::region;
use crate::reply::Reply;
use crate::text::text;

/// The most children that are told at once.
const MOST: usize = 20;
/// From which likeness on a name might be meant.
const LIKE: u8 = 78;

/// Looks for children; whom it found goes on record, by what they were looked for does not.
///
/// # Errors
/// Too little to look for; the database.
pub async fn search(
    caller: &Authorized<ReadIdentity>,
    wanted: ChildSearch,
) -> Result<Reply, Problem> {
    enough(&wanted)?;
    caller
        .disclose(async |tx| {
            let mut found = found(caller, tx, &wanted).await?;
            let more = found.len() > MOST;
            found.truncate(MOST);
            let ids: Vec<ChildId> = found.iter().map(|(_, row, _)| row.id).collect();
            let mut latest = latest(tx, &ids).await?;
            let today = today(caller);
            let items = found
                .into_iter()
                .map(|(likeness, row, identity)| FoundChild {
                    identity: ChildIdentity::new(
                        row.id,
                        row.code.clone(),
                        identity,
                        NikShown::Masked,
                    ),
                    child: {
                        let latest = latest.remove(&row.id);
                        Child::new(row, latest, today)
                    },
                    likeness,
                });
            let answer = FoundChildren {
                items: items.collect(),
                more,
            };
            let change = Change::new("child.search", "children", caller.context().id)
                .in_region(caller.scope().code())
                .because(wanted.purpose)
                .with(serde_json::json!({ "children": ids }));
            Ok((change, Reply::outcome(200, &answer)?))
        })
        .await
}

/// A name alone would open every identity of a regency.
fn enough(wanted: &ChildSearch) -> Result<(), Problem> {
    let fault = |pointer: &str, id: &'static str, en: &'static str| {
        Err(Problem::invalid(vec![Fault::body(
            pointer,
            "required",
            text(id, en),
        )]))
    };
    if wanted.nik.is_some() {
        return Ok(());
    }
    if wanted.name.is_none() {
        return fault(
            "/name",
            "diperlukan nama atau NIK",
            "a name or a NIK is needed",
        );
    }
    let small = wanted.region_code.as_deref().is_some_and(|code| {
        matches!(
            region::level(code),
            RegionLevel::District | RegionLevel::Village
        )
    });
    if wanted.birth_date.is_none() && !small {
        return fault(
            "/birth_date",
            "diperlukan bersama nama, atau region_code sebuah kecamatan atau desa/kelurahan",
            "is needed with a name, or region_code of a district or village",
        );
    }
    Ok(())
}

type Found = (u8, Model, Identity);

async fn found(
    caller: &Authorized<ReadIdentity>,
    tx: &DatabaseTransaction,
    wanted: &ChildSearch,
) -> Result<Vec<Found>, Problem> {
    let vault = &caller.services().vault;
    let below = |code: &str| RegionScope::new(code).rows(Column::RegionCode);
    let nik = wanted.nik.as_deref().map(|nik| vault.nik_index(nik));
    let days = wanted.birth_date.map(near_days);
    let of = Condition::all()
        .add(caller.scope().rows(Column::RegionCode))
        .add(Column::State.ne(ChildState::Merged))
        .add(Column::ErasedAt.is_null())
        .add_option(wanted.region_code.as_deref().map(below))
        .add_option(nik.map(|nik| Column::NikIndex.eq(nik)))
        .add_option(days.map(|days| Column::BirthDate.is_in(days)));
    let rows = visible(caller.scope()).filter(of.clone()).all(tx).await?;
    let mut opened = identities(tx, vault, &rows, of).await?;
    let name = wanted.name.as_deref().and_then(Comparable::new);
    let mut found: Vec<Found> = rows
        .into_iter()
        .filter_map(|row| {
            let identity = opened.remove(&row.id)?;
            let likeness = match (&name, Comparable::new(&identity.name)) {
                (Some(name), Some(other)) => name.likeness(&other),
                (Some(_), None) => 0,
                (None, _) => 100,
            };
            (likeness >= LIKE).then_some((likeness, row, identity))
        })
        .collect();
    found.sort_by_key(|(likeness, row, _)| (Reverse(*likeness), row.id));
    Ok(found)
}
