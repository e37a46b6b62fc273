//! Pages of lists: limits, sort orders and cursors that only the same question accepts.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use utoipa::{IntoParams, ToSchema};

use crate::problem::{Fault, Kind, Problem};
use crate::text::text;

/// The most rows of a page.
pub const MAX_LIMIT: u64 = 200;

/// The parameters that every list takes.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// Rows of a page.
    #[serde(default = "default_limit")]
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: u64,
    /// Where to go on: `page.next` or `page.prev` of an earlier answer to the same question.
    #[param(min_length = 1, max_length = 2000)]
    pub cursor: Option<String>,
    /// Whether `page.total` is wanted.
    #[serde(default)]
    #[param(default = false)]
    pub count: bool,
    /// Members to sort by, `-` before one for descending.
    #[param(min_length = 1, max_length = 200, pattern = "^-?[a-z_]+(,-?[a-z_]+)*$")]
    pub sort: Option<String>,
}

const fn default_limit() -> u64 {
    50
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// How to go on.
    pub page: PageInfo,
}

/// How to go on from a page.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PageInfo {
    /// The cursor of the next page; null on the last.
    #[schema(required)]
    pub next: Option<String>,
    /// The cursor of the page before; null on the first.
    #[schema(required)]
    pub prev: Option<String>,
    /// How many rows there are in all, within the caller's region; only with `count=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

/// A field to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortField {
    /// The member's name.
    pub name: &'static str,
    /// Largest first.
    pub descending: bool,
}

/// Reads a `sort` parameter against the members that may be sorted by.
pub fn parse_sort(sort: &str, allowed: &[&'static str]) -> Result<Vec<SortField>, Fault> {
    let mut fields: Vec<SortField> = Vec::new();
    for part in sort.split(',') {
        let (descending, name) = part
            .strip_prefix('-')
            .map_or((false, part), |name| (true, name));
        let Some(name) = allowed.iter().find(|a| **a == name) else {
            return Err(Fault::parameter(
                "sort",
                "unknown_field",
                text(
                    format!(
                        "tidak dapat diurutkan menurut `{name}`; pilihan: {}",
                        allowed.join(", ")
                    ),
                    format!(
                        "cannot be sorted by `{name}`; choices: {}",
                        allowed.join(", ")
                    ),
                ),
            ));
        };
        if fields.iter().any(|f| f.name == *name) {
            return Err(Fault::parameter(
                "sort",
                "repeated",
                text(
                    format!("`{name}` disebut dua kali"),
                    format!("`{name}` is named twice"),
                ),
            ));
        }
        fields.push(SortField { name, descending });
    }
    Ok(fields)
}

/// A place in a list: the sort values of the row at the edge, and which way to go from there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The values of the sort fields and the tie-breaker, as text.
    #[serde(rename = "k")]
    pub keys: Vec<Option<String>>,
    /// Towards the start of the list.
    #[serde(rename = "b")]
    pub backwards: bool,
}

/// Seals positions so that only the same question of the same scope accepts them.
#[derive(Debug, Clone)]
pub struct CursorSeal {
    mac: Hmac<Sha256>,
}

const TAG_LENGTH: usize = 16;

impl CursorSeal {
    /// `key` is the deployment's; `question` is what the cursor is bound to.
    pub fn new(key: &[u8], question: &str) -> Self {
        // HMAC takes keys of any length, so this cannot fail; an empty key would only weaken the seal.
        let mut mac = Hmac::<Sha256>::new_from_slice(key)
            .or_else(|_| Hmac::<Sha256>::new_from_slice(&[0; 32]))
            .unwrap_or_else(|_| unreachable!("HMAC accepts keys of any length"));
        mac.update(question.as_bytes());
        mac.update(&[0]);
        Self { mac }
    }

    /// A cursor for a position.
    pub fn seal(&self, position: &Position) -> String {
        let mut bytes = serde_json::to_vec(position).unwrap_or_default();
        let mut mac = self.mac.clone();
        mac.update(&bytes);
        let tag = mac.finalize().into_bytes();
        bytes.extend_from_slice(tag.get(..TAG_LENGTH).unwrap_or_default());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The position of a cursor; anything that was not made for this question is refused.
    pub fn open(&self, cursor: &str) -> Result<Position, Problem> {
        self.try_open(cursor).ok_or_else(|| {
            Problem::new(
                Kind::Malformed,
                text(
                    "Kursor rusak atau dibuat untuk pertanyaan lain (saringan, urutan, atau wilayah).",
                    "The cursor is broken or was made for another question (filter, sort or region).",
                ),
            )
        })
    }

    fn try_open(&self, cursor: &str) -> Option<Position> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (body, tag) = bytes.split_at_checked(bytes.len().checked_sub(TAG_LENGTH)?)?;
        let mut mac = self.mac.clone();
        mac.update(body);
        mac.verify_truncated_left(tag).ok()?;
        serde_json::from_slice(body).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_opens_only_for_its_own_question() {
        let seal = CursorSeal::new(b"key", "GET /x?source=SSGI|64.74");
        let position = Position {
            keys: vec![Some("64.74".into()), None],
            backwards: false,
        };
        let cursor = seal.seal(&position);
        assert_eq!(seal.open(&cursor).unwrap(), position);
        assert!(
            CursorSeal::new(b"key", "GET /x?source=SSGI|64.71")
                .open(&cursor)
                .is_err()
        );
        assert!(
            CursorSeal::new(b"other", "GET /x?source=SSGI|64.74")
                .open(&cursor)
                .is_err()
        );
        for broken in [
            "",
            "abc",
            &cursor[1..],
            &format!("{cursor}A"),
            &"A".repeat(1000),
        ] {
            assert!(seal.open(broken).is_err());
        }
    }

    #[test]
    fn sorts_by_what_is_allowed() {
        let allowed = ["period", "region_code"];
        let fields = parse_sort("-period,region_code", &allowed).unwrap();
        assert_eq!(
            fields
                .iter()
                .map(|f| (f.name, f.descending))
                .collect::<Vec<_>>(),
            [("period", true), ("region_code", false)]
        );
        for wrong in ["secret", "period,period", "", "-", "period,"] {
            assert!(parse_sort(wrong, &allowed).is_err(), "{wrong}");
        }
    }
}
