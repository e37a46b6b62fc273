//! Erasing who an expectant mother is: her key is destroyed, so that no copy of what it sealed can be read any more. Her code,
//! what became of her, the ledger of what she was given and the log stay.

use entity::expectant_mother::Model;
use entity::id::ExpectantMotherId;
use entity::{expectant_mother_key, expectant_mother_revision};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::change::{erased, for_change, save, stepped};
use super::input::MotherErasure;
use super::model::ExpectantMother;
use crate::auth::permission::ApproveChildren;
use crate::auth::{Authorized, Stamp};
use crate::db::Change;
use crate::file::{destroy_since, forget_mother};
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::Reply;

/// Erases who a mother is. Nobody can undo it.
///
/// # Errors
/// Not there, changed since; erased before; the database.
pub async fn erase(
    caller: &Authorized<ApproveChildren>,
    id: ExpectantMotherId,
    if_match: &IfMatch,
    MotherErasure { reason, basis }: MotherErasure,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let reply = caller
        .write(async |tx| {
            let row = for_change(tx, caller.scope(), id, if_match).await?;
            if row.erased_at.is_some() {
                return Err(erased());
            }
            let next = Model {
                identity_sealed: None,
                nik_index: None,
                erased_at: Some(stamp.at),
                ..stepped(row, &stamp)
            };
            save(tx, &next, "erase", Some(reason.clone()), &stamp).await?;
            destroy(tx, id).await?;
            forget_mother(tx, id, stamp.at).await?;
            let change = Change::new("mother.erase", "mother", id)
                .in_region(next.region_code.clone())
                .because(reason)
                .with(serde_json::json!({ "basis": basis }));
            let version = next.version;
            let shown = ExpectantMother::new(next, stamp.at.date_naive());
            Ok((change, Reply::versioned(version, &shown)?.private()))
        })
        .await?;
    caller.services().db.forget_log().await;
    destroy_since(caller.services(), stamp.at).await;
    Ok(reply)
}

/// Her key, and all that it sealed.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to a mother who was found in scope"
)]
async fn destroy(tx: &DatabaseTransaction, id: ExpectantMotherId) -> Result<(), Problem> {
    use expectant_mother_revision::Column;
    expectant_mother_revision::Entity::update_many()
        .col_expr(Column::IdentitySealed, Expr::value(Option::<Vec<u8>>::None))
        .filter(Column::MotherId.eq(id))
        .exec(tx)
        .await?;
    expectant_mother_key::Entity::delete_many()
        .filter(expectant_mother_key::Column::MotherId.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
