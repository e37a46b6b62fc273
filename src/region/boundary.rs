//! The boundaries of regencies as GeoJSON, for maps; shipped for some provinces only.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::problem::{Kind, Problem};
use crate::reply::{Reply, content_tag};
use crate::text::text;
use crate::validation::broken;

/// The media type of GeoJSON (RFC 7946).
pub const MEDIA_TYPE: &str = "application/geo+json";

const FILE: &str = include_str!("../../data/boundaries/regencies_63_64.geojson");

/// Which boundaries are wanted.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BoundaryQuery {
    /// The code of the province.
    #[validate(custom(function = "two_digits"))]
    #[param(min_length = 2, max_length = 2, pattern = "^[0-9]{2}$", example = "64")]
    pub province: String,
}

fn two_digits(value: &str) -> Result<(), ValidationError> {
    if value.len() == 2 && value.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    Err(broken(
        "pattern",
        "harus kode provinsi dua angka seperti 64",
        "must be a province's code of two digits, as 64",
    ))
}

/// The boundaries of a province's regencies: a GeoJSON FeatureCollection (RFC 7946).
#[derive(Debug, Serialize, ToSchema)]
pub struct BoundaryCollection {
    /// `FeatureCollection`.
    #[schema(example = "FeatureCollection")]
    pub r#type: &'static str,
    /// One per regency.
    #[schema(value_type = Vec<Boundary>)]
    pub features: Vec<&'static RawValue>,
}

/// The boundary of a regency: a GeoJSON Feature.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Boundary {
    /// `Feature`.
    #[schema(example = "Feature")]
    pub r#type: String,
    /// The code of the region.
    #[schema(example = "64.74")]
    pub id: String,
    /// What it is.
    pub properties: BoundaryProperties,
    /// A Polygon or MultiPolygon, WGS 84, longitude first.
    #[schema(value_type = Object)]
    pub geometry: serde::de::IgnoredAny,
}

/// What a boundary is of.
#[derive(Debug, Deserialize, ToSchema)]
pub struct BoundaryProperties {
    /// The code of the region.
    #[schema(example = "64.74")]
    pub code: String,
    /// Its name.
    #[schema(example = "Kota Bontang")]
    pub name: String,
    /// The code of its province.
    #[schema(example = "64")]
    pub province_code: String,
    /// Where a label may stand: longitude.
    #[schema(example = 117.45)]
    pub label_lon: f64,
    /// Where a label may stand: latitude.
    #[schema(example = 0.13)]
    pub label_lat: f64,
    /// The official area in square kilometres.
    #[schema(example = 161.9)]
    pub area_km2: f64,
}

#[derive(Deserialize)]
struct File {
    #[serde(borrow)]
    features: Vec<&'static RawValue>,
}

/// By the code of the province: the answer and its tag.
type Answers = BTreeMap<String, (Bytes, String)>;

/// The boundaries of a province's regencies.
///
/// # Errors
/// 404 when none are shipped for it.
pub fn of_province(province: &str) -> Result<Reply, Problem> {
    static ANSWERS: OnceLock<Answers> = OnceLock::new();
    let answers = match ANSWERS.get() {
        Some(answers) => answers,
        None => {
            let made = make().map_err(|e| Problem::internal(&e))?;
            ANSWERS.get_or_init(|| made)
        }
    };
    let Some((body, tag)) = answers.get(province) else {
        let known = answers.keys().cloned().collect::<Vec<_>>().join(", ");
        return Err(Problem::new(
            Kind::NotFound,
            text(
                format!("Tidak ada batas wilayah untuk provinsi {province}; yang ada: {known}."),
                format!("There are no boundaries for province {province}; there are for: {known}."),
            ),
        ));
    };
    Ok(Reply {
        status: 200,
        media_type: MEDIA_TYPE.to_owned(),
        location: None,
        etag: Some(tag.clone()),
        headers: Vec::new(),
        body: body.clone(),
        replayed: false,
    })
}

fn make() -> Result<Answers, serde_json::Error> {
    let file: File = serde_json::from_str(FILE)?;
    let mut provinces: BTreeMap<String, Vec<&'static RawValue>> = BTreeMap::new();
    for feature in file.features {
        let boundary: Boundary = serde_json::from_str(feature.get())?;
        let province = boundary.properties.province_code;
        provinces.entry(province).or_default().push(feature);
    }
    provinces
        .into_iter()
        .map(|(province, features)| {
            let body = serde_json::to_vec(&BoundaryCollection {
                r#type: "FeatureCollection",
                features,
            })?;
            let tag = content_tag(&body);
            Ok((province, (body.into(), tag)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_province_has_its_regencies_by_code() {
        for (province, regencies) in [("63", 13), ("64", 10)] {
            let reply = of_province(province).unwrap();
            let json: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
            let features = json["features"].as_array().unwrap();
            assert_eq!(features.len(), regencies);
            for feature in features {
                assert_eq!(feature["id"], feature["properties"]["code"]);
                assert!(feature["geometry"]["coordinates"].is_array());
            }
            assert!(reply.etag.is_some());
        }
        assert_eq!(of_province("11").unwrap_err().kind(), Kind::NotFound);
    }
}
