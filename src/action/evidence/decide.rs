//! Deciding on documents: accepted or rejected, by a reviewer, while the report is in review.

use entity::evidence;
use entity::id::{ActionReportId, EvidenceId};
use entity::kind::{EvidenceState, ReportState};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect,
};

use super::store;
use super::upload::ended;
use crate::action::report::step::{not_locked, reviewing, taken};
use crate::action::report::store as reports;
use crate::action::workflow::Step;
use crate::auth::permission::{ReadReports, ReviewReports, WriteReports};
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::db::Change;
use crate::db::keyset::one;
use crate::file::{self, Given};
use crate::http::IfMatch;
use crate::problem::Problem;
use crate::reply::{Reply, version_tag};
use crate::text::text;

/// The documents of a report.
///
/// # Errors
/// Not there; the database.
pub async fn list(caller: &Authorized<ReadReports>, id: ActionReportId) -> Result<Reply, Problem> {
    let connection = caller.reader();
    one(reports::find(connection, caller.scope(), id).await)?;
    let rows = store::of_report(connection, caller.scope(), id).await?;
    let items = store::shown(connection, caller.scope(), rows).await?;
    Reply::content(&super::model::EvidenceList { items })
}

/// A document.
///
/// # Errors
/// Not there; the database.
pub async fn read(
    caller: &Authorized<ReadReports>,
    report: ActionReportId,
    id: EvidenceId,
) -> Result<Reply, Problem> {
    let row = one(store::find(caller.reader(), caller.scope(), report, id).await)?;
    let shown = store::shown(caller.reader(), caller.scope(), vec![row]).await?;
    let evidence = shown.into_iter().next().ok_or_else(Problem::not_found)?;
    Reply::versioned(evidence.version, &evidence)
}

/// The bytes of a document.
///
/// # Errors
/// Not there; destroyed, or a picture of a child that may not be shown; the database.
pub async fn content(
    caller: &Authorized<ReadReports>,
    report: ActionReportId,
    id: EvidenceId,
) -> Result<Given, Problem> {
    let connection = caller.reader();
    let row = one(store::find(connection, caller.scope(), report, id).await)?;
    Ok(Given {
        file: file::find(connection, caller.services(), &row.sha256).await?,
        name: row.file_name,
        private: false,
    })
}

/// Accepts or rejects a document.
///
/// # Errors
/// Not there; changed since; a report that is not in review, a person who may not review it; a document that was replaced;
/// the database.
pub async fn decide(
    caller: &Authorized<ReviewReports>,
    (report, id): (ActionReportId, EvidenceId),
    if_match: &IfMatch,
    state: EvidenceState,
    reason: Option<String>,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let of = one(reports::held(tx, caller.scope(), report).await)?;
            let row = one(store::find(tx, caller.scope(), report, id).await)?;
            if !if_match.accepts(row.version) {
                return Err(Problem::stale(&version_tag(row.version)));
            }
            if of.state != ReportState::InReview || row.superseded_at.is_some() {
                return Err(Problem::conflict(text(
                    "Hanya dokumen yang berlaku dari laporan yang sedang ditinjau dapat diputuskan.",
                    "Only a present document of a report in review can be decided on.",
                )));
            }
            reviewing(caller, tx, &of).await?;
            let next = evidence::Model {
                state,
                reason: reason.clone(),
                decided_at: Some(stamp.at),
                decided_by: Some(stamp.by.clone()),
                version: row.version + 1,
                ..row
            };
            replace(tx, &next).await?;
            let action = match state {
                EvidenceState::Rejected => "evidence.reject",
                EvidenceState::Accepted | EvidenceState::Pending => "evidence.accept",
            };
            let change = Change::new(action, "evidence", id)
                .in_region(next.region_code.clone())
                .because(reason)
                .with(serde_json::json!({ "report": report, "sha256": next.sha256, "version": next.version }));
            let version = next.version;
            let shown = store::shown(tx, caller.scope(), vec![next]).await?.pop();
            let evidence = shown.ok_or_else(Problem::not_found)?;
            Ok((change, Reply::versioned(version, &evidence)?))
        })
        .await
}

/// Takes a document back that was handed in by mistake.
///
/// # Errors
/// Not there; changed since; a report that is not written any more; one that was replaced or taken back already; the database.
pub async fn withdraw(
    caller: &Authorized<WriteReports>,
    (report, id): (ActionReportId, EvidenceId),
    if_match: &IfMatch,
    reason: String,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    caller
        .write(async |tx| {
            let of = one(reports::held(tx, caller.scope(), report).await)?;
            let row = one(store::find(tx, caller.scope(), report, id).await)?;
            if !if_match.accepts(row.version) {
                return Err(Problem::stale(&version_tag(row.version)));
            }
            taken(caller, tx, &of, Step::Edit).await?;
            not_locked(tx, caller.scope(), &of, &stamp).await?;
            if row.superseded_at.is_some() {
                return Err(Problem::conflict(text(
                    "Dokumen ini sudah diganti atau ditarik.",
                    "This document was replaced or withdrawn already.",
                )));
            }
            let next = ended(row, &stamp);
            replace(tx, &next).await?;
            let change = Change::new("evidence.withdraw", "evidence", id)
                .in_region(next.region_code.clone())
                .because(reason)
                .with(serde_json::json!({ "report": report, "sha256": next.sha256, "version": next.version }));
            let version = next.version;
            let shown = store::shown(tx, caller.scope(), vec![next]).await?.pop();
            let evidence = shown.ok_or_else(Problem::not_found)?;
            Ok((change, Reply::versioned(version, &evidence)?))
        })
        .await
}

/// Whether somebody handed in a document of a report, replaced ones included.
///
/// # Errors
/// The database.
pub async fn has_handed_in(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    report: ActionReportId,
    name: &str,
) -> Result<bool, DbErr> {
    let found = store::visible(scope)
        .filter(evidence::Column::ReportId.eq(report))
        .filter(evidence::Column::UploadedBy.eq(name))
        .select_only()
        .column(evidence::Column::Version)
        .into_tuple::<i64>()
        .one(connection)
        .await?;
    Ok(found.is_some())
}

/// Puts the next version of a document in the place of the one that was read: of two who decide at once, one does.
///
/// # Errors
/// It has changed since; the database.
#[expect(
    clippy::disallowed_methods,
    reason = "a document that was found in scope, at the version that was read"
)]
pub async fn replace(tx: &DatabaseTransaction, next: &evidence::Model) -> Result<(), Problem> {
    let replaced = evidence::Entity::update_many()
        .set(next.clone().into_active_model().reset_all())
        .filter(evidence::Column::Id.eq(next.id))
        .filter(evidence::Column::Version.eq(next.version - 1))
        .exec(tx)
        .await?;
    if replaced.rows_affected == 1 {
        Ok(())
    } else {
        Err(Problem::stale(&version_tag(next.version)))
    }
}
