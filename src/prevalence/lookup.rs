//! Finds claims by what identifies them: many at once, by one statement.

use entity::prevalence_record;
use sea_orm::{ConnectionTrait, DatabaseBackend, FromQueryResult, Iterable, Statement, Value};
use sha2::{Digest, Sha256};

use super::model::PrevalenceRecordCreate;
use crate::problem::Problem;

/// What identifies a claim, of one row.
pub type ClaimKey = (String, String, String, String, String);

/// A key in 16 bytes: a file of half a million rows is searched for repetitions within a few megabytes. Cut from SHA-256, so
/// that nobody finds two keys with one digest.
pub type KeyDigest = [u8; 16];

/// The digest of a key; no part can hold the separator.
pub fn digest((region, indicator, source, period, publisher): &ClaimKey) -> KeyDigest {
    let mut hash = Sha256::new();
    for part in [region, indicator, source, period, publisher] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let mut digest = KeyDigest::default();
    digest
        .iter_mut()
        .zip(hash.finalize())
        .for_each(|(to, from)| *to = from);
    digest
}

/// The key of a claim.
pub fn key_of(claim: &PrevalenceRecordCreate) -> ClaimKey {
    (
        claim.region_code.clone(),
        claim.indicator.clone(),
        claim.source.clone(),
        claim.period.to_string(),
        claim.publisher.clone(),
    )
}

/// The key of a row.
pub fn key_of_row(row: &prevalence_record::Model) -> ClaimKey {
    (
        row.region_code.clone(),
        row.indicator_code.clone(),
        row.source_code.clone(),
        row.period.clone(),
        row.publisher.clone(),
    )
}

/// The rows of these keys, by one statement that looks each up in the unique index.
///
/// # Errors
/// The database.
pub async fn find_by_keys(
    tx: &impl ConnectionTrait,
    keys: &[ClaimKey],
) -> Result<Vec<prevalence_record::Model>, Problem> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let backend = tx.get_database_backend();
    // The columns compare by bytes; on PostgreSQL a parameter has to be told so, or the index is not used.
    let bytewise = if backend == DatabaseBackend::Postgres {
        " collate \"C\""
    } else {
        ""
    };
    let mut values: Vec<Value> = Vec::with_capacity(keys.len() * 5);
    let mut wanted = String::new();
    for (n, (region, indicator, source, period, publisher)) in keys.iter().enumerate() {
        let separator = if n == 0 { "" } else { "," };
        if backend == DatabaseBackend::Postgres {
            let [a, b, c, d, e] = [1, 2, 3, 4, 5].map(|place| n * 5 + place);
            wanted.push_str(&format!("{separator}(${a},${b},${c},${d},${e})"));
        } else {
            // SQLite looks a parameter with a name up among all others, each time it is bound.
            wanted.push_str(&format!("{separator}(?,?,?,?,?)"));
        }
        values.extend(
            [region, indicator, source, period, publisher].map(|text| Value::from(text.as_str())),
        );
    }
    let columns: Vec<String> = prevalence_record::Column::iter()
        .map(|c| format!("record.{}", sea_orm::IdenStatic::as_str(&c)))
        .collect();
    let joined = [
        "region_code",
        "indicator_code",
        "source_code",
        "period",
        "publisher",
    ]
    .map(|column| format!("record.{column} = wanted.{column}{bytewise}"))
    .join(" and ");
    let sql = format!(
        "with wanted(region_code, indicator_code, source_code, period, publisher) as (values {wanted})
         select {} from wanted cross join prevalence_record record where {joined}",
        columns.join(", ")
    );
    let statement = Statement::from_sql_and_values(backend, sql, values);
    Ok(prevalence_record::Model::find_by_statement(statement)
        .all(tx)
        .await?)
}
