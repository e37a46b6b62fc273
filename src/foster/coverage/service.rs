//! Coverage of the regions below one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;

use super::count::{Counts, Needy, below, count};
use super::load::{InNeed, in_need, programmes, receipts, spent};
use super::model::{
    FosterCoverage, FosterCoverageAid, FosterCoverageFunds, FosterCoverageQuery, FosterCoverageRow,
};
use super::mothers;
use super::suppress::suppress;
use crate::auth::permission::{Permission, ReadFoster};
use crate::auth::{Authorized, RegionScope};
use crate::foster::days::completed_months;
use crate::foster::programme::definition::FosterProgrammeDefinition;
use crate::foster::programme::eligibility::ineligible;
use crate::foster::receiver::FosterReceiverKind;
use crate::pct::Pct;
use crate::problem::{Fault, Problem};
use crate::region;
use crate::reply::Reply;
use crate::services::Services;
use crate::text::text;

/// How many children in need somebody looks after, in the regions below one.
///
/// # Errors
/// No such region within the caller's, no such programme; the database.
pub async fn read(
    caller: &Authorized<ReadFoster>,
    query: FosterCoverageQuery,
) -> Result<Reply, Problem> {
    let (connection, scope) = (caller.reader(), caller.scope());
    let parent = region::asked(connection, scope, "parent", &query.parent).await?;
    // Who may read children is shown small numbers of them too.
    let sees_all = caller.actor().may(Permission::ReadChildren);
    let programme = query.programme.as_deref();
    let of = query.receiver.unwrap_or_default();
    Reply::content(&coverage(caller.services(), &parent, (of, programme), sees_all).await?)
}

/// The same of a region that the caller sees, of children or of mothers, by a programme or by any.
///
/// # Errors
/// No such programme; the database.
pub async fn coverage(
    services: &Services,
    parent: &entity::region::Model,
    (of, code): (FosterReceiverKind, Option<&str>),
    sees_all: bool,
) -> Result<FosterCoverage, Problem> {
    let connection = services.db.reader();
    let today = services.clock.now().date_naive();
    let rules = programmes(services, code, today).await?;
    if code.is_some() && rules.is_empty() {
        return Err(no_programme());
    }
    let scope = RegionScope::new(parent.code.as_str());
    let (needy, receipts) = match of {
        FosterReceiverKind::Child => (
            children_in_need(connection, &scope, &rules, today).await?,
            receipts(connection, &scope, code).await?,
        ),
        FosterReceiverKind::ExpectantMother => (
            mothers::in_need(connection, &scope, &rules, today).await?,
            mothers::receipts(connection, &scope, code).await?,
        ),
    };
    let spent = spent(connection, &scope, code, of).await?;
    let children = region::children(connection, &parent.code).await?;
    let whole = count(&needy, &receipts, &spent, |_| parent.code.clone());
    let mut by_region = count(&needy, &receipts, &spent, |code| {
        below(&parent.code, code).to_owned()
    });
    let of_whole = whole.get(&parent.code).cloned().unwrap_or_default();
    let columns = Columns::of(&of_whole);
    let mut total = columns.row(&parent.code, &parent.name, &of_whole);
    let mut items: Vec<FosterCoverageRow> = children
        .iter()
        .map(|child| {
            let counts = by_region.remove(&child.code).unwrap_or_default();
            columns.row(&child.code, &child.name, &counts)
        })
        .collect();
    // What is written down for the region itself, or for one that is listed no more, has a line of its own.
    if !children.is_empty() {
        let rest = by_region.iter();
        items.extend(rest.map(|(code, counts)| columns.row(code, "", counts)));
    }
    let suppressed = !sees_all && suppress(&mut total, &mut items);
    if of == FosterReceiverKind::ExpectantMother {
        for one in items
            .iter_mut()
            .chain([&mut total])
            .flat_map(|row| &mut row.aid)
        {
            one.mothers_count = one.children_count.take();
        }
    }
    Ok(FosterCoverage {
        on: today,
        receiver: of,
        programme: code.map(str::to_owned),
        suppressed,
        total,
        items,
    })
}

/// The children of a region who are in need, and whether they may receive by one of some programmes.
async fn children_in_need(
    connection: &impl ConnectionTrait,
    scope: &RegionScope,
    rules: &HashMap<String, Arc<FosterProgrammeDefinition>>,
    today: NaiveDate,
) -> Result<Vec<Needy>, Problem> {
    let needy = |one: InNeed| {
        let needs = one.standing.needs(one.child.risk_status);
        let age = completed_months(one.child.birth_date, today);
        let mut receivers = rules.values().map(|rule| &rule.receiver);
        Needy {
            id: one.child.id.0,
            eligible: receivers.any(|rule| ineligible(rule, age, &needs).is_empty()),
            region_code: one.child.region_code,
        }
    };
    let all = in_need(connection, scope, today).await?;
    Ok(all.into_iter().map(needy).collect())
}

/// No programme of this code begins now.
pub fn no_programme() -> Problem {
    Problem::invalid(vec![Fault::parameter(
        "programme",
        "unknown_value",
        text(
            "tidak ada program itu yang berlaku sekarang",
            "is no programme that holds now",
        ),
    )])
}

/// The kinds of aid and sources of funds of which every row has a cell.
struct Columns {
    aid: BTreeSet<String>,
    funds: BTreeSet<String>,
}

impl Columns {
    fn of(counts: &Counts) -> Self {
        Self {
            aid: counts.aid.keys().cloned().collect(),
            funds: counts.funds.keys().cloned().collect(),
        }
    }

    fn row(&self, code: &str, name: &str, counts: &Counts) -> FosterCoverageRow {
        let value = |of: &BTreeMap<String, i64>, key| Some(of.get(key).copied().unwrap_or(0));
        FosterCoverageRow {
            region_code: code.to_owned(),
            region_name: name.to_owned(),
            in_need_count: Some(counts.in_need),
            eligible_count: Some(counts.eligible),
            served_count: Some(counts.served),
            coverage_pct: Pct::share(counts.served, counts.eligible),
            receiving_count: Some(counts.receiving),
            aid: self
                .aid
                .iter()
                .map(|kind| FosterCoverageAid {
                    aid_kind: kind.clone(),
                    children_count: value(&counts.aid, kind),
                    mothers_count: None,
                })
                .collect(),
            funds: self
                .funds
                .iter()
                .map(|source| FosterCoverageFunds {
                    funding_source: source.clone(),
                    delivered_idr: value(&counts.funds, source),
                })
                .collect(),
        }
    }
}
