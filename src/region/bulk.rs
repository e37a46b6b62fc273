//! Puts the lines of a CSV file into a table.
//!
//! Rows go in as JSON arrays, thousands in one parameter, which both databases take apart themselves: a hundred thousand
//! rows are some dozens of statements.

use std::io::Read;

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseTransaction, Statement};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

const ROWS_PER_STATEMENT: usize = 5_000;

/// A table, its columns with their types on PostgreSQL, and what to do with a row that is there.
pub(super) struct Table {
    name: &'static str,
    columns: &'static [(&'static str, &'static str)],
    conflict: &'static str,
}

pub(super) const REGION: Table = Table {
    name: "region",
    columns: &[
        ("code", "text"),
        ("name", "text"),
        ("search_name", "text"),
        ("level", "text"),
        ("parent_code", "text"),
        ("kind", "text"),
        ("bps_code", "text"),
        ("listed_from", "date"),
        ("listed_until", "date"),
    ],
    conflict: "on conflict (code) do update set name = excluded.name, search_name = excluded.search_name,
        level = excluded.level, parent_code = excluded.parent_code, kind = excluded.kind,
        bps_code = excluded.bps_code, listed_from = excluded.listed_from, listed_until = excluded.listed_until",
};

pub(super) const REGION_NAME: Table = Table {
    name: "region_name",
    columns: &[
        ("region_code", "text"),
        ("seq", "integer"),
        ("name", "text"),
        ("decree", "text"),
        ("listed_from", "date"),
        ("listed_until", "date"),
    ],
    conflict: "",
};

pub(super) const REGION_ALIAS: Table = Table {
    name: "region_alias",
    columns: &[
        ("region_code", "text"),
        ("search_name", "text"),
        ("name", "text"),
        ("origin", "text"),
    ],
    conflict: "",
};

/// Inserts the rows that are wanted and says how many they are.
pub(super) async fn insert<L: DeserializeOwned, R: Serialize>(
    tx: &DatabaseTransaction,
    table: &Table,
    file: impl Read,
    row: impl Fn(L) -> R,
    wanted: impl Fn(&R) -> bool,
) -> Result<usize, Problem> {
    let backend = tx.get_database_backend();
    let sql = sql(backend, table);
    let mut count = 0;
    let mut rows = Vec::with_capacity(ROWS_PER_STATEMENT);
    let mut lines = csv::Reader::from_reader(file).into_deserialize::<L>();
    loop {
        let line = lines
            .next()
            .transpose()
            .map_err(|e| Problem::internal(&e))?;
        let last = line.is_none();
        rows.extend(line.map(&row).filter(&wanted));
        if rows.len() == ROWS_PER_STATEMENT || (last && !rows.is_empty()) {
            let json = serde_json::to_string(&rows).map_err(|e| Problem::internal(&e))?;
            let statement = Statement::from_sql_and_values(backend, &sql, [json.into()]);
            tx.execute_raw(statement).await?;
            count += rows.len();
            rows.clear();
        }
        if last {
            return Ok(count);
        }
    }
}

/// Takes a JSON array of arrays apart into rows.
fn sql(backend: DatabaseBackend, table: &Table) -> String {
    let Table {
        name,
        columns,
        conflict,
    } = table;
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    let postgres = backend == DatabaseBackend::Postgres;
    let values: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(at, (_, kind))| {
            if postgres {
                format!("(item ->> {at})::{kind}")
            } else {
                format!("value ->> {at}")
            }
        })
        .collect();
    let values = values.join(", ");
    let rows = if postgres {
        "json_array_elements($1::json) as item"
    } else {
        "json_each($1)"
    };
    // Without a condition SQLite reads `on conflict` as part of a join.
    format!("insert into {name} ({names}) select {values} from {rows} where true {conflict}")
}
