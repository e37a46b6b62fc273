//! A thing of each kind, so that an operation of the document can be asked of something that is there.

use chrono::NaiveDate;
use entity::id::{AgencyId, PrevalenceRecordId, TargetId, TppsTeamId};
use entity::kind::{ClaimStatus, Confidence, EstimationMethod, Role};
use entity::{agency, agency_name, prevalence_record, prevalence_revision, target, tpps_team};
use reqwest::Method;
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};
use tumbuh::auth::Permission;
use tumbuh::clock::Clock;

use crate::support::client::Request;
use crate::support::document::{Contract, Operation};
use crate::support::{Client, TestApp};

/// The region of the samples.
pub const HOME: &str = "64.74";
/// Another regency of the same province.
pub const ELSEWHERE: &str = "64.02";

/// A path of an operation at which a thing stands; none where this file does not know how to make one. What every caller
/// may read is found by the examples of the document.
pub async fn path_of(app: &TestApp, operation: &Operation) -> Option<String> {
    let mut path = operation.path.clone();
    if let Some(id) = object_id(app, &operation.path).await {
        let (start, end) = (path.find('{').unwrap(), path.find('}').unwrap());
        path.replace_range(start..=end, &id);
        if path.contains("{eid}") {
            let document = crate::action_samples::evidence_sample(app, &id).await;
            path = path.replace("{eid}", &document);
        }
        if path.contains("{sid}") {
            let change = crate::child_samples::state_change_sample(app, &id).await;
            path = path.replace("{sid}", &change);
        }
        if path.contains("{mid}") {
            let consent = crate::mother_samples::consent_sample(app, &id).await;
            path = path.replace("{mid}", &consent);
        }
        if path.contains("{gid}") {
            let merge = crate::child_samples::merge_sample(app, &id).await;
            path = path.replace("{gid}", &merge);
        }
    }
    if let (true, Some(report)) = (path.contains("{cid}"), path.split('/').nth(4)) {
        let comment = crate::action_samples::comment_sample(app, report).await;
        path = path.replace("{cid}", &comment);
    }
    if let (true, Some(assignment)) = (path.contains("{did}"), path.split('/').nth(4)) {
        let delivery = crate::foster_samples::delivery(app, assignment).await;
        path = path.replace("{did}", &delivery);
    }
    if path.contains("{fid}") {
        let mut parts = path.split('/').skip(4);
        let assignment = parts.next().unwrap();
        let delivery = match parts.nth(1).filter(|_| path.contains("/deliveries/")) {
            Some(delivery) => delivery.to_owned(),
            None => crate::foster_samples::delivery(app, assignment).await,
        };
        let file = crate::foster_samples::proof(app, &delivery).await;
        path = path.replace("{fid}", &file);
    }
    if matches!(
        operation.id.as_str(),
        "read_completeness" | "read_action_template" | "export_action_reports"
    ) {
        crate::action_samples::season_sample(app, 2024).await;
    }
    for parameter in parameters(operation, "path") {
        let name = format!("{{{}}}", parameter["name"].as_str().unwrap());
        if path.contains(&name) {
            path = path.replace(&name, &text(example(parameter)?));
        }
    }
    Some(format!("{path}{}", required_query(operation)))
}

/// Where one of several parameters must be given, which the document cannot say: the operation and the one that is given.
const CHOSEN: &[(&str, &str)] = &[("read_prevalence_trends", "region_code")];

/// The query that an operation cannot do without.
fn required_query(operation: &Operation) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let chosen = |p: &Value| {
        CHOSEN
            .iter()
            .any(|(id, name)| *id == operation.id && p["name"] == *name)
    };
    for parameter in parameters(operation, "query").filter(|p| p["required"] == true || chosen(p)) {
        let value = example(parameter)
            .unwrap_or_else(|| panic!("{}: {parameter} has no example", operation.id));
        query.append_pair(parameter["name"].as_str().unwrap(), &text(value));
    }
    let query = query.finish();
    if query.is_empty() {
        query
    } else {
        format!("?{query}")
    }
}

/// The parameters of an operation in `path`, `query` or `header`.
pub fn parameters<'a>(operation: &'a Operation, place: &'a str) -> impl Iterator<Item = &'a Value> {
    let all = operation.value["parameters"]
        .as_array()
        .into_iter()
        .flatten();
    all.filter(move |p| p["in"] == place)
}

