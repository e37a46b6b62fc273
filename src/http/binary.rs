//! A body of bytes, for the document.

use utoipa::ToSchema;

/// The bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
pub struct Binary(#[expect(dead_code, reason = "describes a body")] Vec<u8>);
