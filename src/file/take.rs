//! Taking files in: looked through, stored, and only then written down; a crash in between leaves a file that the sweep takes
//! away, never a row without its file.

use std::path::Path;

use chrono::{DateTime, Utc};
use entity::evidence_file::{Column, Entity, Model};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel};

use super::pictures::is_forbidden;
use crate::evidence::files::FileError;
use crate::evidence::inspect::{Inspected, Rejection, inspect_apart};
use crate::http::limits::no_room;
use crate::problem::{Fault, Kind, Problem};
use crate::services::Services;
use crate::text::text;

/// What a file is; a few at a time, since a hostile one may cost much memory while it is looked through.
///
/// # Errors
/// A file that is refused; the disk.
pub async fn look_through(
    services: &Services,
    path: &Path,
    name: &str,
) -> Result<Inspected, Problem> {
    let turn = services.inspections.acquire().await;
    let turn = turn.map_err(|e| Problem::internal(&e))?;
    let (path, name) = (path.to_owned(), name.to_owned());
    let inspector = services.inspector.clone();
    let looked =
        tokio::task::spawn_blocking(move || inspect_apart(inspector.as_deref(), &path, &name))
            .await;
    drop(turn);
    let found = looked.map_err(|e| Problem::internal(&e))?;
    found.map_err(|rejection| match rejection {
        Rejection::Disk(error) => no_room(&error),
        rejection => refused(&rejection),
    })
}

/// Stores a file that was looked through; `path` is where it came.
///
/// # Errors
/// A picture of a child that may not be kept; a store that does not answer; the database.
pub async fn put(services: &Services, file: &Inspected, path: &Path) -> Result<(), Problem> {
    // Before it lies there, so that nothing of it is left, and once more when it is written down.
    may_be_kept(services.db.reader(), &file.sha256, services.clock.now()).await?;
    let kept = file.cleaned.as_ref().map_or(path, |f| f.path());
    let stored = services.files.put(&file.sha256, kept).await;
    stored.map_err(|error| unavailable(&error))
}

async fn may_be_kept(
    connection: &impl ConnectionTrait,
    sha256: &str,
    at: DateTime<Utc>,
) -> Result<(), Problem> {
    if !is_forbidden(connection, sha256, at.date_naive()).await? {
        return Ok(());
    }
    let detail = text(
        "gambar ini memperlihatkan anak yang gambarnya tidak boleh disimpan (lagi)",
        "this picture shows a child of whom it may not be kept (any more)",
    );
    let fault = Fault::body("/file", "picture_of_child", detail);
    Err(Problem::invalid(vec![fault]))
}

/// Writes down that a stored file is known. The same bytes are known once; who sends them again refers to them, and they are kept
/// again if they were to be destroyed.
///
/// # Errors
/// A picture of a child that may not be kept; bytes that were destroyed since they were stored; the database.
pub async fn record(
    tx: &DatabaseTransaction,
    services: &Services,
    file: &Inspected,
    content_text: Option<String>,
    at: DateTime<Utc>,
) -> Result<(), Problem> {
    may_be_kept(tx, &file.sha256, at).await?;
    let row = Model {
        sha256: file.sha256.clone(),
        media_type: file.media_type.to_owned(),
        size_bytes: i64::try_from(file.size).unwrap_or(i64::MAX),
        content_text,
        stored_at: at,
        destroyed_at: None,
    };
    let again = OnConflict::column(Column::Sha256)
        .update_column(Column::DestroyedAt)
        .to_owned();
    Entity::insert(row.into_active_model())
        .on_conflict(again)
        .exec_without_returning(tx)
        .await?;
    // Who destroys holds the row meanwhile: from here on nobody does, but somebody may have before.
    let there = services.files.exists(&file.sha256).await;
    if there.map_err(|error| unavailable(&error))? {
        Ok(())
    } else {
        Err(unavailable(&FileError::NotFound))
    }
}

/// The problem of a file that is not taken.
pub fn refused(rejection: &Rejection) -> Problem {
    let fault = Fault::body("/file", rejection.code(), rejection.text());
    Problem::invalid(vec![fault])
}

/// The store of files does not answer; nothing has been written down.
pub fn unavailable(error: &FileError) -> Problem {
    tracing::error!("the store of files does not answer: {error}");
    Problem::new(
        Kind::Unavailable,
        text(
            "Penyimpanan berkas sedang tidak menjawab; ulangi nanti.",
            "The store of files does not answer; try again later.",
        ),
    )
    .with_header("Retry-After", "30".to_owned())
}
