//! What the machine gives without Tumbuh: actix-web and sqlx with their default settings read the same table by
//! prepared statements, and nothing is checked. `benches/load/run.sh` compares the service with it.
//!
//! `cargo run --release --example bare -- <sqlite file> <port>`
#![expect(
    clippy::disallowed_types,
    reason = "the comparator takes the framework as it comes"
)]

use std::io::{Error, ErrorKind, Result};

use actix_web::error::{ErrorInternalServerError, ErrorNotFound};
use actix_web::web::{Data, Json, Path, Query};
use actix_web::{App, HttpServer, get};
use serde::{Deserialize, Serialize};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteRow};
use sqlx::{FromRow, Row};
use uuid::Uuid;

/// The struct and the list of its columns, so that one cannot be changed without the other.
macro_rules! record {
    ($first:ident: $first_type:ty, $($column:ident: $type:ty,)*) => {
        #[derive(Serialize)]
        struct Record {
            $first: $first_type,
            $($column: $type,)*
        }

        impl FromRow<'_, SqliteRow> for Record {
            fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
                Ok(Self {
                    $first: row.try_get(stringify!($first))?,
                    $($column: row.try_get(stringify!($column))?,)*
                })
            }
        }

        macro_rules! select {
            ($rest:literal) => {
                concat!("select ", stringify!($first), $(", ", stringify!($column),)* " from prevalence_record ", $rest)
            };
        }
    };
}

record! {
    id: Uuid,
    region_code: String,
    indicator_code: String,
    source_code: String,
    period: String,
    period_from_on: String,
    period_to_on: String,
    value_hundredths: Option<i64>,
    ci_low_hundredths: Option<i64>,
    ci_high_hundredths: Option<i64>,
    rse_hundredths: Option<i64>,
    estimation_method: String,
    children_measured: Option<i64>,
    children_affected: Option<i64>,
    coverage_hundredths: Option<i64>,
    publisher: String,
    citation_title: String,
    citation_publisher: Option<String>,
    citation_published_on: Option<String>,
    citation_url: Option<String>,
    confidence: String,
    note: Option<String>,
    status: String,
    is_official: bool,
    version: i64,
    created_at: String,
    created_by: String,
    updated_at: String,
    updated_by: String,
}

const BY_ID: &str = select!("where id = ?");
/// A region's subtree as a range of its codes, in the order of the index that serves it.
const PAGE: &str = select!(
    "where source_code = ?1 and region_code >= ?2 and region_code < ?2 || '/' \
     order by region_code, period_from_on, id limit ?3"
);

#[derive(Deserialize)]
struct Filter {
    within: String,
    source: String,
    limit: i64,
}

#[get("/record/{id}")]
async fn record(pool: Data<SqlitePool>, id: Path<Uuid>) -> actix_web::Result<Json<Record>> {
    let found = sqlx::query_as(BY_ID)
        .bind(*id)
        .fetch_optional(&**pool)
        .await;
    found
        .map_err(ErrorInternalServerError)?
        .map(Json)
        .ok_or_else(|| ErrorNotFound("no such record"))
}

#[get("/page")]
async fn page(
    pool: Data<SqlitePool>,
    filter: Query<Filter>,
) -> actix_web::Result<Json<Vec<Record>>> {
    let query = sqlx::query_as(PAGE)
        .bind(&filter.source)
        .bind(&filter.within)
        .bind(filter.limit);
    query
        .fetch_all(&**pool)
        .await
        .map(Json)
        .map_err(ErrorInternalServerError)
}

#[actix_web::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, port] = arguments.as_slice() else {
        return Err(Error::new(
            ErrorKind::InvalidInput,
            "usage: bare <sqlite file> <port>",
        ));
    };
    let port: u16 = port.parse().map_err(Error::other)?;
    let options = SqliteConnectOptions::new().filename(file).read_only(true);
    let pool = SqlitePoolOptions::new()
        .connect_with(options)
        .await
        .map_err(Error::other)?;
    HttpServer::new(move || {
        App::new()
            .app_data(Data::new(pool.clone()))
            .service(record)
            .service(page)
    })
    .bind(("127.0.0.1", port))?
    .run()
    .await
}
