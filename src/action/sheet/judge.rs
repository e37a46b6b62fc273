//! What becomes of each report in a file: decided from what is known before anything is written.

use std::collections::HashMap;

use entity::action_report::Model;
use entity::kind::ReportState;
use entity::region;
use validator::Validate;

use super::entry::{Filled, read};
use super::filled::{Finding, SheetRow};
use super::template::{basis, is_written};
use crate::action::report::content::{ReportContent, contradictions};
use crate::action::report::create::{may_report, strangers};
use crate::action::report::store::content;
use crate::action::scheme::definition::ActionDefinition;
use crate::action::season::frame::{Frame, Frames};
use crate::auth::RegionScope;
use crate::problem::{Fault, Problem};
use crate::text::{Text, text};
use crate::validation;

/// The rows of a report in a file.
#[derive(Debug, Default)]
pub struct Group {
    /// The season.
    pub season: String,
    /// The version of the scheme for which the template was made.
    pub scheme_version: String,
    /// The region.
    pub region_code: String,
    /// The action.
    pub action: String,
    /// The fingerprint of what was stored when the template was made.
    pub basis: String,
    /// Its rows.
    pub rows: Vec<SheetRow>,
}
/// What is known of what a file names.
pub struct Known {
    /// The caller's region.
    pub scope: RegionScope,
    /// Now.
    pub now: chrono::DateTime<chrono::Utc>,
    /// The seasons.
    pub seasons: Frames,
    /// The regions and villages.
    pub regions: HashMap<String, region::Model>,
    /// The reports, by season, region and action.
    pub reports: HashMap<[String; 3], Model>,
}

/// What becomes of a report.
#[derive(Debug)]
pub enum Verdict {
    /// It is begun with this.
    Create(ReportContent),
    /// It says this from now on.
    Revise(Box<Model>, ReportContent),
    /// It says that already.
    Unchanged,
    /// Something is wrong.
    Reject(Vec<Finding>),
}

impl Known {
    /// What becomes of a report.
    ///
    /// # Errors
    /// A stored report that cannot be read.
    pub fn judge(&self, group: &Group) -> Result<Verdict, Problem> {
        let line = group.rows.first().map_or(0, |row| row.line);
        let reject = |value: &str, fault: Fault| {
            let value = Some(value.to_owned()).filter(|value| !value.is_empty());
            Verdict::Reject(vec![Finding { line, fault, value }])
        };
        let (season, action) = match self.place(group) {
            Ok(found) => found,
            Err((value, fault)) => return Ok(reject(value, fault)),
        };
        let filled = read(&group.rows);
        let key = [&group.season, &group.region_code, &group.action].map(Clone::clone);
        let report = self.reports.get(&key);
        let stored = match report {
            Some(report) => content(&report.content)?,
            None => ReportContent::default(),
        };
        let says_that = plain(&filled.content) == plain(&stored);
        if filled.findings.is_empty() && says_that {
            return Ok(Verdict::Unchanged);
        }
        if let Some((code, why)) = self.closed(group, season, report) {
            return Ok(reject(&group.action, Fault::body("/action", code, why)));
        }
        let findings = self.findings(filled, group, action);
        match (findings, report) {
            (Err(findings), _) => Ok(Verdict::Reject(findings)),
            (Ok(content), None) => Ok(Verdict::Create(content)),
            (Ok(content), Some(report)) => Ok(Verdict::Revise(Box::new(report.clone()), content)),
        }
    }

