//! Whom files show. A picture that shows a child may be kept and shown for as long as a parent or guardian agrees to photographs
//! (consent `photograph`), and not after who the child is was erased.

use chrono::{DateTime, NaiveDate, Utc};
use entity::id::{ChildId, ExpectantMotherId, FosterAssignmentId, FosterDeliveryFileId};
use entity::kind::DestructionReason;
use entity::{foster_assignment, foster_delivery, foster_delivery_file};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QuerySelect, Statement,
};
use uuid::Uuid;

use super::destroy::{doom, doom_unused};
use crate::db::{self, Change};
use crate::evidence::inspect::Kind as FileKind;
use crate::problem::{Kind, Problem};
use crate::services::Services;
use crate::startup::system_context;

/// Pictures of one round; the next round goes on.
const ROUND: usize = 500;

/// From a file `f` to the child `p` of its assignment: the record that goes on where two were put together.
const OF_FILE: &str = "foster_delivery_file f
    join foster_delivery d on d.id = f.delivery_id
    join foster_assignment a on a.id = d.assignment_id
    join child c on c.id = a.child_id
    join child p on p.id = coalesce(c.merged_into, c.id)";

/// Consents `k` to photographs of the child `p`, given for whichever of its records.
const CONSENTS: &str = "k.scope = 'photograph' and k.child_id in
    (select r.id from child r where r.id = p.id or r.merged_into = p.id)";

/// Whether one of them holds on the day `$1`. What was taken back is taken back however often it was written down before.
fn holds() -> String {
    format!(
        "exists (select 1 from child_consent k where {CONSENTS}
            and k.given_on <= $1 and (k.withdrawn_on is null or k.withdrawn_on > $1)
            and not exists (select 1 from child_consent w where w.scope = 'photograph' and w.child_id in
                (select r.id from child r where r.id = p.id or r.merged_into = p.id)
                and w.withdrawn_on <= $1 and w.withdrawn_at > k.recorded_at))"
    )
}

/// Whether a picture that shows the child of an assignment may be kept and shown on a day; who asks has found the assignment.
///
/// # Errors
/// The database.
pub async fn agreed(
    connection: &impl ConnectionTrait,
    of: FosterAssignmentId,
    on: NaiveDate,
) -> Result<bool, DbErr> {
    let sql = format!(
        "select 1 from foster_assignment a join child c on c.id = a.child_id
            join child p on p.id = coalesce(c.merged_into, c.id)
            where a.id = $2 and p.erased_at is null and {}",
        holds()
    );
    let values = [on.into(), of.0.into()];
    let backend = connection.get_database_backend();
    let found = connection
        .query_one_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?;
    Ok(found.is_some())
}

/// Whether the child or mother of an assignment was erased; who asks has found the assignment.
///
/// # Errors
/// The database.
pub async fn is_erased(
    connection: &impl ConnectionTrait,
    of: FosterAssignmentId,
) -> Result<bool, DbErr> {
    let sql = "select 1 from foster_assignment a
        left join child c on c.id = a.child_id left join child p on p.id = coalesce(c.merged_into, c.id)
        left join expectant_mother m on m.id = a.mother_id
        where a.id = $1 and (p.erased_at is not null or m.erased_at is not null)";
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [of.0.into()]);
    Ok(connection.query_one_raw(statement).await?.is_some())
}

/// Whether a file shows a child of whom no picture may be kept or shown on a day, wherever it was handed in.
///
/// # Errors
/// The database.
pub async fn is_forbidden(
    connection: &impl ConnectionTrait,
    sha256: &str,
    on: NaiveDate,
) -> Result<bool, DbErr> {
    let sql = format!(
        "select 1 from {OF_FILE} where f.sha256 = $2 and f.shows_child and f.withdrawn_at is null
            and (p.erased_at is not null or not {}) limit 1",
        holds()
    );
    let values = [on.into(), sha256.into()];
    let backend = connection.get_database_backend();
    let found = connection
        .query_one_raw(Statement::from_sql_and_values(backend, sql, values))
        .await?;
    Ok(found.is_some())
}

/// Gives up what shows or may name these children: every picture that shows one of them, whatever else it serves, and the
/// documents of their deliveries that serve nothing else.
///
/// # Errors
/// The database.
pub async fn forget_children(
    tx: &DatabaseTransaction,
    children: &[ChildId],
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let of = foster_assignment::Column::ChildId.is_in(children.iter().copied());
    forget_proofs(tx, of, Some(FileKind::Pdf), at).await
}

/// The same of an expectant mother: all files of her deliveries that serve nothing else. Pictures that show her are not taken, so one
/// that does says that it does not.
///
/// # Errors
/// The database.
pub async fn forget_mother(
    tx: &DatabaseTransaction,
    mother: ExpectantMotherId,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let of = foster_assignment::Column::MotherId.eq(mother);
    forget_proofs(tx, of, None, at).await
}

