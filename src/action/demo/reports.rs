//! The reports of the demo, through the same rules, rows, receipts and store of files as those of people.

use std::collections::{HashMap, HashSet};
use std::io::Write;

use entity::action_report::{Column, Model};
use entity::id::{ActionReportId, EvidenceId};
use entity::kind::{EvidenceState, ReportState};
use entity::reporting_season;
use futures_util::future::try_join_all;
use sea_orm::{ColumnTrait, DatabaseTransaction, QueryFilter, QuerySelect};
use tempfile::NamedTempFile;

use super::plan::{PLANS, Plan, Stage, stage};
use super::story::{Paper, Teller};
use crate::action::evidence::rules::faults;
use crate::action::evidence::search;
use crate::action::evidence::store as documents;
use crate::action::evidence::upload::row;
use crate::action::receipt::service as receipt;
use crate::action::report::content::{ReportContent, contradictions};
use crate::action::report::create::json;
use crate::action::report::store;
use crate::action::scheme::definition::{ActionDefinition, SchemeDefinition};
use crate::action::scheme::store as schemes;
use crate::action::season::store as seasons;
use crate::action::workflow::{Standing, Step};
use crate::auth::scope::COUNTRY;
use crate::auth::{RegionScope, Stamp};
use crate::db::keyset::one;
use crate::db::{self, Change};
use crate::evidence::inspect::{Inspected, Limits, inspect};
use crate::file::{record, unavailable};
use crate::problem::Problem;
use crate::region;
use crate::services::Services;
use crate::startup::system_context;

/// A report before it is kept.
struct Told {
    action: String,
    stage: Stage,
    content: ReportContent,
    papers: Vec<(Paper, NamedTempFile, Inspected)>,
}

/// Adds the reports of regions that have none in a season of the demo.
///
/// # Errors
/// The store of files; the database.
pub(super) async fn add(services: &Services) -> Result<(), Problem> {
    let reader = services.db.reader();
    services
        .tokens
        .follow(&services.db, services.clock.now())
        .await?;
    for plan in &PLANS {
        let season = one(seasons::find(reader, &plan.season()).await)?;
        let (code, version) = (&season.scheme_code, season.scheme_version);
        let scheme = schemes::definition(reader, &services.parsed, code, version).await?;
        let begun: Vec<String> = store::visible(&RegionScope::new(COUNTRY))
            .filter(Column::SeasonCode.eq(season.code.as_str()))
            .select_only()
            .column(Column::RegionCode)
            .distinct()
            .into_tuple()
            .all(reader)
            .await?;
        let begun: HashSet<String> = begun.into_iter().collect();
        let codes = plan.regencies.map(|(code, _)| code.to_owned());
        let names = region::names(reader, &codes).await?;
        for (code, letters) in plan.regencies {
            if begun.contains(code) || letters.chars().all(|letter| stage(letter).is_none()) {
                continue;
            }
            let told = tell(plan, (code, letters), &scheme, &names)?;
            region_of(services, &season, code, told).await?;
        }
    }
    Ok(())
}

/// What a region reports; every document is looked through as if somebody had sent it.
fn tell(
    plan: &Plan,
    (code, letters): (&str, &str),
    scheme: &SchemeDefinition,
    names: &HashMap<String, String>,
) -> Result<Vec<Told>, Problem> {
    let stages = letters.chars().map(stage);
    let each = scheme.actions.iter().zip(stages);
    let each = each.filter_map(|(action, stage)| Some((action, stage?)));
    each.map(|(action, stage)| {
        let teller = Teller {
            year: plan.year,
            region_code: code,
            region_name: names.get(code).map_or(code, String::as_str),
            action,
        };
        let mut papers = teller.papers().map_err(|e| Problem::internal(&e))?;
        match stage {
            Stage::Draft => papers.truncate(1),
            Stage::Incomplete => drop(papers.pop()),
            Stage::Accepted | Stage::InReview | Stage::Submitted | Stage::Returned => {}
        }
        let content = teller.content(stage != Stage::Draft);
        let papers = papers
            .into_iter()
            .map(|paper| looked_through(paper, plan.year, action));
        let told = Told {
            action: action.code.clone(),
            stage,
            papers: papers.collect::<Result<_, _>>()?,
            content,
        };
        if contradictions(&told.content, action).is_empty() {
            Ok(told)
        } else {
            Err(Problem::internal(&"the demo contradicts its scheme"))
        }
    })
    .collect()
}

fn looked_through(
    paper: Paper,
    year: i32,
    action: &ActionDefinition,
) -> Result<(Paper, NamedTempFile, Inspected), Problem> {
    let file = NamedTempFile::new().and_then(|mut file| {
        file.write_all(&paper.bytes)?;
        Ok(file)
    });
    let file = file.map_err(|e| Problem::internal(&e))?;
    let found = inspect(file.path(), &paper.name, &Limits::default());
    let found = found.map_err(|e| Problem::internal(&e))?;
    match faults(&paper.meta, found.kind, action, year).as_slice() {
        [] => Ok((paper, file, found)),
        [fault, ..] => Err(Problem::internal(&fault.detail.en)),
    }
}

