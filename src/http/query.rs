//! Query parameters, strictly: an unknown, repeated or broken one is an error that names it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use utoipa::IntoParams;
use utoipa::openapi::Required;
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
        let (pairs, mut faults) = pairs(req);
        let value = read(&pairs, &[]).map_err(|found| faults.extend(found));
        ready(match value {
            Ok(value) if faults.is_empty() => Ok(Self(value)),
            _ => Err(Problem::invalid(faults)),
        })
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
    let (pairs, mut faults) = pairs(req);
    let (paging, filters): (Pairs, Pairs) = pairs
        .into_iter()
        .partition(|(name, _)| PAGE_PARAMETERS.contains(&name.as_str()));
    let filter = read(&filters, &PAGE_PARAMETERS).map_err(|found| faults.extend(found));
    let page = read_page(&paging).map_err(|found| faults.extend(found));
    let (Ok(filter), Ok(page), true) = (filter, page, faults.is_empty()) else {
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

fn read_page(pairs: &Pairs) -> Result<PageParams, Vec<Fault>> {
    let page: PageParams = decode(pairs).map_err(|first| every::<PageParams>(pairs, first))?;
    if (1..=MAX_LIMIT).contains(&page.limit) {
        return Ok(page);
    }
    Err(vec![Fault::parameter(
        "limit",
        "out_of_range",
        text(
            format!("harus antara 1 dan {MAX_LIMIT}"),
            format!("must be between 1 and {MAX_LIMIT}"),
        ),
    )])
}

/// Every parameter once, and a fault for each that is named more than once.
fn pairs(req: &HttpRequest) -> (Pairs, Vec<Fault>) {
    let (mut pairs, mut faults) = (Pairs::new(), Vec::<Fault>::new());
    for (name, value) in url::form_urlencoded::parse(req.query_string().as_bytes()).into_owned() {
        if pairs.iter().all(|(other, _)| *other != name) {
            pairs.push((name, value));
            continue;
        }
        let fault = Fault::parameter(
            name,
            "repeated",
            text("disebut lebih dari sekali", "is named more than once"),
        );
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    (pairs, faults)
}

/// Reads the parameters; everything that is wrong is named at once. `others` are known, but read elsewhere.
fn read<T: DeserializeOwned + Validate + IntoParams>(
    pairs: &Pairs,
    others: &[&str],
) -> Result<T, Vec<Fault>> {
    let value = decode::<T>(pairs).map_err(|first| {
        let parameters = T::into_params(|| None);
        let (known, strange): (Pairs, Pairs) = pairs
            .iter()
            .cloned()
            .partition(|(name, _)| parameters.iter().any(|p| p.name == *name));
        let choices = parameters
            .iter()
            .map(|p| p.name.as_str())
            .chain(others.iter().copied())
            .collect::<Vec<_>>()
            .join(", ");
        let mut faults: Vec<Fault> = strange
            .into_iter()
            .map(|(name, _)| unknown(name, &choices))
            .collect();
        if let Err(known_first) = decode::<T>(&known) {
            faults.extend(every::<T>(&known, known_first));
        }
        let named = |name: &str| {
            let here = |fault: &Fault| matches!(&fault.place, Place::Parameter(n) if n == name);
            pairs.iter().any(|(given, _)| given == name) || faults.iter().any(here)
        };
        let missing: Vec<Fault> = parameters
            .iter()
            .filter(|p| p.required == Required::True && !named(&p.name))
            .map(|p| required(p.name.clone()))
            .collect();
        faults.extend(missing);
        if faults.is_empty() {
            faults.push(first);
        }
        faults
    })?;
    value.validate().map_err(|errors| {
        validation::faults(&errors, "")
            .into_iter()
            .map(|fault| match fault.place {
                Place::Pointer(pointer) => {
                    Fault::parameter(pointer.trim_start_matches('/'), fault.code, fault.detail)
                }
                Place::Parameter(_) => fault,
            })
            .collect::<Vec<_>>()
    })?;
    Ok(value)
}

fn unknown(name: String, choices: &str) -> Fault {
    Fault::parameter(
        name,
        "unknown_parameter",
        text(
            format!("tidak dikenal; yang dikenal: {choices}"),
            format!("is unknown; known are: {choices}"),
        ),
    )
}

fn required(name: String) -> Fault {
    Fault::parameter(name, "required", text("wajib diisi", "is required"))
}

/// What is wrong with every single parameter: each one that is refused is put aside, and the others are read again.
fn every<T: DeserializeOwned>(pairs: &Pairs, first: Fault) -> Vec<Fault> {
    let (mut rest, mut faults, mut next) = (pairs.clone(), Vec::new(), Some(first));
    while let Some(fault) = next.take() {
        let before = rest.len();
        rest.retain(|(name, _)| !matches!(&fault.place, Place::Parameter(place) if place == name));
        let set_aside = rest.len() < before;
        // What is missing only because it was put aside has been named already.
        if !faults
            .iter()
            .any(|known: &Fault| known.place == fault.place)
        {
            faults.push(fault);
        }
        if set_aside {
            next = decode::<T>(&rest).err();
        }
    }
    faults
}

fn decode<T: DeserializeOwned>(pairs: &Pairs) -> Result<T, Fault> {
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
        if message.starts_with("missing field") {
            return required(name);
        }
        Fault::parameter(
            name,
            "type",
            text(
                format!("nilainya salah ({message})"),
                format!("has a wrong value ({message})"),
            ),
        )
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