fn example(parameter: &Value) -> Option<&Value> {
    parameter
        .get("example")
        .or_else(|| parameter["schema"].get("example"))
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether the operation takes a JSON body.
pub fn takes_json(operation: &Operation) -> bool {
    operation.value["requestBody"]["content"]
        .get("application/json")
        .is_some()
}

/// Whether the operation changes something that has a version.
pub fn takes_if_match(operation: &Operation) -> bool {
    parameters(operation, "header").any(|p| p["name"] == "If-Match")
}

/// The request of an operation, with a body that is read but never accepted.
pub fn request(client: &Client, operation: &Operation, path: &str) -> Request {
    let mut request = client.request(operation.method.clone(), path);
    if takes_if_match(operation) {
        request = request.header("If-Match", "*");
    }
    let content = operation.value["requestBody"]["content"].as_object();
    match content.and_then(|content| content.keys().next()) {
        Some(_) if takes_json(operation) => request.json(json!({})),
        Some(media_type) => request.body("token=x", media_type),
        None => request,
    }
}

/// The operations of a method, or of all but GET.
pub fn operations(get: bool) -> impl Iterator<Item = &'static Operation> {
    Contract::get()
        .operations
        .iter()
        .filter(move |o| (o.method == Method::GET) == get)
}

/// A new thing that belongs to `HOME`, by the path at which its kind stands.
async fn object_id(app: &TestApp, path: &str) -> Option<String> {
    let kind = path.strip_prefix("/api/v1/")?.split_once("/{")?.0;
    Some(match kind {
        "users" => app.client(Role::Viewer, HOME).await.id.to_string(),
        "clients" => app
            .client_with(&[Permission::ReadRegions], HOME)
            .await
            .id
            .to_string(),
        "targets" => target(app).await,
        "agencies" => agency(app).await,
        "tpps-teams" => team(app).await,
        "imports" => crate::eppgbm_samples::import_sample(app).await,
        "prevalence-records" => record(app).await,
        "regencies" => HOME.to_owned(),
        "foster-parents" => {
            let id = crate::foster_samples::parent(app, HOME, 10).await;
            id.to_string()
        }
        "foster-assignments" | "foster-care" => crate::foster_samples::assignment(app).await,
        "foster-care/offers" => crate::foster_samples::offer(app).await,
        "uploads" => crate::action_samples::upload_sample(app, HOME).await,
        "action-reports" => crate::action_samples::report_sample(app, HOME).await,
        "notifications" => crate::action_samples::notification_sample(app, HOME).await,
        "children" => {
            let village = crate::child_samples::VILLAGE;
            let child = crate::child_samples::child_sample(app, village).await;
            child.id.to_string()
        }
        "mothers" => {
            let village = crate::child_samples::VILLAGE;
            crate::mother_samples::mother_sample(app, village)
                .await
                .id
                .to_string()
        }
        "child-measurements" => crate::child_samples::measurement_sample(app).await,
        "child-consents" => crate::child_samples::consent_sample(app).await,
        "privacy/incidents" => crate::child_samples::incident_sample(app, HOME).await,
        "privacy/processing-activities" => crate::child_samples::activity_sample(app, HOME).await,
        "privacy/retention-rules" => crate::child_samples::rule_sample(app, HOME).await,
        "data-handovers" => crate::child_samples::handover_sample(app, HOME).await,
        "reporting-seasons" => crate::action_samples::season_sample(app, 2024).await,
        _ => return None,
    })
}

/// The years count up, since a place has one target a year.
async fn target(app: &TestApp) -> String {
    let row = target::ActiveModel {
        id: Set(TargetId(app.clock.new_id())),
        region_code: Set(HOME.to_owned()),
        indicator_code: Set("overweight".to_owned()),
        year: Set(i32::try_from(2000 + app.count("target").await).unwrap()),
        value_hundredths: Set(1400),
        legal_basis: Set("Peraturan Wali Kota".to_owned()),
        version: Set(1),
        created_at: Set(app.clock.now()),
        updated_at: Set(app.clock.now()),
    };
    row.insert(&app.owner).await.unwrap().id.to_string()
}

