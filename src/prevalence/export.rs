//! Exports of claims, as a stream: one row in memory at a time, whatever the number.

use std::io::Read;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use entity::kind::{ClaimStatus, RegionLevel};
use entity::prevalence_record;
use futures_util::{Stream, TryStreamExt};
use sea_orm::{DatabaseConnection, QueryFilter, QueryOrder, Select};
use serde::Deserialize;
use tokio::sync::mpsc;
use utoipa::IntoParams;
use validator::Validate;

use super::columns::COLUMNS;
use super::query::{self, PrevalenceFilter};
use super::record::PrevalenceRecord;
use crate::auth::Authorized;
use crate::auth::permission::ReadPrevalence;
use crate::period::Period;
use crate::table::{Cell, CsvWriter, TableFormat, XlsxWriter};

/// What is exported.
#[derive(Debug, Clone, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportFilter {
    /// The format.
    #[serde(default = "csv")]
    #[param(inline, default = "csv")]
    pub format: TableFormat,
    /// This region alone.
    #[validate(length(min = 2, max = 13))]
    #[param(min_length = 2, max_length = 13)]
    pub region_code: Option<String>,
    /// This region and everything below it.
    #[validate(length(min = 2, max = 13))]
    #[param(min_length = 2, max_length = 13)]
    pub within: Option<String>,
    /// Regions of this level.
    pub level: Option<RegionLevel>,
    /// The code of a source.
    #[validate(length(min = 1, max = 30))]
    #[param(min_length = 1, max_length = 30)]
    pub source: Option<String>,
    /// The code of an indicator.
    #[validate(length(min = 1, max = 50))]
    #[param(min_length = 1, max_length = 50)]
    pub indicator: Option<String>,
    /// Exactly this period.
    pub period: Option<Period>,
    /// Periods that begin with this one or later.
    pub period_from: Option<Period>,
    /// Periods that end with this one or earlier.
    pub period_to: Option<Period>,
    /// The state.
    pub status: Option<ClaimStatus>,
    /// Only official ones, or only others.
    pub is_official: Option<bool>,
    /// Who states the figure.
    #[validate(length(min = 1, max = 200))]
    #[param(min_length = 1, max_length = 200)]
    pub publisher: Option<String>,
}

const fn csv() -> TableFormat {
    TableFormat::Csv
}

/// The columns of an export: those of an import, and what readers want to know beside.
const EXPORTED: [&str; 4] = ["id", "status", "is_official", "version"];
/// Rows that are written before a piece goes out.
const PIECE: usize = 200;

type Pieces = mpsc::Sender<Result<Bytes, std::io::Error>>;

/// The pieces of an export. When the database fails the stream breaks off, so that nobody takes half a file for a whole one.
pub fn export(
    caller: &Authorized<ReadPrevalence>,
    filter: ExportFilter,
) -> impl Stream<Item = Result<Bytes, std::io::Error>> + use<> {
    let format = filter.format;
    let select = query::visible(caller.scope())
        .filter(as_filter(filter).condition())
        .order_by_asc(prevalence_record::Column::RegionCode)
        .order_by_asc(prevalence_record::Column::PeriodFromOn)
        .order_by_asc(prevalence_record::Column::Id);
    let reader = caller.reader().clone();
    let (pieces, stream) = mpsc::channel(4);
    tokio::task::spawn_local(async move {
        let written = match format {
            TableFormat::Csv => write_csv(&reader, select, &pieces).await,
            TableFormat::Ndjson => write_ndjson(&reader, select, &pieces).await,
            TableFormat::Xlsx => write_xlsx(&reader, select, &pieces).await,
        };
        if let Err(error) = written {
            tracing::error!("an export broke off: {error}");
            let _ = pieces.send(Err(error)).await;
        }
    });
    received(stream)
}

fn as_filter(filter: ExportFilter) -> PrevalenceFilter {
    let ExportFilter {
        format: _,
        region_code,
        within,
        level,
        source,
        indicator,
        period,
        period_from,
        period_to,
        status,
        is_official,
        publisher,
    } = filter;
    let as_of: Option<DateTime<Utc>> = None;
    PrevalenceFilter {
        region_code,
        within,
        level,
        source,
        indicator,
        period,
        period_from,
        period_to,
        status,
        is_official,
        publisher,
        as_of,
    }
}

fn received(
    stream: mpsc::Receiver<Result<Bytes, std::io::Error>>,
) -> impl Stream<Item = Result<Bytes, std::io::Error>> {
    futures_util::stream::unfold(stream, async |mut stream| {
        stream.recv().await.map(|piece| (piece, stream))
    })
}

fn broken(error: impl std::fmt::Display) -> std::io::Error {
    std::io::Error::other(error.to_string())
}

