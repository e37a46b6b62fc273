//! How claims are kept: the row as it is, and a revision for every state that it has had.

use entity::id::PrevalenceRecordId;
use entity::kind::ClaimStatus;
use entity::{prevalence_record, prevalence_revision};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, Iterable,
    QueryFilter,
};
use uuid::Uuid;

use super::model::PrevalenceRecordCreate;
use crate::auth::Stamp;
use crate::db::UniqueKey;
use crate::problem::Problem;
use crate::text::text;

/// What identifies a claim.
pub const CLAIM: UniqueKey = UniqueKey {
    name: "uq_prevalence_record_claim",
    columns: "prevalence_record.region_code, prevalence_record.indicator_code, prevalence_record.source_code, prevalence_record.period",
};

/// A state of a claim that is to be kept.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The row as it is to be.
    pub row: prevalence_record::Model,
    /// What was done, as `create`.
    pub action: &'static str,
    /// Why.
    pub reason: Option<String>,
}

/// The row of a new claim.
pub fn new_row(
    claim: PrevalenceRecordCreate,
    id: Uuid,
    status: ClaimStatus,
    is_official: bool,
    stamp: &Stamp,
) -> prevalence_record::Model {
    let PrevalenceRecordCreate {
        region_code,
        indicator,
        source,
        period,
        value_pct,
        ci_low_pct,
        ci_high_pct,
        rse_pct,
        estimation_method,
        children_measured,
        children_affected,
        coverage_pct,
        publisher,
        citation,
        confidence,
        note,
    } = claim;
    prevalence_record::Model {
        id: PrevalenceRecordId(id),
        region_code,
        indicator_code: indicator,
        source_code: source,
        period: period.to_string(),
        period_from_on: period.starts_on(),
        period_to_on: period.ends_on(),
        value_hundredths: value_pct.map(|p| p.hundredths()),
        ci_low_hundredths: ci_low_pct.map(|p| p.hundredths()),
        ci_high_hundredths: ci_high_pct.map(|p| p.hundredths()),
        rse_hundredths: rse_pct.map(|p| p.hundredths()),
        estimation_method,
        children_measured,
        children_affected,
        coverage_hundredths: coverage_pct.map(|p| p.hundredths()),
        publisher,
        citation_title: citation.title,
        citation_publisher: citation.publisher,
        citation_published_on: citation.published_on,
        citation_url: citation.url,
        confidence,
        note,
        status,
        is_official,
        version: 1,
        created_at: stamp.at,
        created_by: stamp.by.clone(),
        updated_at: stamp.at,
        updated_by: stamp.by.clone(),
    }
}

/// The row with what a claim says now; identity, state and history stay.
pub fn corrected_row(
    row: &prevalence_record::Model,
    claim: PrevalenceRecordCreate,
    stamp: &Stamp,
) -> prevalence_record::Model {
    let said = new_row(claim, row.id.0, row.status, row.is_official, stamp);
    prevalence_record::Model {
        version: row.version,
        created_at: row.created_at,
        created_by: row.created_by.clone(),
        updated_at: row.updated_at,
        updated_by: row.updated_by.clone(),
        ..said
    }
}

/// The next version of a row, stamped.
pub fn next_version(mut row: prevalence_record::Model, stamp: &Stamp) -> prevalence_record::Model {
    row.version += 1;
    row.updated_at = stamp.at;
    row.updated_by.clone_from(&stamp.by);
    row
}

/// Keeps states, in order: new claims and next versions alike, each with its revision. A row that has moved on since it was
/// read is not overwritten: the compare-and-swap finds its version changed.
///
/// # Errors
/// A claim that exists already; a row that changed meanwhile; the database.
pub async fn save(
    tx: &DatabaseTransaction,
    states: &[Saved],
    stamp: &Stamp,
) -> Result<(), Problem> {
    if states.is_empty() {
        return Ok(());
    }
    supersede(tx, states, stamp).await?;
    let rows = states
        .iter()
        .map(|state| state.row.clone().into_active_model().reset_all());
    let written = prevalence_record::Entity::insert_many(rows)
        .on_conflict(next_version_only())
        .exec_without_returning(tx)
        .await
        .map_err(|error| {
            if CLAIM.is_taken(&error) {
                taken()
            } else {
                error.into()
            }
        })?;
    if written != u64::try_from(states.len()).unwrap_or_default() {
        return Err(Problem::conflict(text(
            "Data berubah pada saat yang sama; ulangi.",
            "It was changed at the same time; try again.",
        )));
    }
    let revisions = states
        .iter()
        .map(|state| revision(state, stamp).into_active_model().reset_all());
    prevalence_revision::Entity::insert_many(revisions)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

fn taken() -> Problem {
    Problem::conflict(text(
        "Klaim ini sudah dicatat.",
        "This claim is recorded already.",
    ))
}

fn next_version_only() -> OnConflict {
    use prevalence_record::Column;
    let changeable =
        Column::iter().filter(|c| !matches!(c, Column::Id | Column::CreatedAt | Column::CreatedBy));
    let excluded: SimpleExpr = Expr::cust("excluded.version - 1");
    OnConflict::column(Column::Id)
        .update_columns(changeable)
        .action_and_where(Expr::col((prevalence_record::Entity, Column::Version)).eq(excluded))
        .to_owned()
}

#[expect(
    clippy::disallowed_methods,
    reason = "closes the revisions of rows that the caller has found in scope"
)]
async fn supersede(
    tx: &DatabaseTransaction,
    states: &[Saved],
    stamp: &Stamp,
) -> Result<(), Problem> {
    use prevalence_revision::Column;
    let ids: Vec<PrevalenceRecordId> = states
        .iter()
        .filter(|s| s.row.version > 1)
        .map(|s| s.row.id)
        .collect();
    if !ids.is_empty() {
        prevalence_revision::Entity::update_many()
            .col_expr(Column::SupersededAt, Expr::value(stamp.at))
            .filter(Column::RecordId.is_in(ids))
            .filter(Column::SupersededAt.is_null())
            .exec(tx)
            .await?;
    }
    Ok(())
}

fn revision(state: &Saved, stamp: &Stamp) -> prevalence_revision::Model {
    let row = state.row.clone();
    prevalence_revision::Model {
        record_id: row.id,
        region_code: row.region_code,
        indicator_code: row.indicator_code,
        source_code: row.source_code,
        period: row.period,
        period_from_on: row.period_from_on,
        period_to_on: row.period_to_on,
        value_hundredths: row.value_hundredths,
        ci_low_hundredths: row.ci_low_hundredths,
        ci_high_hundredths: row.ci_high_hundredths,
        rse_hundredths: row.rse_hundredths,
        estimation_method: row.estimation_method,
        children_measured: row.children_measured,
        children_affected: row.children_affected,
        coverage_hundredths: row.coverage_hundredths,
        publisher: row.publisher,
        citation_title: row.citation_title,
        citation_publisher: row.citation_publisher,
        citation_published_on: row.citation_published_on,
        citation_url: row.citation_url,
        confidence: row.confidence,
        note: row.note,
        status: row.status,
        is_official: row.is_official,
        version: row.version,
        recorded_at: stamp.at,
        recorded_by: stamp.by.clone(),
        superseded_at: None,
        action: state.action.to_owned(),
        reason: state.reason.clone(),
        request_id: stamp.request_id,
    }
}
