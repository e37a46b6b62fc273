//! What a service answers: status, headers and the body as it goes out, so that a retry can be given the same.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::problem::Problem;

/// An answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The media type of the body.
    pub media_type: String,
    /// Where a new resource stands.
    pub location: Option<String>,
    /// The entity tag, with its quotes.
    pub etag: Option<String>,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
    /// Whether it is the answer to an earlier request with the same key.
    #[serde(skip)]
    pub replayed: bool,
}

/// The entity tag of a versioned resource.
pub fn version_tag(version: i64) -> String {
    format!("\"v{version}\"")
}

impl Reply {
    fn json<T: Serialize>(status: u16, value: &T) -> Result<Self, Problem> {
        Ok(Self {
            status,
            media_type: "application/json".to_owned(),
            location: None,
            etag: None,
            headers: Vec::new(),
            body: serde_json::to_vec(value)
                .map_err(|e| Problem::internal(&e))?
                .into(),
            replayed: false,
        })
    }

    /// 200 with a versioned resource.
    pub fn versioned<T: Serialize>(version: i64, value: &T) -> Result<Self, Problem> {
        let mut reply = Self::json(200, value)?;
        reply.etag = Some(version_tag(version));
        Ok(reply)
    }

    /// 200 with a versioned resource of which more is shown than has versions, as how late it is: its tag changes with what is
    /// shown, and still says which version it is.
    pub fn changing<T: Serialize>(version: i64, value: &T) -> Result<Self, Problem> {
        let mut reply = Self::json(200, value)?;
        let shown = content_tag(&reply.body);
        reply.etag = Some(format!("\"v{version}.{}\"", shown.trim_matches('"')));
        Ok(reply)
    }

    /// 200 with a list or anything else without a version; its tag is made of the body.
    pub fn content<T: Serialize>(value: &T) -> Result<Self, Problem> {
        let mut reply = Self::json(200, value)?;
        reply.etag = Some(content_tag(&reply.body));
        Ok(reply)
    }

    /// 201 with a new versioned resource and where it stands.
    pub fn created<T: Serialize>(
        location: String,
        version: i64,
        value: &T,
    ) -> Result<Self, Problem> {
        let mut reply = Self::json(201, value)?;
        reply.location = Some(location);
        reply.etag = Some(version_tag(version));
        Ok(reply)
    }

    /// An answer without a tag: an outcome, not a resource.
    pub fn outcome<T: Serialize>(status: u16, value: &T) -> Result<Self, Problem> {
        Self::json(status, value)
    }

    /// 204.
    pub fn no_content() -> Self {
        Self {
            status: 204,
            media_type: String::new(),
            location: None,
            etag: None,
            headers: Vec::new(),
            body: Bytes::new(),
            replayed: false,
        }
    }

    /// An answer with data of a person, which nobody on the way keeps.
    pub fn private(self) -> Self {
        self.with_header("Cache-Control", "private, no-store")
    }

    /// With a header.
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// The entity tag of a body: 128 bits of its SHA-256.
pub fn content_tag(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    format!(
        "\"{}\"",
        URL_SAFE_NO_PAD.encode(digest.get(..16).unwrap_or(&digest))
    )
}