/// Sends a piece; false when nobody is listening any more.
async fn send(pieces: &Pieces, bytes: Vec<u8>) -> bool {
    bytes.is_empty() || pieces.send(Ok(bytes.into())).await.is_ok()
}

async fn write_csv(
    reader: &DatabaseConnection,
    select: Select<prevalence_record::Entity>,
    pieces: &Pieces,
) -> std::io::Result<()> {
    let header: Vec<&str> = COLUMNS.into_iter().chain(EXPORTED).collect();
    let mut writer = CsvWriter::new(&header).map_err(broken)?;
    let mut rows = select.stream(reader).await.map_err(broken)?;
    let mut waiting = 0;
    while let Some(row) = rows.try_next().await.map_err(broken)? {
        writer.row(&cells(row.into())).map_err(broken)?;
        waiting += 1;
        if waiting == PIECE {
            waiting = 0;
            if !send(pieces, writer.take().map_err(broken)?).await {
                return Ok(());
            }
        }
    }
    send(pieces, writer.take().map_err(broken)?).await;
    Ok(())
}

async fn write_ndjson(
    reader: &DatabaseConnection,
    select: Select<prevalence_record::Entity>,
    pieces: &Pieces,
) -> std::io::Result<()> {
    let mut rows = select.stream(reader).await.map_err(broken)?;
    let mut piece = Vec::new();
    while let Some(row) = rows.try_next().await.map_err(broken)? {
        serde_json::to_writer(&mut piece, &PrevalenceRecord::from(row))?;
        piece.push(b'\n');
        if piece.len() > 64 * 1024 && !send(pieces, std::mem::take(&mut piece)).await {
            return Ok(());
        }
    }
    send(pieces, piece).await;
    Ok(())
}

/// A workbook is an archive whose table of contents stands at its end, so it is written to a file and sent from there.
async fn write_xlsx(
    reader: &DatabaseConnection,
    select: Select<prevalence_record::Entity>,
    pieces: &Pieces,
) -> std::io::Result<()> {
    let (rows_in, mut rows_out) = mpsc::channel::<Vec<Cell>>(64);
    let file = tempfile::NamedTempFile::new()?;
    let path = file.path().to_owned();
    let writing = tokio::task::spawn_blocking(move || {
        let header: Vec<&str> = COLUMNS.into_iter().chain(EXPORTED).collect();
        let mut writer = XlsxWriter::new("prevalence_records", &header).map_err(broken)?;
        while let Some(cells) = rows_out.blocking_recv() {
            writer.row(&cells).map_err(broken)?;
        }
        writer.save(&path).map_err(broken)
    });
    let mut rows = select.stream(reader).await.map_err(broken)?;
    while let Some(row) = rows.try_next().await.map_err(broken)? {
        if rows_in.send(cells(row.into())).await.is_err() {
            break;
        }
    }
    drop(rows_in);
    writing.await.map_err(broken)??;
    let mut content = file.reopen()?;
    loop {
        let mut piece = vec![0; 64 * 1024];
        let n = content.read(&mut piece)?;
        piece.truncate(n);
        if n == 0 || !send(pieces, piece).await {
            return Ok(());
        }
    }
}

fn cells(record: PrevalenceRecord) -> Vec<Cell> {
    let text = |value: Option<String>| value.map_or(Cell::Empty, Cell::Text);
    let pct = |value: Option<crate::pct::Pct>| {
        value.map_or(Cell::Empty, |v| Cell::Number(v.to_string(), v.as_f64()))
    };
    let count =
        |value: Option<i64>| value.map_or(Cell::Empty, |v| Cell::Number(v.to_string(), number(v)));
    let word = |value: &str| Cell::Text(value.to_owned());
    vec![
        Cell::Text(record.region_code),
        Cell::Text(record.indicator),
        Cell::Text(record.source),
        Cell::Text(record.period.to_string()),
        pct(record.value_pct),
        pct(record.ci_low_pct),
        pct(record.ci_high_pct),
        pct(record.rse_pct),
        word(record.estimation_method.as_str()),
        count(record.children_measured),
        count(record.children_affected),
        pct(record.coverage_pct),
        Cell::Text(record.publisher),
        Cell::Text(record.citation.title),
        text(record.citation.publisher),
        text(record.citation.published_on.map(|d| d.to_string())),
        text(record.citation.url),
        word(record.confidence.as_str()),
        text(record.note),
        Cell::Text(record.id.to_string()),
        word(record.status.as_str()),
        word(if record.is_official { "true" } else { "false" }),
        Cell::Number(record.version.to_string(), number(record.version)),
    ]
}

/// Exact up to four thousand million, more than there are children.
fn number(value: i64) -> f64 {
    u32::try_from(value).map_or(0.0, f64::from)
}
