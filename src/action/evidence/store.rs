//! The rows of documents and of the files behind them.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::id::{ActionReportId, EvidenceId};
use entity::kind::EvidenceState;
use entity::{evidence, evidence_file};
use sea_orm::sea_query::Condition;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::model::Evidence;
use super::reuse::{also_in, beyond};
use crate::action::report::content::ReportedFact;
use crate::action::report::missing::Served;
use crate::auth::RegionScope;
use crate::problem::Problem;

/// Documents of the caller's region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
pub fn visible(scope: &RegionScope) -> Select<evidence::Entity> {
    evidence::Entity::find().filter(scope.rows(evidence::Column::RegionCode))
}

/// Files of documents that were found in scope.
#[expect(
    clippy::disallowed_methods,
    reason = "who asks has found a document in scope that names the file"
)]
fn files() -> Select<evidence_file::Entity> {
    evidence_file::Entity::find()
}

/// A document of a report.
///
/// # Errors
/// The database.
pub async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    report: ActionReportId,
    id: EvidenceId,
) -> Result<Option<evidence::Model>, DbErr> {
    visible(scope)
        .filter(evidence::Column::Id.eq(id))
        .filter(evidence::Column::ReportId.eq(report))
        .one(connection)
        .await
}

/// The documents of a report, the first one first.
///
/// # Errors
/// The database.
pub async fn of_report(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    report: ActionReportId,
) -> Result<Vec<evidence::Model>, DbErr> {
    visible(scope)
        .filter(evidence::Column::ReportId.eq(report))
        .order_by_asc(evidence::Column::UploadedAt)
        .order_by_asc(evidence::Column::Id)
        .all(connection)
        .await
}

/// How many documents serve each requirement of some reports; the same bytes twice are one. What was rejected or replaced serves none; for an acceptance
/// only what was accepted does.
///
/// # Errors
/// The database.
pub async fn served(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    reports: &[ActionReportId],
    accepted_only: bool,
) -> Result<HashMap<ActionReportId, Served>, Problem> {
    if reports.is_empty() {
        return Ok(HashMap::new());
    }
    let query = visible(scope).filter(evidence::Column::ReportId.is_in(reports.iter().copied()));
    count(query, connection, accepted_only).await
}

/// What is known of the documents of a report.
#[derive(Debug, Default)]
pub struct Documents {
    /// How many serve each requirement; the same bytes twice are one.
    pub served: Served,
    /// How many are accepted.
    pub accepted: u32,
    /// How many nobody has decided on.
    pub pending: u32,
}

/// The present documents of all reports of some seasons, as they are or as they were; one query, of no more than it takes.
///
/// # Errors
/// The database.
pub async fn documents_in(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    seasons: &[&str],
    as_of: Option<DateTime<Utc>>,
) -> Result<HashMap<ActionReportId, Documents>, Problem> {
    use evidence::Column;
    type Row = (
        ActionReportId,
        String,
        String,
        EvidenceState,
        Option<DateTime<Utc>>,
    );
    let present = match as_of {
        None => Condition::all().add(Column::SupersededAt.is_null()),
        Some(at) => Condition::all().add(Column::UploadedAt.lte(at)).add(
            Condition::any()
                .add(Column::SupersededAt.is_null())
                .add(Column::SupersededAt.gt(at)),
        ),
    };
    let rows: Vec<Row> = visible(scope)
        .filter(Column::SeasonCode.is_in(seasons.iter().copied()))
        .filter(present)
        .select_only()
        .columns([
            Column::ReportId,
            Column::Sha256,
            Column::Requirements,
            Column::State,
            Column::DecidedAt,
        ])
        .into_tuple()
        .all(connection)
        .await?;
    let mut documents: HashMap<ActionReportId, Documents> = HashMap::new();
    let mut seen = HashSet::new();
    for (report, sha256, requirements, state, decided_at) in rows {
        let decided = as_of.is_none_or(|at| decided_at.is_some_and(|decided| decided <= at));
        let of_report = documents.entry(report).or_default();
        match state {
            EvidenceState::Rejected if decided => continue,
            EvidenceState::Accepted if decided => of_report.accepted += 1,
            EvidenceState::Accepted | EvidenceState::Rejected | EvidenceState::Pending => {
                of_report.pending += 1;
            }
        }
        for code in codes(&requirements)? {
            if seen.insert((report, code.clone(), sha256.clone())) {
                *of_report.served.entry(code).or_default() += 1;
            }
        }
    }
    Ok(documents)
}