/// The names count up, since a region has one agency of a name.
async fn agency(app: &TestApp) -> String {
    let id = AgencyId(app.clock.new_id());
    let number = app.count("agency").await;
    let row = agency::ActiveModel {
        id: Set(id),
        region_code: Set(HOME.to_owned()),
        kind_code: Set("opd".to_owned()),
        search_name: Set(format!("dinas{number}")),
        note: Set(None),
        version: Set(1),
        created_at: Set(app.clock.now()),
        updated_at: Set(app.clock.now()),
    };
    row.insert(&app.owner).await.unwrap();
    let name = agency_name::ActiveModel {
        agency_id: Set(id),
        position: Set(1),
        name: Set(format!("Dinas {number}")),
        abbreviation: Set(None),
        search_text: Set(format!("dinas{number} ")),
        valid_from: Set(None),
        valid_to: Set(None),
    };
    name.insert(&app.owner).await.unwrap();
    id.to_string()
}

/// The days count up, since a region has one team that begins on a day.
async fn team(app: &TestApp) -> String {
    let days = u64::try_from(app.count("tpps_team").await).unwrap();
    let from = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::Days::new(days);
    let row = tpps_team::ActiveModel {
        id: Set(TppsTeamId(app.clock.new_id())),
        region_code: Set(HOME.to_owned()),
        decree_number: Set("Keputusan Wali Kota Nomor 1 Tahun 2024".to_owned()),
        decree_on: Set(None),
        valid_from: Set(from),
        valid_to: Set(Some(from)),
        version: Set(1),
        created_at: Set(app.clock.now()),
        updated_at: Set(app.clock.now()),
    };
    row.insert(&app.owner).await.unwrap().id.to_string()
}

async fn record(app: &TestApp) -> String {
    let (now, id) = (app.clock.now(), PrevalenceRecordId(app.clock.new_id()));
    let row = prevalence_record::ActiveModel {
        id: Set(id),
        region_code: Set(HOME.to_owned()),
        indicator_code: Set("stunting".to_owned()),
        source_code: Set("EPPGBM".to_owned()),
        period: Set("2024".to_owned()),
        period_from_on: Set(NaiveDate::from_ymd_opt(2024, 1, 1).unwrap()),
        period_to_on: Set(NaiveDate::from_ymd_opt(2024, 12, 31).unwrap()),
        value_hundredths: Set(Some(2080)),
        ci_low_hundredths: Set(None),
        ci_high_hundredths: Set(None),
        rse_hundredths: Set(None),
        estimation_method: Set(EstimationMethod::CompleteCount),
        children_measured: Set(None),
        children_affected: Set(None),
        coverage_hundredths: Set(None),
        publisher: Set(format!("Dinas Kesehatan {id}")),
        citation_title: Set("Laporan tahunan".to_owned()),
        citation_publisher: Set(None),
        citation_published_on: Set(None),
        citation_url: Set(None),
        confidence: Set(Confidence::Medium),
        note: Set(None),
        status: Set(ClaimStatus::Submitted),
        is_official: Set(false),
        version: Set(1),
        created_at: Set(now),
        created_by: Set("user1".to_owned()),
        updated_at: Set(now),
        updated_by: Set("user1".to_owned()),
    };
    let row = row.insert(&app.owner).await.unwrap();
    let revision = prevalence_revision::ActiveModel {
        record_id: Set(id),
        region_code: Set(row.region_code),
        indicator_code: Set(row.indicator_code),
        source_code: Set(row.source_code),
        period: Set(row.period),
        period_from_on: Set(row.period_from_on),
        period_to_on: Set(row.period_to_on),
        value_hundredths: Set(row.value_hundredths),
        ci_low_hundredths: Set(None),
        ci_high_hundredths: Set(None),
        rse_hundredths: Set(None),
        estimation_method: Set(row.estimation_method),
        children_measured: Set(None),
        children_affected: Set(None),
        coverage_hundredths: Set(None),
        publisher: Set(row.publisher),
        citation_title: Set(row.citation_title),
        citation_publisher: Set(None),
        citation_published_on: Set(None),
        citation_url: Set(None),
        confidence: Set(row.confidence),
        note: Set(None),
        status: Set(row.status),
        is_official: Set(false),
        version: Set(1),
        recorded_at: Set(now),
        recorded_by: Set("user1".to_owned()),
        superseded_at: Set(None),
        action: Set("create".to_owned()),
        reason: Set(None),
        request_id: Set(app.clock.new_id()),
    };
    revision.insert(&app.owner).await.unwrap();
    id.to_string()
}
