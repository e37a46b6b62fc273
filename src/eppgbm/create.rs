//! Looking a file through: nothing of a child is written, and everything is said that the commit would do.

use std::collections::HashMap;

use entity::eppgbm_import::Model;
use entity::id::EppgbmImportId;
use entity::kind::{ImportState, RegionLevel};

use super::input::EppgbmParams;
use super::sheet::{self, Sheet, blocking};
use super::staging::{self, Content};
use super::summary::{self, Layout};
use super::village::Villages;
use super::{store, view, world};
use crate::auth::permission::WriteImports;
use crate::auth::{Authorized, RegionScope, Stamp};
use crate::db::Change;
use crate::http::spool::Spooled;
use crate::problem::{Fault, Place, Problem};
use crate::region;
use crate::reply::Reply;
use crate::table::TableFormat;
use crate::text::text;
use crate::vault::DataKey;

/// Looks a file through and keeps what would become of it.
///
/// # Errors
/// A file that cannot be read; a regency that is not clear; the database.
pub async fn create(
    caller: &Authorized<WriteImports>,
    params: EppgbmParams,
    format: TableFormat,
    spooled: Spooled,
) -> Result<Reply, Problem> {
    caller.streamed(&spooled.digest);
    let sheet = sheet::open(spooled.file.path().to_owned(), format).await?;
    let scope = region(caller, &params, &sheet).await?;
    let regency = scope.code().get(..5).unwrap_or(scope.code()).to_owned();
    let villages = world::villages(caller.reader(), &regency, &scope).await?;
    let layout = Layout::of(&sheet);
    let stamp = Stamp::of(caller);
    let (records, rejected) = understood(sheet, villages, stamp.at.date_naive()).await?;
    let vault = &caller.services().vault;
    let id = EppgbmImportId(caller.services().clock.new_id());
    let (key, stored) = vault
        .create(id.0)
        .ok_or_else(|| Problem::internal(&"a key cannot be sealed"))?;
    let rows_read = records.len() + rejected.len();
    // On what is committed: whether it still holds is looked at when it is written down.
    let none = HashMap::new();
    let shared = staging::shared(records);
    let plan = world::plan(caller.reader(), vault, &scope, shared, &none).await?;
    let creating = summary::creating(&plan, &none, params.create_children);
    let summed = summary::summarise(layout, &plan, &rejected, &creating);
    let import = Model {
        id,
        region_code: scope.code().to_owned(),
        state: ImportState::Ready,
        file_sha256: spooled
            .digest
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        create_children: params.create_children,
        rows_read: i64::try_from(rows_read).unwrap_or(i64::MAX),
        quality: json(&summary::quality(&plan))?,
        summary: json(&summed)?,
        result: None,
        key_sealed: Some(stored),
        version: 1,
        created_at: stamp.at,
        created_by: stamp.by.clone(),
        updated_at: stamp.at,
        updated_by: stamp.by.clone(),
    };
    let rows = sealed(id, &key, &plan, rejected)?;
    let shown = view::import(import.clone(), caller.context().language)?;
    caller
        .write(async |tx| {
            store::add(tx, &import).await?;
            store::put_rows(tx, rows).await?;
            let change = Change::new("eppgbm_import.create", "eppgbm_import", id)
                .in_region(import.region_code.clone())
                .with(serde_json::json!({
                    "sha256": import.file_sha256, "rows_read": rows_read, "outcomes": summed.outcomes,
                    "create_children": import.create_children,
                }));
            Ok((change, Reply::created(path(id), 1, &shown)?))
        })
        .await
}

/// The path of an import.
pub fn path(id: EppgbmImportId) -> String {
    format!("/api/v1/imports/{id}")
}

/// What is kept as JSON.
///
/// # Errors
/// None of what is kept here.
pub fn json(value: &impl serde::Serialize) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|e| Problem::internal(&e))
}

async fn understood(
    sheet: Sheet,
    mut villages: Villages,
    today: chrono::NaiveDate,
) -> Result<staging::Parted, Problem> {
    blocking(move || staging::parted(sheet.records(&mut villages, today))).await
}

fn sealed(
    id: EppgbmImportId,
    key: &DataKey,
    plan: &world::Planned,
    rejected: Vec<(i32, Vec<super::fault::RowFault>)>,
) -> Result<Vec<entity::eppgbm_import_row::Model>, Problem> {
    let mut rows = staging::planned(id, plan);
    for (row, record) in rows.iter_mut().zip(plan.records.iter()) {
        row.sealed = Some(staging::seal(
            key,
            &Content::Record(Box::new(record.clone())),
        )?);
    }
    for (line, faults) in rejected {
        let mut row = staging::rejected(id, line, &faults);
        row.sealed = Some(staging::seal(key, &Content::Faults(faults))?);
        rows.push(row);
    }
    Ok(rows)
}

/// The region within which rows are taken: a regency or what of it the caller has, by the parameter, by the caller's own
/// region, or by the name that the file has.
async fn region(
    caller: &Authorized<WriteImports>,
    params: &EppgbmParams,
    sheet: &Sheet,
) -> Result<RegionScope, Problem> {
    let own = caller.scope();
    if let Some(code) = &params.region_code {
        let found = region::asked(caller.reader(), own, "region_code", code).await?;
        if matches!(found.level, RegionLevel::Country | RegionLevel::Province) {
            return Err(unclear());
        }
        return Ok(RegionScope::new(found.code));
    }
    if own.code().len() >= 5 {
        return Ok(own.clone());
    }
    let Some(name) = sheet.regency() else {
        return Err(unclear());
    };
    let wanted = region::normalise(name);
    let all = region::regencies(own, None).all(caller.reader()).await?;
    let is_named = |known: &str| {
        let rest = |kind: &&str| known.strip_prefix(kind) == Some(wanted.as_str());
        known == wanted || ["kabupaten", "kota"].iter().any(rest)
    };
    let mut named = all.iter().filter(|regency| is_named(&regency.search_name));
    match (named.next(), named.next()) {
        (Some(regency), None) => Ok(RegionScope::new(regency.code.as_str())),
        _ => Err(unclear()),
    }
}

fn unclear() -> Problem {
    Problem::invalid(vec![Fault {
        place: Place::Parameter("region_code".to_owned()),
        code: "required",
        detail: text(
            "sebutkan kode kabupaten/kota asal berkas",
            "name the code of the regency or city that the file is from",
        ),
    }])
}
