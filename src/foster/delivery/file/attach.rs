//! Handing a proof in: everything that can be refused is refused before the file is stored, so that nothing of a picture that may
//! not be kept is left, and once more in the transaction that writes it down.

use entity::foster_delivery::Model as Delivery;
use entity::foster_delivery_file::Model;
use entity::id::{FosterAssignmentId, FosterDeliveryFileId, FosterDeliveryId};
use entity::kind::DeliveryState;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::model::FosterDeliveryFileMeta;
use super::rules::faults;
use super::service::{shown, shown_to_foster_parent};
use super::store::{self, of_delivery, path};
use crate::auth::permission::DeliverFoster;
use crate::auth::{Authorized, Stamp};
use crate::db::Change;
use crate::db::keyset::one;
use crate::evidence::inspect::{Kind, Limits, Rejection};
use crate::file::{agreed, is_erased, look_through, put, record, refused};
use crate::foster::delivery::change::may_change;
use crate::foster::delivery::reach::reach;
use crate::foster::delivery::store as deliveries;
use crate::foster::receiver::Receiver;
use crate::http::json;
use crate::http::multipart::Form;
use crate::problem::{Fault, Problem};
use crate::reply::Reply;
use crate::text::text;

/// The most proofs of a delivery, those that were taken back included.
const COUNT_LIMIT: usize = 20;

/// The most bytes of a proof.
pub fn largest() -> u64 {
    let limits = Limits::default();
    limits.pdf.max(limits.picture)
}

/// What a proof is, by its name and by what is said of it.
struct Told {
    kind: Kind,
    meta: FosterDeliveryFileMeta,
}

/// A delivery to which the caller may add.
struct Place {
    region_code: String,
    by_foster_parent: bool,
    delivery: Delivery,
}

/// Keeps a proof.
///
/// # Errors
/// No such delivery of the caller's; a file that is refused; a picture that shows the child without a consent that holds today; a
/// delivery that is verified or taken back, or another's, for a foster parent; a store that does not answer; the database.
pub async fn attach(
    caller: &Authorized<DeliverFoster>,
    of: (FosterAssignmentId, FosterDeliveryId),
    form: Form,
) -> Result<Reply, Problem> {
    caller.streamed(&form.digest);
    let (services, stamp) = (caller.services(), Stamp::of(caller));
    let told = Told {
        kind: Kind::of_name(&form.file_name)
            .ok_or_else(|| refused(&Rejection::ExtensionUnknown))?,
        meta: json::parse(&form.meta, "/meta")?,
    };
    admit(caller, caller.reader(), of, &told, &stamp).await?;
    let file = look_through(services, form.file.path(), &form.file_name).await?;
    put(services, &file, form.file.path()).await?;
    let id = FosterDeliveryFileId(services.clock.new_id());
    caller
        .write(async |tx| {
            hold_receiver(caller, tx, of.0, &stamp).await?;
            deliveries::hold(tx, of.0, of.1).await?;
            let place = admit(caller, tx, of, &told, &stamp).await?;
            // Without its text: a document may name a child, and is not searched.
            record(tx, services, &file, None, stamp.at).await?;
            let row = Model {
                id,
                delivery_id: place.delivery.id,
                sha256: file.sha256.clone(),
                shows_child: told.meta.shows_child == Some(true),
                by_foster_parent: place.by_foster_parent,
                uploaded_at: stamp.at,
                uploaded_by: stamp.by.clone(),
                withdrawn_at: None,
                withdrawn_by: None,
                withdrawn_reason: None,
                destroyed_at: None,
                destroyed_because: None,
                version: 1,
            };
            store::insert(tx, &row).await?;
            // Who verifies says which version was looked at, and so with which proofs.
            let delivery = Delivery {
                version: place.delivery.version + 1,
                updated_at: stamp.at,
                ..place.delivery
            };
            deliveries::save(tx, &delivery, "attach", None, &stamp).await?;
            let change = Change::new("foster_delivery_file.create", "foster_delivery", of.1)
                .in_region(place.region_code)
                .with(serde_json::json!({
                    "assignment": of.0, "file": id, "sha256": row.sha256, "size_bytes": file.size,
                    "shows_child": row.shows_child, "version": delivery.version,
                }));
            let today = stamp.at.date_naive();
            let shown = if place.by_foster_parent {
                shown_to_foster_parent(tx, of.0, row, today).await?
            } else {
                let shown = shown(tx, caller.scope(), of.0, vec![row], today).await?;
                shown.into_iter().next().ok_or_else(Problem::not_found)?
            };
            Ok((change, Reply::created(path(of.0, of.1, id), 1, &shown)?))
        })
        .await
}

/// Whether a proof may be handed in.
async fn admit(
    caller: &Authorized<DeliverFoster>,
    connection: &impl ConnectionTrait,
    (of, id): (FosterAssignmentId, FosterDeliveryId),
    told: &Told,
    stamp: &Stamp,
) -> Result<Place, Problem> {
    let (assignment, by_foster_parent) = reach(caller, connection, of, stamp).await?;
    if is_erased(connection, of).await? {
        return Err(Problem::conflict(text(
            "Identitas penerima sudah dihapus; tidak ada berkas lagi yang diterima untuknya.",
            "Who receives was erased; no file is taken for them any more.",
        )));
    }
    let delivery = one(deliveries::find(connection, of, id).await)?;
    let mut faults = faults(told.kind, told.meta.shows_child);
    if told.meta.shows_child == Some(true) && assignment.mother_id.is_some() {
        faults.push(of_mother());
    } else if told.meta.shows_child == Some(true)
        && !agreed(connection, of, stamp.at.date_naive()).await?
    {
        faults.push(no_consent());
    }
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    may_change(&delivery, by_foster_parent, stamp)?;
    if delivery.state == DeliveryState::Verified {
        return Err(Problem::conflict(text(
            "Penyerahan ini sudah diverifikasi; perbaiki dahulu, lalu buktinya dapat ditambah dan diverifikasi lagi.",
            "This delivery is verified; correct it first, then proofs can be added and it is verified anew.",
        )));
    }
    if of_delivery(connection, id).await?.len() >= COUNT_LIMIT {
        return Err(Problem::conflict(text(
            format!("Penyerahan ini sudah memuat {COUNT_LIMIT} bukti."),
            format!("This delivery has {COUNT_LIMIT} proofs already."),
        )));
    }
    Ok(Place {
        region_code: assignment.region_code,
        by_foster_parent,
        delivery,
    })
}

/// An erasure waits for a file on its way, or the file for the erasure.
async fn hold_receiver(
    caller: &Authorized<DeliverFoster>,
    tx: &DatabaseTransaction,
    of: FosterAssignmentId,
    stamp: &Stamp,
) -> Result<(), Problem> {
    let (assignment, _) = reach(caller, tx, of, stamp).await?;
    Ok(Receiver::of(&assignment)?.hold(tx).await?)
}

fn of_mother() -> Fault {
    Fault::body(
        "/meta/shows_child",
        "not_taken",
        text(
            "gambar yang memperlihatkan ibu hamil tidak diterima",
            "pictures that show an expectant mother are not taken",
        ),
    )
}

fn no_consent() -> Fault {
    Fault::body(
        "/meta/shows_child",
        "no_consent",
        text(
            "belum ada persetujuan orang tua atau wali atas foto (`photograph`) yang berlaku hari ini",
            "there is no consent of a parent or guardian to photographs (`photograph`) that holds today",
        ),
    )
}
