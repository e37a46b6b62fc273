//! A season as a table, a row for each region and action, for who goes on with it in a spreadsheet.

use entity::region::Model as Region;
use entity::reporting_season;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::action::report::board::{Asked, Board, boards};
use crate::action::report::completeness::regions;
use crate::action::scheme::definition::ActionDefinition;
use crate::action::season::store as seasons;
use crate::auth::permission::ReadReports;
use crate::auth::{Authorized, RegionScope};
use crate::db::keyset::one;
use crate::period::Period;
use crate::problem::Problem;
use crate::region;
use crate::table::{Cell, Pieces, Sheet, TableFormat, csv_pieces, file_pieces, xlsx_file};

/// The format of an exported season.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SheetFormat {
    /// Comma-separated values with a header.
    #[default]
    Csv,
    /// An Excel workbook with a sheet for each season.
    Xlsx,
}

impl SheetFormat {
    /// The same among all formats of tables.
    pub const fn table(self) -> TableFormat {
        match self {
            Self::Csv => TableFormat::Csv,
            Self::Xlsx => TableFormat::Xlsx,
        }
    }
}

/// How a season is exported.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SeasonExportQuery {
    /// The format.
    #[serde(default)]
    #[param(inline, default = "csv")]
    pub format: SheetFormat,
    /// This region and those directly below it, of the country (`ID`) all regencies and cities; the caller's own if left out.
    #[validate(length(min = 2, max = 13))]
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$",
        example = "64"
    )]
    pub parent: Option<String>,
}

/// How the seasons of a year are exported.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct YearExportQuery {
    /// In which year the actions were done.
    #[validate(range(min = 2018, max = 2100))]
    #[param(minimum = 2018, maximum = 2100, example = 2024)]
    pub implementation_year: i32,
    /// The format.
    #[serde(default)]
    #[param(inline, default = "csv")]
    pub format: SheetFormat,
    /// This region and those directly below it, of the country (`ID`) all regencies and cities; the caller's own if left out.
    #[validate(length(min = 2, max = 13))]
    #[param(
        min_length = 2,
        max_length = 13,
        pattern = "^(ID|[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?)$",
        example = "64"
    )]
    pub parent: Option<String>,
}

/// The columns.
const COLUMNS: [&str; 17] = [
    "season",
    "region_code",
    "region_name",
    "action",
    "action_name",
    "state",
    "submitted_at",
    "due_at",
    "days_late",
    "mandatory",
    "satisfied",
    "missing",
    "documents_accepted",
    "documents_pending",
    "budget_planned_idr",
    "budget_realised_idr",
    "report_id",
];

/// A season.
///
/// # Errors
/// None of this code; a region that is unknown or outside the caller's; the database.
pub async fn season(
    caller: &Authorized<ReadReports>,
    code: &str,
    query: SeasonExportQuery,
) -> Result<Pieces, Problem> {
    let season = one(seasons::find(caller.reader(), code).await)?;
    export(caller, vec![season], query.parent, query.format).await
}

/// The seasons of a year, by their schemes; none if there was none.
///
/// # Errors
/// A region that is unknown or outside the caller's; the database.
pub async fn year(
    caller: &Authorized<ReadReports>,
    query: YearExportQuery,
) -> Result<Pieces, Problem> {
    use reporting_season::Column;
    let seasons = seasons::visible()
        .filter(Column::ImplementationYear.eq(query.implementation_year))
        .order_by_asc(Column::SchemeCode)
        .all(caller.reader())
        .await?;
    export(caller, seasons, query.parent, query.format).await
}

async fn export(
    caller: &Authorized<ReadReports>,
    seasons: Vec<reporting_season::Model>,
    parent: Option<String>,
    format: SheetFormat,
) -> Result<Pieces, Problem> {
    let (connection, scope) = (caller.reader(), caller.scope());
    let parent = parent.unwrap_or_else(|| scope.code().to_owned());
    let parent = region::asked(connection, scope, "parent", &parent).await?;
    let asked = Asked {
        below: &RegionScope::new(parent.code.as_str()),
        as_of: None,
        at: caller.services().clock.now(),
        language: caller.context().language,
        parsed: &caller.services().parsed,
    };
    let year = seasons.first().map(|season| season.implementation_year);
    let mut listed = Vec::new();
    if let Some(year) = year {
        listed = regions(connection, &parent, year).await?;
        let year: Option<Period> = year.to_string().parse().ok();
        if year.is_some_and(|year| region::listed_in(&parent, year)) {
            listed.insert(0, parent);
        }
    }
    let boards = boards(connection, seasons, &asked).await?;
    match format {
        SheetFormat::Csv => {
            let rows = boards
                .into_iter()
                .flat_map(move |board| rows(board, listed.clone()));
            csv_pieces(&COLUMNS, rows).map_err(|e| Problem::internal(&e))
        }
        SheetFormat::Xlsx => {
            let mut sheets: Vec<Sheet> = boards
                .into_iter()
                .map(|board| Sheet {
                    name: sheet_name(&board.season.code),
                    rows: Box::new(rows(board, listed.clone())),
                })
                .collect();
            if sheets.is_empty() {
                sheets.push(Sheet {
                    name: "-".to_owned(),
                    rows: Box::new(std::iter::empty()),
                });
            }
            let written = tokio::task::spawn_blocking(move || xlsx_file(&COLUMNS, sheets)).await;
            let file = written.map_err(|e| Problem::internal(&e))?;
            Ok(file_pieces(file.map_err(|e| Problem::internal(&e))?))
        }
    }
}

/// A sheet's name has at most 31 characters; the year and the beginning of a scheme tell seasons apart.
fn sheet_name(season: &str) -> String {
    season.chars().take(31).collect()
}

fn rows(board: Board, regions: Vec<Region>) -> impl Iterator<Item = Vec<Cell>> + Send {
    regions.into_iter().flat_map(move |region| {
        let actions = board.actions_of(&region);
        let rows: Vec<_> = actions.map(|one| row(&board, &region, one)).collect();
        rows
    })
}

fn row(board: &Board, region: &Region, action: &ActionDefinition) -> Vec<Cell> {
    let report = board.report(&region.code, &action.code);
    let documents = report.and_then(|report| board.documents(report));
    let of = board.action(&region.code, action);
    let names: Vec<&str> = of.missing.iter().map(|one| one.name.as_str()).collect();
    let text = |value: Option<String>| value.map_or(Cell::Empty, Cell::Text);
    let count = |value: u32| Cell::whole(i64::from(value));
    vec![
        Cell::Text(board.season.code.clone()),
        Cell::Text(region.code.clone()),
        Cell::Text(region.name.clone()),
        Cell::Text(of.action),
        Cell::Text(of.name),
        text(of.state.map(|state| state.as_str().to_owned())),
        text(of.submitted_at.map(time)),
        Cell::Text(time(of.due_at)),
        Cell::whole(of.days_late),
        count(of.mandatory),
        count(of.satisfied),
        Cell::Text(names.join("; ")),
        count(documents.map_or(0, |documents| documents.accepted)),
        count(documents.map_or(0, |documents| documents.pending)),
        Cell::whole(report.map_or(0, |report| report.planned_idr)),
        Cell::whole(report.map_or(0, |report| report.realised_idr)),
        text(of.report_id.map(|id| id.to_string())),
    ]
}

fn time(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}
