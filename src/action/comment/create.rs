//! Saying something of a report.

use entity::action_comment::{Column, Model};
use entity::action_report;
use entity::id::{ActionCommentId, ActionReportId, EvidenceId};
use sea_orm::{ColumnTrait, DatabaseTransaction, PaginatorTrait, QueryFilter};

use super::model::{CommentMention, ReportCommentCreate};
use super::store::{self, path, shown, visible};
use crate::action::evidence::store as documents;
use crate::action::report::create::season;
use crate::action::report::missing::MissingKind;
use crate::action::report::store as reports;
use crate::auth::permission::CommentReports;
use crate::auth::{Authorized, Stamp};
use crate::db::Change;
use crate::db::keyset::one;
use crate::problem::{Fault, Problem};
use crate::reply::Reply;
use crate::text::text;

/// The most comments on a report.
const COUNT_LIMIT: u64 = 2_000;

/// Says something of a report.
///
/// # Errors
/// Not there; a comment, document, fact or requirement that is none of it; too many; the database.
pub async fn create(
    caller: &Authorized<CommentReports>,
    report: ActionReportId,
    new: ReportCommentCreate,
) -> Result<Reply, Problem> {
    let stamp = Stamp::of(caller);
    let id = ActionCommentId(caller.services().clock.new_id());
    caller
        .write(async |tx| {
            let of = one(reports::find(tx, caller.scope(), report).await)?;
            let faults = faults(caller, tx, &of, &new).await?;
            if !faults.is_empty() {
                return Err(Problem::invalid(faults));
            }
            let said = visible(caller.scope()).filter(Column::ReportId.eq(report));
            if said.count(tx).await? >= COUNT_LIMIT {
                return Err(Problem::conflict(text(
                    format!("Laporan ini sudah memuat {COUNT_LIMIT} komentar."),
                    format!("This report holds {COUNT_LIMIT} comments already."),
                )));
            }
            let change = Change::new("action_comment.create", "action_comment", id)
                .in_region(of.region_code.clone())
                .with(serde_json::json!({
                    "report": report, "in_reply_to": new.in_reply_to, "evidence": new.evidence_id, "mention": new.mention,
                }));
            let mention = new.mention;
            let row = Model {
                id,
                report_id: report,
                region_code: of.region_code,
                in_reply_to: new.in_reply_to.map(ActionCommentId),
                evidence_id: new.evidence_id.map(EvidenceId),
                mention_kind: mention.as_ref().map(|m| m.kind.as_str().to_owned()),
                mention_code: mention.map(|m| m.code),
                body: new.text,
                said_at: stamp.at,
                said_by: stamp.by,
                resolved_at: None,
                resolved_by: None,
                version: 1,
            };
            store::insert(tx, row.clone()).await?;
            let comment = shown(row);
            Ok((change, Reply::created(path(report, id), 1, &comment)?))
        })
        .await
}

async fn faults(
    caller: &Authorized<CommentReports>,
    tx: &DatabaseTransaction,
    report: &action_report::Model,
    new: &ReportCommentCreate,
) -> Result<Vec<Fault>, Problem> {
    let mut faults = Vec::new();
    if let Some(id) = new.in_reply_to {
        let answered = store::find(tx, caller.scope(), report.id, ActionCommentId(id)).await?;
        if answered.is_none_or(|comment| comment.in_reply_to.is_some()) {
            let (id, en) = (
                "bukan komentar utama atas laporan ini",
                "is no comment at the top of this report",
            );
            faults.push(Fault::body("/in_reply_to", "unknown_value", text(id, en)));
        }
        let (id, en) = (
            "ikut komentar yang dijawab",
            "follows from the comment that is answered",
        );
        let given = [
            ("/evidence_id", new.evidence_id.is_some()),
            ("/mention", new.mention.is_some()),
        ];
        for (pointer, _) in given.into_iter().filter(|(_, given)| *given) {
            faults.push(Fault::body(pointer, "not_of_an_answer", text(id, en)));
        }
        return Ok(faults);
    }
    if let Some(id) = new.evidence_id
        && documents::find(tx, caller.scope(), report.id, EvidenceId(id))
            .await?
            .is_none()
    {
        let (id, en) = ("bukan dokumen laporan ini", "is no document of this report");
        faults.push(Fault::body("/evidence_id", "unknown_value", text(id, en)));
    }
    if let Some(mention) = &new.mention {
        faults.extend(mention_fault(caller, tx, report, mention).await?);
    }
    Ok(faults)
}

async fn mention_fault(
    caller: &Authorized<CommentReports>,
    tx: &DatabaseTransaction,
    report: &action_report::Model,
    mention: &CommentMention,
) -> Result<Option<Fault>, Problem> {
    let (_, scheme) = season(tx, &caller.services().parsed, &report.season_code).await?;
    let known = scheme.action(&report.action_code).is_some_and(|action| {
        let is = |code: &str| code == mention.code;
        match mention.kind {
            MissingKind::Fact => action.facts.iter().any(|fact| is(&fact.code)),
            MissingKind::Evidence => action.requirements.iter().any(|one| is(&one.code)),
        }
    });
    let (id, en) = (
        "bukan fakta atau bukti dukung aksi ini",
        "is no fact or requirement of this action",
    );
    let fault = Fault::body("/mention/code", "unknown_value", text(id, en));
    Ok((!known).then_some(fault))
}