    /// The season and action of a report, if the region reports on it; else the value that is wrong and why.
    fn place<'a>(
        &'a self,
        group: &'a Group,
    ) -> Result<(&'a Frame, &'a ActionDefinition), (&'a str, Fault)> {
        let Some(season) = self.seasons.get(&group.season) else {
            let (id, en) = ("tidak ada musim pelaporan itu", "is no reporting season");
            let fault = Fault::body("/season", "unknown_value", text(id, en));
            return Err((&group.season, fault));
        };
        let version = season.season.scheme_version;
        if group.scheme_version != version.to_string() {
            let why = text(
                format!("musim ini memakai versi skema {version}; unduh format isian yang baru"),
                format!(
                    "this season keeps to version {version} of its scheme; download a new template"
                ),
            );
            let fault = Fault::body("/scheme_version", "other_version", why);
            return Err((&group.scheme_version, fault));
        }
        let Some(action) = season.scheme.action(&group.action) else {
            let (id, en) = (
                "bukan aksi skema musim ini",
                "is no action of the season's scheme",
            );
            let fault = Fault::body("/action", "unknown_value", text(id, en));
            return Err((&group.action, fault));
        };
        let (code, found) = (&group.region_code, self.regions.get(&group.region_code));
        match may_report(found, &self.scope, code, &season.season, action) {
            Ok(()) => Ok((season, action)),
            Err(fault) => Err((code, fault)),
        }
    }

    /// Why a report cannot be written, or not by this file.
    fn closed(
        &self,
        group: &Group,
        season: &Frame,
        report: Option<&Model>,
    ) -> Option<(&'static str, Text)> {
        if self.now < season.season.opens_at {
            let why = text(
                "musim pelaporan ini belum dibuka",
                "this season is not open yet",
            );
            return Some(("not_open", why));
        }
        let deadline = season.deadlines.of(&group.region_code, &group.action);
        if deadline.is_locked(self.now) {
            let why = text(
                "musim pelaporan ini sudah terkunci",
                "this season is locked",
            );
            return Some(("locked", why));
        }
        let report = report?;
        if !is_written(report.state) {
            return Some(("not_editable", written_off(report.state)));
        }
        (basis(report) != group.basis).then(|| {
            let why = text(
                "laporan ini berubah setelah format isian dibuat; unduh yang baru",
                "this report has changed since the template was made; download a new one",
            );
            ("changed_since", why)
        })
    }

    /// What a report says, or everything that is wrong with it.
    fn findings(
        &self,
        mut filled: Filled,
        group: &Group,
        action: &ActionDefinition,
    ) -> Result<ReportContent, Vec<Finding>> {
        let content = &filled.content;
        let mut faults = content
            .validate()
            .err()
            .map(|errors| validation::faults(&errors, "/content"))
            .unwrap_or_default();
        faults.extend(contradictions(content, action));
        if let Some(locus) = &content.locus {
            let known = |code: &str| self.regions.contains_key(code);
            faults.extend(strangers(locus, &group.region_code, known));
        }
        let mut findings = std::mem::take(&mut filled.findings);
        // What a row itself is wrong in is said once.
        let named: Vec<Finding> = faults
            .into_iter()
            .map(|fault| filled.finding(fault))
            .filter(|one| !findings.iter().any(|f| f.fault.place == one.fault.place))
            .collect();
        findings.extend(named);
        findings.sort_by_key(|finding| finding.line);
        if findings.is_empty() {
            Ok(filled.content)
        } else {
            Err(findings)
        }
    }
}

fn written_off(state: ReportState) -> Text {
    let state = state.as_str();
    text(
        format!("laporan yang berstatus `{state}` tidak diubah"),
        format!("a report that is `{state}` is not written further"),
    )
}

/// Content without what a spreadsheet does to it: blanks at the ends, ends of lines, the order of facts.
fn plain(content: &ReportContent) -> ReportContent {
    let mut plain = content.clone();
    let narrative = &mut plain.narrative;
    let texts = [
        &mut narrative.done,
        &mut narrative.obstacles,
        &mut narrative.next_steps,
    ];
    let contributions = plain
        .contributors
        .iter_mut()
        .map(|one| &mut one.contribution);
    for text in texts.into_iter().chain(contributions) {
        *text = text
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .trim()
            .to_owned();
    }
    plain.facts.sort_by(|one, other| one.code.cmp(&other.code));
    plain
}
