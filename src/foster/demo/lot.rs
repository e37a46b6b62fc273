//! Who of the demo's children is looked after, and what became of that: by lot among those who measured low.

use entity::kind::AssignmentState::{
    self, Active, Approved, Completed, Graduated, Proposed, Rejected, Terminated,
};

use super::draw::Draws;
use super::grow::Measures;
use super::plan::{Care, Place, Sketch};

/// Who looks after whom. Chosen by lot among those who measured below −2 when the care began.
pub(super) fn assigned(draws: &mut Draws, place: &Place, children: &mut [Sketch]) -> Vec<Care> {
    let mut order: Vec<usize> = (0..children.len()).collect();
    for left in (1..order.len()).rev() {
        let other = draws.below(i32::try_from(left + 1).unwrap_or(1));
        order.swap(left, usize::try_from(other).unwrap_or(0));
    }
    let mut all = Vec::new();
    for &(programme, state, number, before) in place.care {
        let mut chosen = Vec::new();
        order.retain(|&child| {
            let fits = children
                .get(child)
                .is_some_and(|child| fits(child, programme, state, before));
            let take = fits && chosen.len() < number;
            if take {
                chosen.push(child);
            }
            !take
        });
        for (nth, child) in chosen.into_iter().enumerate() {
            let Some(sketch) = children.get_mut(child) else {
                continue;
            };
            all.extend(care(
                sketch,
                child,
                (programme, state, nth, before),
                all.len(),
            ));
        }
    }
    all
}

/// The visit about which care began, counted from the last one.
fn visit(child: &Sketch, before: usize) -> Option<(i32, Measures)> {
    child.visits.iter().rev().nth(before).copied()
}

fn fits(child: &Sketch, programme: &str, state: AssignmentState, before: usize) -> bool {
    let Some((ago, measured)) = visit(child, before) else {
        return false;
    };
    let age = child.age_days - ago;
    let of_age = match programme {
        // Under two and from six months on, with room for the months being of different lengths.
        "BAAS" => age < 690,
        "BONTANG_3_BULAN" => age > 190,
        _ => true,
    };
    let later = child.visits.iter().rev().take(before);
    let recovers = || later.take(2).all(|(_, later)| later.haz >= -200);
    measured.haz < -205 && of_age && (state != Graduated || recovers())
}

fn care(
    child: &mut Sketch,
    index: usize,
    (programme, state, nth, before): (&'static str, AssignmentState, usize, usize),
    before_it: usize,
) -> Option<Care> {
    let (measured, _) = visit(child, before)?;
    let has_begun = !matches!(state, Proposed | Approved | Rejected);
    let started = has_begun.then_some(measured - 3);
    let first = started.unwrap_or(-3);
    let days = match (programme, state) {
        ("BONTANG_3_BULAN", _) => 90,
        (_, Completed) => 120,
        _ => 180,
    };
    let planned = (first, first - days + 1);
    let ended = match state {
        Completed => Some(planned.1 - 1),
        Graduated => Some(0),
        Terminated => Some(first - 70),
        Rejected => Some(0),
        _ => None,
    };
    // Of the active ones two get no more after the third month, and another gains no more.
    let is_late = state == Active && (programme, nth) == ("GENTING", 3);
    if state == Active && (programme, nth) == ("GENTING", 5) {
        let mut last = child.visits.iter_mut().rev().take(3).collect::<Vec<_>>();
        let least = last.last().map(|(_, measures)| measures.weight_g);
        last.iter_mut()
            .for_each(|(_, measures)| measures.weight_g = least.unwrap_or(measures.weight_g));
    }
    let until = ended.unwrap_or(0).max(if is_late { 60 } else { 0 });
    let monthly = (0..).map(|month| first - 5 - 30 * month);
    let delivered = monthly
        .take_while(|ago| has_begun && *ago >= until)
        .enumerate()
        // Every fifth had a month without.
        .filter(|(month, _)| !(nth % 5 == 4 && *month == 1))
        .map(|(_, ago)| ago);
    Some(Care {
        child: index,
        giver: giver(programme, before_it),
        programme,
        state,
        planned,
        started,
        ended,
        delivered: delivered.collect(),
        agreed: has_begun || (state == Approved && nth == 0),
    })
}

/// The company has many, a person few.
fn giver(programme: &str, nth: usize) -> usize {
    const TURNS: [usize; 16] = [0, 1, 0, 3, 0, 4, 1, 0, 2, 0, 3, 0, 4, 0, 1, 3];
    if programme == "BONTANG_3_BULAN" {
        return nth % 2;
    }
    TURNS.get(nth % TURNS.len()).copied().unwrap_or(0)
}
