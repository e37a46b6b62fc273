//! The children of a region, opened once and compared with many: for a file of thousands of rows, or for one child.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use entity::child;
use entity::id::ChildId;
use entity::kind::{ChildState, Sex};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, QueryFilter};

use super::days::near_days;
use super::identity::Identity;
use super::matching::{Features, Likeness, compare};
use super::names::Comparable;
use super::store::{aside, keys_of, visible};
use crate::auth::RegionScope;
use crate::vault::Vault;

/// Children with what is compared of them.
#[derive(Default)]
pub struct Candidates {
    known: Vec<(child::Model, Features)>,
    by_birth: HashMap<(Sex, NaiveDate), Vec<usize>>,
    by_nik: HashMap<Vec<u8>, Vec<usize>>,
}

impl Candidates {
    /// The children who live in a region: all, or those whose day of birth comes near some days. Merged and erased ones are
    /// none.
    ///
    /// # Errors
    /// The database.
    pub async fn load(
        connection: &impl ConnectionTrait,
        vault: &Vault,
        region: &RegionScope,
        near: Option<&[NaiveDate]>,
    ) -> Result<Self, DbErr> {
        use child::Column;
        let days = near.map(|near| {
            let days = near.iter().flat_map(|day| near_days(*day));
            Column::BirthDate.is_in(days)
        });
        let of = Condition::all()
            .add(region.rows(Column::RegionCode))
            .add(Column::State.ne(ChildState::Merged))
            .add(Column::ErasedAt.is_null())
            .add_option(days);
        let rows = visible(region).filter(of.clone()).all(connection).await?;
        let keys = keys_of(connection, of).await?;
        let vault = vault.clone();
        aside(move || {
            let mut candidates = Self::default();
            for row in rows {
                let sealed = row.identity_sealed.as_deref();
                if let Some(identity) = sealed.and_then(|it| keys.open(&vault, row.id, it)) {
                    candidates.add(row, &identity);
                }
            }
            candidates
        })
        .await
    }

    /// Adds a child that has just been written down.
    pub fn add(&mut self, row: child::Model, identity: &Identity) {
        let at = self.known.len();
        self.by_birth
            .entry((row.sex, row.birth_date))
            .or_default()
            .push(at);
        if let Some(nik) = row.nik_index.clone() {
            self.by_nik.entry(nik).or_default().push(at);
        }
        let features = features(&row, identity);
        self.known.push((row, features));
    }

    /// Who a record might be of, the likeliest first.
    pub fn of(&self, record: &Features) -> Vec<(&child::Model, Likeness)> {
        let by_nik = record
            .nik_index
            .as_ref()
            .and_then(|nik| self.by_nik.get(nik));
        let by_birth = near_days(record.birth_date);
        let by_birth = by_birth
            .into_iter()
            .filter_map(|day| self.by_birth.get(&(record.sex, day)));
        let mut places: Vec<usize> = by_nik
            .into_iter()
            .chain(by_birth)
            .flatten()
            .copied()
            .collect();
        places.sort_unstable();
        places.dedup();
        let mut found: Vec<(&child::Model, Likeness)> = places
            .into_iter()
            .filter_map(|at| self.known.get(at))
            .filter_map(|(row, features)| Some((row, compare(record, features)?)))
            .collect();
        found.sort_by_key(|(row, likeness)| {
            (
                std::cmp::Reverse((likeness.verdict, likeness.score)),
                row.id,
            )
        });
        found
    }

    /// Every two of them that might be one child, the older first, of which at least one is among some children.
    pub fn pairs<'a>(
        &'a self,
        among: &'a HashSet<ChildId>,
    ) -> impl Iterator<Item = (ChildId, ChildId, Likeness)> + 'a {
        let of = self.known.iter();
        let of = of.filter(|(row, _)| among.contains(&row.id));
        of.flat_map(move |(row, features)| {
            let own = row.id;
            // Of two that are both among them, the older one names the pair.
            let named = move |other: ChildId| other > own || !among.contains(&other);
            let like = self.of(features).into_iter();
            like.filter(move |(other, _)| other.id != own && named(other.id))
                .map(move |(other, likeness)| (own.min(other.id), own.max(other.id), likeness))
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The children, in no order.
    pub fn children(&self) -> impl Iterator<Item = (ChildId, &child::Model)> {
        self.known.iter().map(|(row, _)| (row.id, row))
    }
}

/// What is compared of a child.
pub fn features(row: &child::Model, identity: &Identity) -> Features {
    let parents = [&identity.mother_name, &identity.father_name];
    Features {
        nik_index: row.nik_index.clone(),
        sex: row.sex,
        birth_date: row.birth_date,
        region_code: row.region_code.clone(),
        name: Comparable::new(&identity.name),
        parents: parents
            .into_iter()
            .flatten()
            .filter_map(|name| Comparable::new(name))
            .collect(),
    }
}
