//! Suggestions: a number of statements that does not grow with children or foster parents.

use std::collections::HashSet;

use entity::foster_parent::Column as ParentColumn;
use entity::id::ChildId;
use entity::kind::{AssignmentState, FosterParentState};
use entity::{child, foster_assignment};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, FromQueryResult, QueryFilter, QueryOrder};

use super::model::{
    FosterCandidate, FosterSuggestion, FosterSuggestionQuery, FosterSuggestions,
    FosterUnservedChild,
};
use super::rank::{Child, Donor, FosterDistance, FosterUnserved, Pair, Ranking, Shares, rank};
use crate::auth::permission::ReadFoster;
use crate::auth::{Authorized, RegionScope};
use crate::foster::coverage::load::{in_need, present_child, programmes};
use crate::foster::coverage::service::no_programme;
use crate::foster::days::completed_months;
use crate::foster::parent::model::FosterParent;
use crate::foster::parent::query::{serving, visible};
use crate::foster::parent::store::shown;
use crate::foster::programme::definition::FosterProgrammeDefinition;
use crate::foster::programme::eligibility::ineligible;
use crate::foster::workflow::OPEN;
use crate::problem::Problem;
use crate::region;
use crate::reply::Reply;
use crate::text::{Language, text};

/// Which foster parent could look after which child.
///
/// # Errors
/// No such region within the caller's, no such programme; the database.
pub async fn read(
    caller: &Authorized<ReadFoster>,
    query: FosterSuggestionQuery,
) -> Result<Reply, Problem> {
    let (connection, services) = (caller.reader(), caller.services());
    let region = region::asked(connection, caller.scope(), "region", &query.region).await?;
    let today = services.clock.now().date_naive();
    let rules = programmes(services, Some(&query.programme), today).await?;
    let rule = rules.values().next().ok_or_else(no_programme)?;
    let scope = RegionScope::new(region.code.as_str());
    let taken = taken_children(connection).await?;
    let (mut waiting, mut shares) = (Vec::new(), Shares::new());
    for one in in_need(connection, &scope, today).await? {
        let needs = one.standing.needs(one.child.risk_status);
        let age_months = completed_months(one.child.birth_date, today);
        if !ineligible(&rule.receiver, age_months, &needs).is_empty() {
            continue;
        }
        let share = shares.entry(one.child.region_code.clone()).or_default();
        share.1 += 1;
        if taken.contains(&one.child.id) {
            continue;
        }
        share.0 += 1;
        waiting.push(FosterCandidate {
            id: one.child.id,
            code: one.child.code,
            sex: one.child.sex,
            age_months,
            region_code: one.child.region_code,
            needs: needs.into_iter().collect(),
            severity: one.standing.severity(),
        });
    }
    let parents = donors(caller, &scope, rule).await?;
    let ranking = rank(&children(&waiting), &free(&parents), &shares);
    let most = usize::try_from(query.at_most.unwrap_or(50)).unwrap_or(50);
    let view = View {
        waiting: &waiting,
        parents: &parents,
        shares: &shares,
        language: caller.context().language,
    };
    Reply::content(&view.shown(&ranking, most, today))
}

fn children(waiting: &[FosterCandidate]) -> Vec<Child> {
    let child = |one: &FosterCandidate| Child {
        region_code: one.region_code.clone(),
        severity: one.severity,
        age_months: one.age_months,
        code: one.code.clone(),
    };
    waiting.iter().map(child).collect()
}

fn free(parents: &[FosterParent]) -> Vec<Donor> {
    let donor = |one: &FosterParent| Donor {
        region_code: one.region_code.clone(),
        serves: one.serves.clone(),
        free: i64::from(one.capacity_children) - one.children_count - one.mothers_count,
    };
    parents.iter().map(donor).collect()
}

/// The foster parents of a programme who serve in a region, verified ones.
async fn donors(
    caller: &Authorized<ReadFoster>,
    scope: &RegionScope,
    rule: &FosterProgrammeDefinition,
) -> Result<Vec<FosterParent>, Problem> {
    let rows = visible(caller.scope())
        .filter(ParentColumn::Id.in_subquery(serving(scope)))
        .filter(ParentColumn::State.eq(FosterParentState::Verified))
        .filter(ParentColumn::KindCode.is_in(rule.giver_kinds.iter().map(String::as_str)))
        .order_by_asc(ParentColumn::Id)
        .all(caller.reader())
        .await?;
    Ok(shown(caller.reader(), rows).await?)
}

