//! What the demo tells of a regency, in days before today: children with half a year of weighings, and who looks after some
//! of those who measured below −2. Whoever is chosen so measures higher the next time, with care or without.

use entity::kind::AssignmentState::{
    self, Active, Approved, Completed, Graduated, Proposed, Rejected, Terminated,
};
use growth::Sex;

use super::draw::Draws;
use super::grow::{Lines, Measures};
use super::lot::assigned;

/// A regency of the demo.
pub(super) struct Place {
    /// Its code.
    pub(super) regency: &'static str,
    /// Where in it the children live.
    pub(super) within: &'static str,
    /// What their NIK begin with.
    pub(super) nik: &'static str,
    /// What the lot is drawn by: so chosen that on no day of a year chance looks like an effect, as it does once in twenty times.
    seed: u64,
    /// Who is looked after.
    pub(super) care: &'static [Row],
}

/// A programme, a state, how many assignments, and how many weighings before today their care began.
pub(super) type Row = (&'static str, AssignmentState, usize, usize);

pub(super) const PLACES: [Place; 2] = [
    Place {
        regency: "64.74",
        within: "64.74",
        nik: "647401",
        seed: 103,
        care: &[
            ("GENTING", Graduated, 2, 5),
            ("GENTING", Active, 14, 5),
            ("GENTING", Completed, 5, 5),
            ("GENTING", Terminated, 2, 5),
            ("BONTANG_3_BULAN", Completed, 6, 5),
            ("BAAS", Active, 8, 4),
            ("BAAS", Completed, 2, 5),
            ("GENTING", Approved, 2, 0),
            ("GENTING", Proposed, 3, 0),
            ("BAAS", Rejected, 1, 0),
        ],
    },
    Place {
        regency: "64.02",
        within: "64.02.06",
        nik: "640206",
        seed: 250,
        care: &[
            ("GENTING", Graduated, 1, 5),
            ("GENTING", Active, 16, 5),
            ("GENTING", Completed, 6, 5),
            ("GENTING", Terminated, 3, 5),
            ("BAAS", Active, 9, 4),
            ("BAAS", Completed, 3, 5),
            ("GENTING", Approved, 3, 0),
            ("GENTING", Proposed, 3, 0),
            ("BAAS", Rejected, 1, 0),
        ],
    },
];

/// How many children a regency has.
const CHILDREN: i32 = 310;
/// How often each was weighed, and after how many days again.
const VISITS: i32 = 7;
const APART: i32 = 30;

/// A child.
#[derive(Debug, Clone)]
pub(super) struct Sketch {
    /// Counted from one.
    pub(super) number: i32,
    pub(super) male: bool,
    /// Today, in days.
    pub(super) age_days: i32,
    /// Where it lives, counted among the villages.
    pub(super) village: usize,
    pub(super) at_risk: bool,
    /// How many days ago it was weighed, and what was measured, the first time first.
    pub(super) visits: Vec<(i32, Measures)>,
}

/// An assignment.
#[derive(Debug, Clone)]
pub(super) struct Care {
    /// Of which child, counted among the children.
    pub(super) child: usize,
    /// By which foster parent, counted among those of `parents`.
    pub(super) giver: usize,
    pub(super) programme: &'static str,
    pub(super) state: AssignmentState,
    /// The first and the last day that is planned, in days ago.
    pub(super) planned: (i32, i32),
    /// How many days ago it began and ended.
    pub(super) started: Option<i32>,
    pub(super) ended: Option<i32>,
    /// How many days ago something was delivered.
    pub(super) delivered: Vec<i32>,
    /// Whether a parent agreed that a donor learns of the child.
    pub(super) agreed: bool,
}

/// What is told.
pub(super) struct Story {
    pub(super) children: Vec<Sketch>,
    pub(super) care: Vec<Care>,
}

/// Invents a regency; the same each time, but for the day on which it is told.
pub(super) fn story(place: &Place, villages: usize) -> Story {
    let mut draws = Draws::new(place.seed);
    let villages = i32::try_from(villages).unwrap_or(1).max(1);
    let lines = [Lines::of(Sex::Female), Lines::of(Sex::Male)];
    let mut children: Vec<Sketch> = (1..=CHILDREN)
        .filter_map(|number| sketch(&mut draws, &lines, number, villages))
        .collect();
    let care = assigned(&mut draws, place, &mut children);
    Story { children, care }
}

/// A child: a z-score of its own, about which it wanders slowly, and an error at each measuring.
fn sketch(draws: &mut Draws, lines: &[Lines; 2], number: i32, villages: i32) -> Option<Sketch> {
    let male = draws.below(2) == 1;
    let lines = lines.get(usize::from(male))?;
    let age_days = 250 + draws.below(1_250);
    let village = draws.below(villages);
    let own = draws.about(-155, 100);
    let own_weight = own * 6 / 10 + draws.about(-20, 60);
    let mut wander = draws.about(0, 30);
    let mut visits = Vec::new();
    for visit in 0..VISITS {
        // Not today: a child is weighed once a day, and somebody may want to. Each village has a day of its own.
        let ago = 1 + village % 6 + (VISITS - 1 - visit) * APART;
        let haz = draws.about(own + wander, 22);
        let waz = draws.about(own_weight + wander / 2, 5);
        visits.push((ago, lines.measures(age_days - ago, haz, waz)?));
        wander = draws.about(wander * 8 / 10, 18);
    }
    Some(Sketch {
        number,
        male,
        age_days,
        village: usize::try_from(village).ok()?,
        at_risk: draws.below(3) == 0,
        visits,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Days, NaiveDate};

    use crate::foster::outcome::compare::{Cared, Comparison, windows};
    use crate::foster::outcome::data::Series;
    use crate::foster::outcome::estimate::Effect;
    use crate::foster::outcome::pair::{Measure, Point, of_care};

    fn series(child: &Sketch, regency: &str, today: NaiveDate) -> Series {
        let point = |(ago, measures): &(i32, Measures)| Point {
            on: today - Days::new(u64::try_from(*ago).unwrap()),
            age_days: child.age_days - ago,
            haz: Some(measures.haz),
            waz: None,
            whz: None,
            had: None,
        };
        Series {
            region_code: format!("{regency}.01.10{:02}", child.village),
            standard: None,
            points: child.visits.iter().map(point).collect(),
        }
    }

    fn effect(place: &Place, story: &Story, programme: &str, today: NaiveDate) -> Option<Effect> {
        let before = |ago: i32| today - Days::new(u64::try_from(ago).unwrap());
        let of = |child: usize| series(&story.children[child], place.regency, today);
        let begun = story.care.iter().filter(|care| care.started.is_some());
        let cared: Vec<Cared> = begun
            .clone()
            .filter(|care| care.programme == programme)
            .filter_map(|care| {
                let (start, end) = (before(care.started?), before(care.ended.unwrap_or(0)));
                let series = of(care.child);
                let pair = of_care(&series.points, start, end).ok()?;
                let region_code = series.region_code;
                Some(Cared { region_code, pair })
            })
            .collect();
        let in_care: Vec<usize> = begun.map(|care| care.child).collect();
        let nobodys: Vec<Series> = (0..story.children.len())
            .filter(|child| !in_care.contains(child))
            .map(of)
            .collect();
        Comparison::new(&windows(&cared), &nobodys).effect(&cared, Measure::Haz)
    }

    /// Quarters of the comparison lie differently on each day on which the demo may be started.
    #[test]
    fn care_looks_like_a_success_and_is_none() {
        let first = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        for (place, villages) in PLACES.iter().zip([15, 14]) {
            let story = story(place, villages);
            for day in 0..366 {
                let found = effect(place, &story, "GENTING", first + Days::new(day)).unwrap();
                assert!(
                    found.change > 0.1 && !found.is_distinguishable(),
                    "{day} {found:?}"
                );
                assert!(found.children >= 15, "{day} {found:?}");
            }
        }
    }

    #[test]
    fn as_many_as_planned_are_looked_after() {
        for place in &PLACES {
            let story = story(place, 15);
            assert_eq!(story.children.len(), 310);
            let low = story
                .children
                .iter()
                .filter(|child| child.visits[6].1.haz < -200);
            assert!((70..130).contains(&low.count()));
            let planned: usize = place.care.iter().map(|(_, _, number, _)| number).sum();
            assert_eq!((story.care.len(), planned), (45, 45), "{}", place.regency);
        }
    }
}
