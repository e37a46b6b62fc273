//! Regencies with what the features know of them.

use entity::kind::RegionLevel;
use entity::region::{Column, Model};
use sea_orm::{ConnectionTrait, DbErr};

use super::model::{RegencyFilter, RegencyProfile, RegencySummary};
use crate::auth::permission::ReadPrevalence;
use crate::auth::{Authorized, Permission, RegionScope};
use crate::db::keyset::{self, Key, KeyType};
use crate::http::Listing;
use crate::page::{CursorSeal, Page, parse_sort};
use crate::prevalence::{Standing, latest_figures, standing_of};
use crate::problem::{Fault, Place, Problem};
use crate::reference::targets_for;
use crate::region;
use crate::services::Services;
use crate::text::text;

/// What the figures of a profile are of.
const INDICATOR: &str = "stunting";

/// A page of regencies with their latest figures, which one query reads.
///
/// # Errors
/// A province that is none; a wrong cursor or sort; the database.
pub async fn list(
    caller: &Authorized<ReadPrevalence>,
    listing: Listing<RegencyFilter>,
) -> Result<Page<RegencySummary>, Problem> {
    let (connection, scope) = (caller.reader(), caller.scope());
    let mut faults = Vec::new();
    let sort = listing.page.sort.as_deref().unwrap_or("region_code");
    let fields = parse_sort(sort, &["region_code"]).unwrap_or_else(|fault| {
        faults.push(fault);
        Vec::new()
    });
    let province = listing.filter.province.as_deref();
    if let Some(code) = province {
        faults.extend(province_fault(connection, code).await?);
    }
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let question = format!("{}|{}", listing.question, scope.code());
    let seal = CursorSeal::new(&caller.services().deployment.cursor_key, &question);
    let descending = fields.first().is_some_and(|field| field.descending);
    let keys = [Key::new(
        Column::Code,
        KeyType::Text,
        descending,
        |row: &Model| row.code.clone(),
    )];
    let query = region::regencies(scope, province);
    let page = keyset::page(connection, query, &keys, &listing.page, &seal).await?;
    let codes: Vec<String> = page.items.iter().map(|row| row.code.clone()).collect();
    let mut figures = latest_figures(connection, scope, &codes).await?;
    let items = page.items.into_iter().map(|row| RegencySummary {
        figures: figures.remove(&row.code).unwrap_or_default(),
        region_code: row.code,
        name: row.name,
        kind: row.kind,
    });
    Ok(Page {
        items: items.collect(),
        page: page.page,
    })
}

/// Regions are public, so a province that is none is a fault of whoever asks; one outside the caller's region has no
/// regencies for them.
async fn province_fault(
    connection: &impl ConnectionTrait,
    code: &str,
) -> Result<Option<Fault>, DbErr> {
    let place = Place::Parameter("province".to_owned());
    Ok(match region::check_code(connection, code, place).await? {
        Ok(region) if region.level == RegionLevel::Province => None,
        Ok(_) => Some(Fault::parameter(
            "province",
            "not_a_province",
            text(
                "bukan provinsi; tulis kode dua angka seperti 64",
                "is no province; write a code of two digits as in 64",
            ),
        )),
        Err(fault) => Some(fault),
    })
}

/// Whether a regency can be seen from a region.
///
/// # Errors
/// The database.
pub async fn visible_version(
    services: &Services,
    scope: &RegionScope,
    code: &str,
) -> Result<Option<i64>, DbErr> {
    Ok(find(services.db.reader(), scope, code).await?.map(|_| 0))
}

async fn find(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    code: &str,
) -> Result<Option<Model>, DbErr> {
    let region = region::find(connection, code).await?;
    Ok(
        region
            .filter(|region| region.level == RegionLevel::Regency && scope.contains(&region.code)),
    )
}

/// A regency with what is known of it.
///
/// # Errors
/// No regency, or outside the caller's region; the database.
pub async fn read(
    caller: &Authorized<ReadPrevalence>,
    code: &str,
) -> Result<RegencyProfile, Problem> {
    let (connection, scope) = (caller.reader(), caller.scope());
    let region = find(connection, scope, code)
        .await?
        .ok_or_else(Problem::not_found)?;
    let above = region::ancestors(&region.code);
    let mut ancestors = region::find_all(connection, &above).await?;
    let Standing {
        figures,
        trends,
        open_discrepancies,
    } = standing_of(connection, scope, &region).await?;
    let targets = targets_for(connection, &region.code, INDICATOR).await?;
    let seasons = if caller.actor().may(Permission::ReadReports) {
        let now = caller.services().clock.now();
        let parsed = &caller.services().parsed;
        let language = caller.context().language;
        crate::action::standing_of(connection, parsed, &region, now, language).await?
    } else {
        Vec::new()
    };
    let foster = crate::foster::standing_of(caller.services(), caller.actor(), &region).await?;
    Ok(RegencyProfile {
        ancestors: above
            .iter()
            .filter_map(|code| ancestors.remove(code))
            .map(Into::into)
            .collect(),
        figures,
        trends,
        open_discrepancies,
        targets: targets.into_iter().map(Into::into).collect(),
        seasons,
        foster,
        region_code: region.code,
        name: region.name,
        kind: region.kind,
        bps_code: region.bps_code,
        listed_until: region.listed_until,
    })
}