/// The children with an open assignment, by the record that goes on.
async fn taken_children(connection: &impl ConnectionTrait) -> Result<HashSet<ChildId>, DbErr> {
    use foster_assignment::{Column, Entity};
    #[derive(FromQueryResult)]
    struct Line {
        present: ChildId,
    }
    let of_child = Expr::col((child::Entity, child::Column::Id));
    let taken = Query::select()
        .expr_as(present_child(), "present")
        .from(Entity)
        .inner_join(child::Entity, of_child.equals((Entity, Column::ChildId)))
        .and_where(Expr::col((Entity, Column::State)).is_in(OPEN.map(AssignmentState::as_str)))
        .to_owned();
    let statement = connection.get_database_backend().build(&taken);
    let lines = Line::find_by_statement(statement).all(connection).await?;
    Ok(lines.into_iter().map(|line| line.present).collect())
}

/// What was found, for showing.
struct View<'a> {
    waiting: &'a [FosterCandidate],
    parents: &'a [FosterParent],
    shares: &'a Shares,
    language: Language,
}

impl View<'_> {
    fn shown(&self, ranking: &Ranking, most: usize, on: chrono::NaiveDate) -> FosterSuggestions {
        let unserved = |(n, reason): &(usize, FosterUnserved)| {
            Some(FosterUnservedChild {
                child: self.waiting.get(*n)?.clone(),
                reason: *reason,
                detail: self.why_not(*reason),
            })
        };
        let pairs = ranking.pairs.iter();
        FosterSuggestions {
            on,
            waiting_count: self.waiting.len(),
            items: pairs
                .filter_map(|pair| self.pair(pair))
                .take(most)
                .collect(),
            unserved_count: ranking.unserved.len(),
            unserved: ranking
                .unserved
                .iter()
                .filter_map(unserved)
                .take(most)
                .collect(),
        }
    }

    fn pair(&self, pair: &Pair) -> Option<FosterSuggestion> {
        let child = self.waiting.get(pair.child)?.clone();
        let parent = self.parents.get(pair.donor)?;
        let share = self.shares.get(&child.region_code).copied();
        let (unserved, eligible) = share.unwrap_or_default();
        let needs = child.needs.join(", ");
        let has = parent.children_count + parent.mothers_count;
        let reasons = [
            text(format!("Kebutuhan: {needs}."), format!("In need: {needs}.")),
            text(
                format!("{unserved} dari {eligible} anak yang berhak di desanya belum diasuh."),
                format!(
                    "Nobody looks after {unserved} of the {eligible} children of its village who may receive."
                ),
            ),
            near(pair.distance),
            text(
                format!("Mengasuh {has} dari {} penerima.", parent.capacity_children),
                format!("Looks after {has} of {}.", parent.capacity_children),
            ),
        ];
        Some(FosterSuggestion {
            child,
            foster_parent_id: parent.id,
            foster_parent_name: parent.name.clone(),
            distance: pair.distance,
            village_unserved_count: unserved,
            village_eligible_count: eligible,
            reasons: reasons
                .iter()
                .map(|reason| reason.in_language(self.language).to_owned())
                .collect(),
        })
    }

    fn why_not(&self, reason: FosterUnserved) -> String {
        let words = match reason {
            FosterUnserved::NobodyServes => text(
                "Tidak ada orang tua asuh program ini yang melayani wilayahnya.",
                "No foster parent of the programme serves where it lives.",
            ),
            FosterUnserved::NoCapacity => text(
                "Semua orang tua asuh yang melayani wilayahnya sudah penuh.",
                "Those who serve where it lives have all the children that they can take.",
            ),
        };
        words.in_language(self.language).to_owned()
    }
}

fn near(distance: FosterDistance) -> crate::text::Text {
    match distance {
        FosterDistance::Village => text("Sedesa.", "In the same village."),
        FosterDistance::District => text("Sekecamatan.", "In the same district."),
        FosterDistance::Regency => text("Sekabupaten/kota.", "In the same regency."),
        FosterDistance::Province => text("Seprovinsi.", "In the same province."),
        FosterDistance::Elsewhere => text(
            "Dari provinsi lain; melayani wilayah ini.",
            "Of another province; serves here.",
        ),
    }
}