async fn count(
    query: Select<evidence::Entity>,
    connection: &impl ConnectionTrait,
    accepted_only: bool,
) -> Result<HashMap<ActionReportId, Served>, Problem> {
    use evidence::Column;
    let query = query.filter(Column::SupersededAt.is_null());
    let query = if accepted_only {
        query.filter(Column::State.eq(EvidenceState::Accepted))
    } else {
        query.filter(Column::State.ne(EvidenceState::Rejected))
    };
    tally(query.all(connection).await?.into_iter())
}

fn tally(
    rows: impl Iterator<Item = evidence::Model>,
) -> Result<HashMap<ActionReportId, Served>, Problem> {
    let mut served: HashMap<ActionReportId, Served> = HashMap::new();
    let mut seen = HashSet::new();
    for row in rows {
        let of_report = served.entry(row.report_id).or_default();
        for code in requirements(&row)? {
            if seen.insert((row.report_id, code.clone(), row.sha256.clone())) {
                *of_report.entry(code).or_default() += 1;
            }
        }
    }
    Ok(served)
}

/// The requirements that a document proves.
///
/// # Errors
/// A row that holds none.
pub fn requirements(row: &evidence::Model) -> Result<Vec<String>, Problem> {
    codes(&row.requirements)
}

/// What is stated of a document.
fn stated(row: &evidence::Model) -> Result<Vec<ReportedFact>, Problem> {
    serde_json::from_str(&row.fields).map_err(|e| Problem::internal(&e))
}

fn codes(requirements: &str) -> Result<Vec<String>, Problem> {
    serde_json::from_str(requirements).map_err(|e| Problem::internal(&e))
}

/// Rows as documents, with the file of each and where else it stands: three queries, however many.
///
/// # Errors
/// The database.
pub async fn shown(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    rows: Vec<evidence::Model>,
) -> Result<Vec<Evidence>, Problem> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let hashes: Vec<&str> = rows.iter().map(|row| row.sha256.as_str()).collect();
    let files = files().filter(evidence_file::Column::Sha256.is_in(hashes.iter().copied()));
    use evidence_file::Column::{MediaType, Sha256, SizeBytes};
    // Without the texts, which are large.
    let files: Vec<(String, String, i64)> = files
        .select_only()
        .columns([Sha256, MediaType, SizeBytes])
        .into_tuple()
        .all(connection)
        .await?;
    let files: HashMap<String, (String, i64)> = files
        .into_iter()
        .map(|(sha256, media_type, size_bytes)| (sha256, (media_type, size_bytes)))
        .collect();
    let others = visible(scope).filter(evidence::Column::Sha256.is_in(hashes.iter().copied()));
    let others = others.all(connection).await?;
    let beyond = beyond(connection, scope, &hashes).await?;
    let show = |row: evidence::Model| {
        let also_in = also_in(&row, &others);
        let also_elsewhere = beyond.get(&row.sha256).copied().unwrap_or_default();
        let (media_type, size_bytes) = files.get(&row.sha256).cloned().unwrap_or_default();
        Ok(Evidence {
            requirements: requirements(&row)?,
            fields: stated(&row)?,
            id: row.id,
            report_id: row.report_id,
            file_name: row.file_name,
            media_type,
            size_bytes,
            sha256: row.sha256,
            state: row.state,
            reason: row.reason,
            replaces: row.replaces,
            uploaded_at: row.uploaded_at,
            uploaded_by: row.uploaded_by,
            decided_at: row.decided_at,
            decided_by: row.decided_by,
            superseded_at: row.superseded_at,
            also_in,
            also_elsewhere,
            version: row.version,
        })
    };
    rows.into_iter().map(show).collect()
}

/// Keeps a document whose file is known.
///
/// # Errors
/// The database.
pub async fn insert(tx: &DatabaseTransaction, row: &evidence::Model) -> Result<(), Problem> {
    evidence::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