#[expect(
    clippy::disallowed_methods,
    reason = "bound to children or a mother found in scope, or by a rule of the service itself"
)]
async fn forget_proofs(
    tx: &DatabaseTransaction,
    of: SimpleExpr,
    only: Option<FileKind>,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    use foster_delivery_file::Column;
    let assignments = Query::select()
        .column(foster_assignment::Column::Id)
        .from(foster_assignment::Entity)
        .and_where(of)
        .to_owned();
    let deliveries = Query::select()
        .column(foster_delivery::Column::Id)
        .from(foster_delivery::Entity)
        .and_where(foster_delivery::Column::AssignmentId.in_subquery(assignments))
        .to_owned();
    let files: Vec<(FosterDeliveryFileId, String, bool)> = foster_delivery_file::Entity::find()
        .filter(Column::DeliveryId.in_subquery(deliveries))
        .select_only()
        .columns([Column::Id, Column::Sha256, Column::ShowsChild])
        .into_tuple()
        .all(tx)
        .await?;
    let (pictures, others): (Vec<_>, Vec<_>) = files
        .into_iter()
        .partition(|(_, _, shows_child)| *shows_child);
    let pictures = pictures.into_iter().map(|(_, sha256, _)| sha256).collect();
    forget_pictures(tx, pictures, DestructionReason::Erasure, at).await?;
    forget_others(tx, others, only, at).await
}

/// Ends every use of some pictures as proof, and gives their bytes up.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to pictures that show a child of whom none may be kept"
)]
async fn forget_pictures(
    tx: &DatabaseTransaction,
    sha256: Vec<String>,
    because: DestructionReason,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    use foster_delivery_file::Column;
    if sha256.is_empty() {
        return Ok(());
    }
    foster_delivery_file::Entity::update_many()
        .col_expr(Column::DestroyedAt, Expr::value(at))
        .col_expr(Column::DestroyedBecause, Expr::value(because.as_str()))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Sha256.is_in(sha256.iter().map(String::as_str)))
        .filter(Column::DestroyedAt.is_null())
        .exec(tx)
        .await?;
    doom(tx, &sha256, at).await
}

/// Ends the use of other files, or of those of a kind alone; their bytes are given up unless they serve another.
#[expect(
    clippy::disallowed_methods,
    reason = "bound to files of children who are erased"
)]
async fn forget_others(
    tx: &DatabaseTransaction,
    files: Vec<(FosterDeliveryFileId, String, bool)>,
    only: Option<FileKind>,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    use foster_delivery_file::Column;
    if files.is_empty() {
        return Ok(());
    }
    let of_kind = only.map(|kind| {
        let files = Query::select()
            .column(entity::evidence_file::Column::Sha256)
            .from(entity::evidence_file::Entity)
            .and_where(entity::evidence_file::Column::MediaType.eq(kind.media_type()))
            .to_owned();
        Column::Sha256.in_subquery(files)
    });
    foster_delivery_file::Entity::update_many()
        .col_expr(Column::DestroyedAt, Expr::value(at))
        .col_expr(
            Column::DestroyedBecause,
            Expr::value(DestructionReason::Erasure.as_str()),
        )
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.is_in(files.iter().map(|(id, _, _)| *id)))
        .filter(Condition::all().add_option(of_kind))
        .filter(Column::DestroyedAt.is_null())
        .exec(tx)
        .await?;
    let sha256: Vec<String> = files.into_iter().map(|(_, sha256, _)| sha256).collect();
    doom_unused(tx, &sha256, at).await
}

/// A picture that may not be kept any more, and the child that it shows.
#[derive(FromQueryResult)]
struct Unagreed {
    sha256: String,
    child: Uuid,
}

async fn unagreed(
    connection: &impl ConnectionTrait,
    on: NaiveDate,
) -> Result<Vec<Unagreed>, DbErr> {
    // Only where one was taken back: records that are put together or apart destroy nothing.
    let sql = format!(
        "select f.sha256 as sha256, p.id as child from {OF_FILE} where f.shows_child and f.destroyed_at is null
            and (p.erased_at is not null
                or (not {} and exists (select 1 from child_consent k where {CONSENTS} and k.withdrawn_on <= $1)))
            limit {ROUND}",
        holds()
    );
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [on.into()]);
    Unagreed::find_by_statement(statement).all(connection).await
}

/// Gives up the pictures whose consent was taken back.
///
/// # Errors
/// The database.
pub async fn forget_unagreed(services: &Services) -> Result<(), Problem> {
    let clock = services.clock.as_ref();
    let at = clock.now();
    if unagreed(services.db.reader(), at.date_naive())
        .await?
        .is_empty()
    {
        return Ok(());
    }
    let context = system_context(clock, "pictures");
    let done = db::write(&services.db, clock, &context, async |tx| {
        let found = unagreed(tx, at.date_naive()).await?;
        if found.is_empty() {
            // Another process was first.
            return Err(Problem::not_found());
        }
        let mut children: Vec<Uuid> = found.iter().map(|one| one.child).collect();
        children.sort_unstable();
        children.dedup();
        let pictures = found.into_iter().map(|one| one.sha256).collect();
        forget_pictures(tx, pictures, DestructionReason::Consent, at).await?;
        let change = Change::new("foster_delivery_file.destroy", "children", "photograph")
            .with(serde_json::json!({ "children": children }));
        Ok((change, ()))
    })
    .await;
    match done {
        Err(problem) if problem.kind() == Kind::NotFound => Ok(()),
        done => done,
    }
}
