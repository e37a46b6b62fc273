//! The headers as the document has them.

/// What a file is that is to arrive in parts.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes headers; the extractor reads them")]
pub struct CreationHeaders {
    /// The version of the protocol; 412 if it is another one.
    #[param(
        rename = "Tus-Resumable",
        required = false,
        max_length = 20,
        pattern = "^[0-9.]*$",
        example = "1.0.0"
    )]
    tus_resumable: String,
    /// The bytes of the whole file.
    #[param(
        rename = "Upload-Length",
        minimum = 1,
        maximum = 209_715_200,
        example = 1024
    )]
    upload_length: i64,
    /// `filename` and `meta` (JSON, as in the form), each with its value in base64, separated by a comma.
    #[param(
        rename = "Upload-Metadata",
        min_length = 1,
        max_length = 16_000,
        pattern = "^[ -~]+$",
        example = "filename bGFwb3Jhbi5wZGY=,meta eyJyZXF1aXJlbWVudHMiOlsicmVwb3J0Il0sImZpZWxkcyI6W10sInJlcGxhY2VzIjpudWxsfQ=="
    )]
    upload_metadata: String,
}

/// What is said of a part.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes headers; the extractor reads them")]
pub struct PartHeaders {
    /// The version of the protocol; 412 if it is another one.
    #[param(
        rename = "Tus-Resumable",
        required = false,
        max_length = 20,
        pattern = "^[0-9.]*$",
        example = "1.0.0"
    )]
    tus_resumable: String,
    /// Where the part begins: how many bytes have arrived so far.
    #[param(
        rename = "Upload-Offset",
        minimum = 0,
        maximum = 209_715_200,
        example = 0
    )]
    upload_offset: i64,
    /// `sha256` or `sha1` and the sum of the part in base64.
    #[param(
        rename = "Upload-Checksum",
        required = false,
        max_length = 100,
        pattern = "^[ -~]*$",
        example = "sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="
    )]
    upload_checksum: String,
}
