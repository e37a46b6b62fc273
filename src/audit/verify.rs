//! Checks the whole audit log: every entry's hash, the chain from each to the next, and the end.

use entity::{audit_event, audit_head};
use futures_util::TryStreamExt;
use sea_orm::{DatabaseConnection, DbErr, EntityTrait, QueryOrder};

use super::entry::hash;

/// What is wrong with the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The row's content is not what its hash was made of.
    Changed(i64),
    /// The row does not follow the one before it: one was removed, inserted or moved.
    Unchained(i64),
    /// Rows are missing before this one.
    Gap {
        /// The last one before the gap.
        after: i64,
        /// The first one behind it.
        before: i64,
    },
    /// The log ends elsewhere than its head says.
    Head {
        /// The last entry there is.
        found: i64,
        /// The last entry there should be.
        expected: i64,
    },
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Changed(seq) => write!(f, "entry {seq} was changed"),
            Self::Unchained(seq) => write!(f, "entry {seq} does not follow the one before it"),
            Self::Gap { after, before } => {
                write!(f, "entries {} to {} are missing", after + 1, before - 1)
            }
            Self::Head { found, expected } => write!(
                f,
                "the log ends at entry {found}, but {expected} was written"
            ),
        }
    }
}

/// The result of a check.
#[derive(Debug)]
pub struct Verdict {
    /// How many entries there are.
    pub entries: i64,
    /// The hash of the last one: keep it elsewhere, and no later change of these entries can go unseen.
    pub head: String,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Reads the log as a stream and checks it; `progress` hears every entry's number.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "the whole log, whatever the region"
)]
pub async fn verify(
    connection: &DatabaseConnection,
    mut progress: impl FnMut(i64),
) -> Result<Verdict, DbErr> {
    let mut findings = Vec::new();
    let (mut entries, mut last, mut head) = (0, 0, String::new());
    let mut rows = audit_event::Entity::find()
        .order_by_asc(audit_event::Column::Seq)
        .stream(connection)
        .await?;
    while let Some(row) = rows.try_next().await? {
        if row.seq != last + 1 {
            findings.push(Finding::Gap {
                after: last,
                before: row.seq,
            });
        } else if row.previous_hash != head {
            findings.push(Finding::Unchained(row.seq));
        }
        if hash(&row) != row.hash {
            findings.push(Finding::Changed(row.seq));
        }
        entries += 1;
        last = row.seq;
        head = row.hash;
        progress(last);
    }
    drop(rows);
    let stored = audit_head::Entity::find_by_id(1).one(connection).await?;
    let expected = stored.as_ref().map_or(0, |h| h.seq);
    if stored.is_none_or(|h| h.seq != last || h.hash != head) {
        findings.push(Finding::Head {
            found: last,
            expected,
        });
    }
    Ok(Verdict {
        entries,
        head,
        findings,
    })
}