/// Keeps the reports of a region: the files first, then all rows in one transaction.
async fn region_of(
    services: &Services,
    season: &reporting_season::Model,
    code: &str,
    told: Vec<Told>,
) -> Result<(), Problem> {
    let papers = told.iter().flat_map(|told| &told.papers);
    let puts = papers.map(|(_, file, found)| services.files.put(&found.sha256, file.path()));
    try_join_all(puts).await.map_err(|e| unavailable(&e))?;
    let clock = services.clock.as_ref();
    let context = system_context(clock, "demo");
    let stamp = Stamp {
        at: clock.now(),
        by: "system:demo".to_owned(),
        request_id: context.request_id,
    };
    let mut by_another = false;
    let done = db::write(&services.db, clock, &context, async |tx| {
        for told in &told {
            if !keep(tx, services, season, (code, told), &stamp).await? {
                // Another process is at it.
                by_another = true;
                return Err(Problem::not_found());
            }
        }
        let subject = format!("{}/{code}", season.code);
        let change = Change::new("action_report.load", "action_report", subject)
            .in_region(code)
            .with(serde_json::json!({ "reports": told.len(), "synthetic": true }));
        Ok((change, ()))
    })
    .await;
    if by_another { Ok(()) } else { done }
}

/// Keeps a report with its documents and takes it as far as it is; false if there is one already.
async fn keep(
    tx: &DatabaseTransaction,
    services: &Services,
    season: &reporting_season::Model,
    (code, told): (&str, &Told),
    stamp: &Stamp,
) -> Result<bool, Problem> {
    let mut report = Model {
        id: ActionReportId(services.clock.new_id()),
        season_code: season.code.clone(),
        action_code: told.action.clone(),
        region_code: code.to_owned(),
        state: ReportState::Draft,
        state_since: stamp.at,
        content: json(&told.content)?,
        stated_by: stamp.by.clone(),
        submitted_at: None,
        version: 1,
        created_at: stamp.at,
        updated_at: stamp.at,
        updated_by: stamp.by.clone(),
    };
    if !store::insert(tx, &report, stamp).await? {
        return Ok(false);
    }
    for (number, (paper, _, found)) in told.papers.iter().enumerate() {
        let id = EvidenceId(services.clock.new_id());
        let mut document = row(id, &report, &paper.meta, &paper.name, found, stamp)?;
        document.state = decided(told.stage, number);
        if document.state != EvidenceState::Pending {
            document.decided_at = Some(stamp.at);
            document.decided_by = Some(stamp.by.clone());
            document.version += 1;
        }
        if document.state == EvidenceState::Rejected {
            document.reason = Some("Contoh buatan: tanda tangan tidak terbaca".to_owned());
        }
        record(tx, services, found, found.text.clone(), stamp.at).await?;
        documents::insert(tx, &document).await?;
        search::insert(tx, id, &paper.name, found.text.as_deref()).await?;
    }
    for step in steps(told.stage) {
        report = taken(report, *step, stamp)?;
        let reason = (*step == Step::Return).then(|| "Contoh buatan: perbaiki dokumen".to_owned());
        store::save(tx, &report, step.as_str(), reason, stamp).await?;
        if *step == Step::Submit {
            receipt::issue(services, tx, &report).await?;
        }
    }
    Ok(true)
}

/// What was decided of a document.
const fn decided(stage: Stage, number: usize) -> EvidenceState {
    match (stage, number) {
        (Stage::Accepted, _) | (Stage::InReview, 0) => EvidenceState::Accepted,
        (Stage::Returned, 0) => EvidenceState::Rejected,
        _ => EvidenceState::Pending,
    }
}

const fn steps(stage: Stage) -> &'static [Step] {
    match stage {
        Stage::Draft => &[],
        Stage::Submitted | Stage::Incomplete => &[Step::Submit],
        Stage::InReview => &[Step::Submit, Step::StartReview],
        Stage::Returned => &[Step::Submit, Step::StartReview, Step::Return],
        Stage::Accepted => &[Step::Submit, Step::StartReview, Step::Accept],
    }
}

/// A report after a step that its state allows.
fn taken(report: Model, step: Step, stamp: &Stamp) -> Result<Model, Problem> {
    let reviewer = Standing {
        author: false,
        above: true,
    };
    let state = step.taken_by(report.state, reviewer);
    let state = state.map_err(|refusal| Problem::internal(&format!("{step:?}: {refusal:?}")))?;
    let handed_in = (step == Step::Submit).then_some(stamp.at);
    Ok(Model {
        state,
        state_since: stamp.at,
        submitted_at: handed_in.or(report.submitted_at),
        version: report.version + 1,
        ..report
    })
}
