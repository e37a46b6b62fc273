//! What every question is about: a region of the caller, an indicator, perhaps a source. All faults at once.

use std::sync::Arc;

use entity::region::Model as Region;

use crate::auth::Authorized;
use crate::auth::permission::ReadPrevalence;
use crate::problem::{Fault, Kind, Problem};
use crate::reference::{Catalogue, catalogue};
use crate::region;
use crate::text::text;

/// The indicator that is meant where none is named.
pub const DEFAULT_INDICATOR: &str = "stunting";

/// What is asked about.
pub struct Asked {
    /// The region.
    pub region: Region,
    /// The code of the indicator.
    pub indicator: String,
    /// Sources and indicators.
    pub catalogue: Arc<Catalogue>,
}

/// A question as it was sent.
pub struct Question<'a> {
    /// The name and value of the parameter that names the region, or what is wrong with the choice of it.
    pub region: Result<(&'static str, &'a str), Fault>,
    /// The indicator.
    pub indicator: Option<&'a str>,
    /// The source, where one is asked for.
    pub source: Option<&'a str>,
}

impl Question<'_> {
    /// What it is about.
    ///
    /// # Errors
    /// 404 for a region that is unknown or outside the caller's; 422 with everything else that is wrong; the database.
    pub async fn read(self, caller: &Authorized<ReadPrevalence>) -> Result<Asked, Problem> {
        let (connection, scope) = (caller.reader(), caller.scope());
        let mut faults = Vec::new();
        let region = match self.region {
            Err(fault) => {
                faults.push(fault);
                None
            }
            Ok((parameter, code)) => {
                match region::asked(connection, scope, parameter, code).await {
                    Ok(region) => Some(region),
                    Err(problem) if problem.kind() == Kind::Invalid => {
                        faults.extend_from_slice(problem.faults());
                        None
                    }
                    Err(problem) => return Err(problem),
                }
            }
        };
        let catalogue = catalogue(connection).await?;
        let indicator = self.indicator.unwrap_or(DEFAULT_INDICATOR);
        if !catalogue.indicators.contains_key(indicator) {
            faults.push(unknown("indicator", catalogue.indicators.keys()));
        }
        if self
            .source
            .is_some_and(|code| !catalogue.sources.contains_key(code))
        {
            faults.push(unknown("source", catalogue.sources.keys()));
        }
        match region {
            Some(region) if faults.is_empty() => Ok(Asked {
                region,
                indicator: indicator.to_owned(),
                catalogue,
            }),
            _ => Err(Problem::invalid(faults)),
        }
    }
}

fn unknown<'a>(parameter: &str, known: impl Iterator<Item = &'a String>) -> Fault {
    let mut known: Vec<&str> = known.map(String::as_str).collect();
    known.sort_unstable();
    let known = known.join(", ");
    Fault::parameter(
        parameter,
        "unknown_value",
        text(
            format!("tidak dikenal; yang dikenal: {known}"),
            format!("is unknown; known are: {known}"),
        ),
    )
}
