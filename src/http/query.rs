//! Query parameters, strictly: an unknown, repeated or broken one is an error that names it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use utoipa::IntoParams;
use validator::Validate;

use super::scalar::Scalar;
use crate::page::{MAX_LIMIT, PageParams};
use crate::problem::{Fault, Place, Problem};
use crate::text::text;
use crate::validation;

/// The parameters of an operation.
#[derive(Debug)]
pub struct Query<T>(pub T);

/// The parameters of a list: its filters, and those of every list.
#[derive(Debug)]
pub struct Listing<F> {
    /// The filters.
    pub filter: F,
    /// Limit, cursor, count and sort.
    pub page: PageParams,
    /// The filters and the sort as they were sent, in a fixed order: what cursors are bound to.
    pub question: String,
    link: String,
}

impl<F> Listing<F> {
    /// The address of the list as it was asked for, without the cursor.
    pub fn link(&self) -> String {
        self.link.clone()
    }
}

type Pairs = Vec<(String, String)>;

const PAGE_PARAMETERS: [&str; 4] = ["limit", "cursor", "count", "sort"];

impl<T: DeserializeOwned + Validate + IntoParams> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let pairs = pairs(req);
        ready(repeated(&pairs).and_then(|()| read(&pairs, &[])).map(Self))
    }
}

impl<F: DeserializeOwned + Validate + IntoParams> FromRequest for Listing<F> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(listing(req))
    }
}

fn listing<F: DeserializeOwned + Validate + IntoParams>(
    req: &HttpRequest,
) -> Result<Listing<F>, Problem> {
    let pairs = pairs(req);
    repeated(&pairs)?;
    let (paging, filters): (Pairs, Pairs) = pairs
        .into_iter()
        .partition(|(name, _)| PAGE_PARAMETERS.contains(&name.as_str()));
    let mut faults = Vec::new();
    let filter = read(&filters, &PAGE_PARAMETERS)
        .map_err(|problem| faults.extend_from_slice(problem.faults()));
    let page = read_page(&paging).map_err(|problem| faults.extend_from_slice(problem.faults()));
    let (Ok(filter), Ok(page)) = (filter, page) else {
        return Err(Problem::invalid(faults));
    };
    let mut question: Vec<String> = filters
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    question.sort();
    let question = format!(
        "{} {} {}",
        req.path(),
        page.sort.as_deref().unwrap_or_default(),
        question.join("&")
    );
    let mut rest = url::form_urlencoded::Serializer::new(String::new());
    rest.extend_pairs(
        paging
            .iter()
            .chain(&filters)
            .filter(|(name, _)| name != "cursor"),
    );
    let rest = rest.finish();
    let link = if rest.is_empty() {
        req.path().to_owned()
    } else {
        format!("{}?{rest}", req.path())
    };
    Ok(Listing {
        filter,
        page,
        question,
        link,
    })
}

fn read_page(pairs: &Pairs) -> Result<PageParams, Problem> {
    let page: PageParams = decode(pairs)?;
    if (1..=MAX_LIMIT).contains(&page.limit) {
        return Ok(page);
    }
    Err(Problem::invalid(vec![Fault::parameter(
        "limit",
        "out_of_range",
        text(
            format!("harus antara 1 dan {MAX_LIMIT}"),
            format!("must be between 1 and {MAX_LIMIT}"),
        ),
    )]))
}

fn pairs(req: &HttpRequest) -> Pairs {
    url::form_urlencoded::parse(req.query_string().as_bytes())
        .into_owned()
        .collect()
}

fn repeated(pairs: &Pairs) -> Result<(), Problem> {
    let mut faults = Vec::new();
    for (index, (name, _)) in pairs.iter().enumerate() {
        let before = pairs
            .iter()
            .take(index)
            .filter(|(other, _)| other == name)
            .count();
        if before == 1 {
            faults.push(Fault::parameter(
                name,
                "repeated",
                text("disebut lebih dari sekali", "is named more than once"),
            ));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(faults))
    }
}

/// Reads the parameters; all unknown ones are named at once. `others` are known, but read elsewhere.
fn read<T: DeserializeOwned + Validate + IntoParams>(
    pairs: &Pairs,
    others: &[&str],
) -> Result<T, Problem> {
    let value = decode::<T>(pairs).map_err(|problem| {
        let known: Vec<String> = T::into_params(|| None)
            .into_iter()
            .map(|p| p.name)
            .collect();
        let choices = known
            .iter()
            .map(String::as_str)
            .chain(others.iter().copied())
            .collect::<Vec<_>>()
            .join(", ");
        let unknown: Vec<Fault> = pairs
            .iter()
            .filter(|(name, _)| !known.contains(name))
            .map(|(name, _)| {
                Fault::parameter(
                    name,
                    "unknown_parameter",
                    text(
                        format!("tidak dikenal; yang dikenal: {choices}"),
                        format!("is unknown; known are: {choices}"),
                    ),
                )
            })
            .collect();
        if unknown.is_empty() {
            problem
        } else {
            Problem::invalid(unknown)
        }
    })?;
    value.validate().map_err(|errors| {
        let faults = validation::faults(&errors, "")
            .into_iter()
            .map(|fault| match fault.place {
                Place::Pointer(pointer) => {
                    Fault::parameter(pointer.trim_start_matches('/'), fault.code, fault.detail)
                }
                Place::Parameter(_) => fault,
            });
        Problem::invalid(faults.collect())
    })?;
    Ok(value)
}

fn decode<T: DeserializeOwned>(pairs: &Pairs) -> Result<T, Problem> {
    let deserializer = serde::de::value::MapDeserializer::<_, serde::de::value::Error>::new(
        pairs
            .iter()
            .map(|(name, value)| (name.as_str(), Scalar(value))),
    );
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let name = error.path().to_string();
        let message = error.inner().to_string();
        let name = if name == "." {
            message.split('`').nth(1).unwrap_or_default().to_owned()
        } else {
            name
        };
        let fault = if message.starts_with("missing field") {
            Fault::parameter(name, "required", text("wajib diisi", "is required"))
        } else {
            Fault::parameter(
                name,
                "type",
                text(
                    format!("nilainya salah ({message})"),
                    format!("has a wrong value ({message})"),
                ),
            )
        };
        Problem::invalid(vec![fault])
    })
}

/// The problem of parameters sent to an operation that has none.
pub(super) fn stray(query: &str) -> Option<Problem> {
    let faults: Vec<Fault> = url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, _)| {
            Fault::parameter(
                name,
                "unknown_parameter",
                text(
                    "tidak dikenal; operasi ini tidak berparameter",
                    "is unknown; this operation has no parameters",
                ),
            )
        })
        .collect();
    (!faults.is_empty()).then(|| Problem::invalid(faults))
}
