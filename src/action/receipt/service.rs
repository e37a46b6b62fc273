//! Issuing receipts with a submission, listing and checking them.

use entity::action_receipt::{self, Column};
use entity::id::ActionReportId;
use entity::{action_report, action_report_revision, evidence};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, Select,
};
use sha2::{Digest, Sha256};

use super::model::{
    Receipt, ReceiptCheck, ReceiptEvidence, ReceiptVerdict, SignedReceipt, SignedReceipts,
};
use crate::action::evidence::store::of_report;
use crate::action::report::store::{find, visible_history};
use crate::auth::permission::ReadReports;
use crate::auth::signature::{Forgery, verify};
use crate::auth::{Authorized, Public, RegionScope};
use crate::db::keyset::one;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::services::Services;
use crate::text::{Language, Text, text};

/// The type in the header of a receipt.
const TYP: &str = "tumbuh-receipt+jwt";

/// Receipts of the caller's region.
#[expect(
    clippy::disallowed_methods,
    reason = "the one query that everything starts from"
)]
fn visible(scope: &RegionScope) -> Select<action_receipt::Entity> {
    action_receipt::Entity::find().filter(scope.rows(Column::RegionCode))
}

/// Signs and keeps the receipt of a submission, in its transaction.
///
/// # Errors
/// No key to sign with; the database.
pub async fn issue(
    services: &Services,
    tx: &DatabaseTransaction,
    row: &action_report::Model,
) -> Result<(), Problem> {
    let own = RegionScope::new(row.region_code.as_str());
    let documents = of_report(tx, &own, row.id).await?;
    let present = |document: &evidence::Model| document.superseded_at.is_none();
    let receipt = Receipt {
        iss: services.deployment.issuer.clone(),
        report_id: row.id,
        version: row.version,
        season: row.season_code.clone(),
        action: row.action_code.clone(),
        region_code: row.region_code.clone(),
        content_sha256: digest(&row.content),
        evidence: documents
            .into_iter()
            .filter(present)
            .map(|document| ReceiptEvidence {
                id: document.id,
                sha256: document.sha256,
            })
            .collect(),
        submitted_at: row.state_since,
    };
    let kept = action_receipt::Model {
        report_id: row.id,
        version: row.version,
        region_code: row.region_code.clone(),
        jws: services.tokens.sign(TYP, &receipt)?,
        submitted_at: row.state_since,
    };
    action_receipt::Entity::insert(kept.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

fn digest(content: &str) -> String {
    let digest = Sha256::digest(content.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The receipts of a report.
///
/// # Errors
/// Not there; the database.
pub async fn list(caller: &Authorized<ReadReports>, id: ActionReportId) -> Result<Reply, Problem> {
    one(find(caller.reader(), caller.scope(), id).await)?;
    let rows = visible(caller.scope())
        .filter(Column::ReportId.eq(id))
        .order_by_asc(Column::Version)
        .all(caller.reader())
        .await?;
    let items = rows.into_iter().map(|row| SignedReceipt {
        version: row.version,
        submitted_at: row.submitted_at,
        jws: row.jws,
    });
    Reply::content(&SignedReceipts {
        items: items.collect(),
    })
}

/// Checks a receipt: its signature, and whether what it states is what is on record.
///
/// # Errors
/// The database.
pub async fn check(public: &Public, check: ReceiptCheck) -> Result<Reply, Problem> {
    let reader = public.db.reader();
    let language = public.context().language;
    let receipt = match verify::<Receipt>(reader, TYP, &check.jws).await? {
        Ok(receipt) => receipt,
        Err(forgery) => {
            let (code, why) = forged(forgery);
            return Reply::outcome(200, &verdict(code, why, None, language));
        }
    };
    let stands = on_record(reader, &receipt).await?;
    let (code, why) = if stands {
        (
            "valid",
            text("Tanda terima ini sah.", "This receipt is valid."),
        )
    } else {
        (
            "not_on_record",
            text(
                "Ditandatangani layanan ini, tetapi catatannya berbeda.",
                "It was signed here, but what is on record differs.",
            ),
        )
    };
    Reply::outcome(200, &verdict(code, why, Some(receipt), language))
}

fn verdict(code: &str, why: Text, receipt: Option<Receipt>, language: Language) -> ReceiptVerdict {
    ReceiptVerdict {
        valid: code == "valid",
        code: code.to_owned(),
        detail: why.in_language(language).to_owned(),
        receipt,
    }
}

fn forged(forgery: Forgery) -> (&'static str, Text) {
    match forgery {
        Forgery::Malformed => (
            "malformed",
            text("Ini bukan tanda terima.", "This is no receipt."),
        ),
        Forgery::UnknownKey => (
            "unknown_key",
            text(
                "Ditandatangani dengan kunci yang bukan milik layanan ini.",
                "It was signed by a key that is none of this service's.",
            ),
        ),
        Forgery::Signature => (
            "signature",
            text(
                "Tanda tangannya tidak cocok: isinya telah diubah.",
                "The signature does not fit: what it states was changed.",
            ),
        ),
    }
}

/// Whether the version that a receipt states is on record as it states it.
async fn on_record(connection: &impl ConnectionTrait, receipt: &Receipt) -> Result<bool, Problem> {
    use action_report_revision::Column;
    let own = RegionScope::new(receipt.region_code.as_str());
    let row = visible_history(&own)
        .filter(Column::ReportId.eq(receipt.report_id))
        .filter(Column::Version.eq(receipt.version))
        .one(connection)
        .await?;
    Ok(row.is_some_and(|row| {
        digest(&row.content) == receipt.content_sha256
            && row.submitted_at == Some(receipt.submitted_at)
    }))
}
