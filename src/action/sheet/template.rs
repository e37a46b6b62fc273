//! Making the workbook that a region fills in without a network, with what is stored in it.

use std::collections::HashMap;

use entity::action_report::Model;
use entity::kind::ReportState;
use sha2::{Digest, Sha256};

use super::book::{self, ActionForm, Book};
use super::form::rows;
use super::model::TemplateQuery;
use crate::action::report::batch;
use crate::action::report::content::ReportContent;
use crate::action::report::create::may_report;
use crate::action::report::store::content;
use crate::action::scheme::definition::ActionDefinition;
use crate::action::scheme::store as schemes;
use crate::action::season::store as seasons;
use crate::action::workflow::{Standing, Step};
use crate::auth::permission::ReadReports;
use crate::auth::{Authorized, RegionScope};
use crate::db::keyset::one;
use crate::period::Period;
use crate::problem::{Fault, Problem};
use crate::region;
use crate::text::{Language, text};

/// A template, as the bytes of a workbook. What is there already stands in it.
///
/// # Errors
/// No such scheme; a season that is none of it; a region outside the caller's, or of a level that does not report; the
/// database.
pub async fn template(
    caller: &Authorized<ReadReports>,
    scheme: &str,
    query: TemplateQuery,
) -> Result<Vec<u8>, Problem> {
    let (connection, scope) = (caller.reader(), caller.scope());
    one(schemes::find(connection, scheme, None).await)?;
    let region = region::asked(connection, scope, "region_code", &query.region_code).await?;
    let season = seasons::find(connection, &query.season).await?;
    let Some(season) = season.filter(|season| season.scheme_code == scheme) else {
        let (id, en) = ("bukan musim skema ini", "is no season of this scheme");
        let fault = Fault::parameter("season", "unknown_value", text(id, en));
        return Err(Problem::invalid(vec![fault]));
    };
    let parsed = &caller.services().parsed;
    let (code, version) = (&season.scheme_code, season.scheme_version);
    let definition = schemes::definition(connection, parsed, code, version).await?;
    let judged = definition.actions.iter().map(|action| {
        may_report(Some(&region), scope, &region.code, &season, action).map(|()| action)
    });
    let (reported, mut faults): (Vec<_>, Vec<_>) = judged.partition(Result::is_ok);
    if reported.is_empty() {
        let why = faults.pop().and_then(Result::err);
        let why = why.map(|fault| Fault::parameter("region_code", fault.code, fault.detail));
        return Err(Problem::invalid(why.into_iter().collect()));
    }
    let own = RegionScope::new(region.code.as_str());
    let (codes, places) = ([season.code.as_str()], [region.code.as_str()]);
    let reports = batch::find(connection, &own, &codes, &places).await?;
    let year: Option<Period> = season.implementation_year.to_string().parse().ok();
    let villages = match year {
        Some(year) => region::villages_in(connection, &own, year).await?,
        None => Vec::new(),
    };
    let language = caller.context().language;
    let names: HashMap<&str, &str> = villages
        .iter()
        .map(|(code, name)| (code.as_str(), name.as_str()))
        .collect();
    let form = |action: &ActionDefinition| {
        let key = [&season.code, &region.code, &action.code].map(Clone::clone);
        action_form(action, reports.get(&key), &names, language)
    };
    let actions = reported.into_iter().flatten().map(form);
    let book = Book {
        season: season.code.clone(),
        scheme_version: season.scheme_version,
        actions: actions.collect::<Result<_, _>>()?,
        villages: villages
            .iter()
            .map(|(code, name)| format!("{code} {name}"))
            .collect(),
        region_code: region.code,
        region_name: region.name,
        made_at: caller.services().clock.now(),
        language,
    };
    let written = tokio::task::spawn_blocking(move || book::write(&book)).await;
    let written = written.map_err(|e| Problem::internal(&e))?;
    written.map_err(|e| Problem::internal(&e))
}

fn action_form(
    action: &ActionDefinition,
    report: Option<&Model>,
    villages: &HashMap<&str, &str>,
    language: Language,
) -> Result<ActionForm, Problem> {
    let stored = match report {
        Some(report) => content(&report.content)?,
        None => ReportContent::default(),
    };
    let mut rows = rows(action, &stored, language);
    for row in &mut rows {
        if let Some(name) = villages.get(row.value.as_str()) {
            row.value = format!("{} {name}", row.value);
        }
    }
    let name = match language {
        Language::Indonesian => &action.name_id,
        Language::English => &action.name_en,
    };
    let state = report.map(|report| report.state);
    Ok(ActionForm {
        code: action.code.clone(),
        title: format!("{}. {name}", action.no),
        note: note(state).in_language(language).to_owned(),
        basis: report.map(basis).unwrap_or_default(),
        rows,
    })
}

/// What a report's state means to who fills in.
fn note(state: Option<ReportState>) -> crate::text::Text {
    let Some(state) = state else {
        return text("belum dimulai", "not begun");
    };
    let state_name = state.as_str();
    if is_written(state) {
        text(state_name, state_name)
    } else {
        text(
            format!("{state_name}: tidak dapat diubah sekarang"),
            format!("{state_name}: cannot be changed now"),
        )
    }
}

/// Whether a report in a state can be written further.
pub fn is_written(state: ReportState) -> bool {
    let anybody = Standing {
        author: true,
        above: false,
    };
    Step::Edit.taken_by(state, anybody).is_ok()
}

/// The fingerprint of what a report says, so that an import does not overwrite what changed after the template was made.
pub fn basis(report: &Model) -> String {
    let digest = Sha256::digest(report.content.as_bytes());
    let digits = digest.iter().take(8).map(|byte| format!("{byte:02x}"));
    digits.collect()
}
