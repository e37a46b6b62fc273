//! Who receives by an assignment, as the programme's side sees them. What became of somebody in another regency, and where they
//! went, is not the business of the one to which an ended assignment belongs.

use chrono::NaiveDate;
use entity::foster_assignment::Model;
use entity::id::{ChildId, ExpectantMotherId};
use entity::kind::{ChildState, MotherState, Sex};
use entity::{child, expectant_mother};
use serde::Serialize;
use utoipa::ToSchema;

use crate::foster::days::completed_months;
use crate::mother::trimester;
use crate::region::regency;

/// The child of an assignment; one who moved to another regency is shown as it left.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterChild {
    /// Its id.
    pub id: ChildId,
    /// The code by which people speak of it.
    #[schema(example = "baku-timo-rasi")]
    pub code: String,
    /// Its sex.
    pub sex: Sex,
    /// Its age in completed months.
    #[schema(example = 17)]
    pub age_months: i32,
    /// Where it lives.
    #[schema(example = "64.74.01.1003")]
    pub region_code: String,
    /// What became of it.
    pub state: ChildState,
    /// Whether a parent or guardian agrees that a donor learns of it.
    pub donor_disclosure: bool,
}

/// The expectant mother of an assignment; one who moved to another regency is shown as she left.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FosterMother {
    /// Her id.
    pub id: ExpectantMotherId,
    /// The code by which people speak of her.
    #[schema(example = "baku-timo-rasi")]
    pub code: String,
    /// The trimester; null of one who is not expecting any more.
    #[schema(required, minimum = 1, maximum = 3, example = 2)]
    pub trimester: Option<u8>,
    /// Where she lives.
    #[schema(example = "64.74.01.1003")]
    pub region_code: String,
    /// What became of her pregnancy, and of her.
    pub state: MotherState,
    /// The record of the child to whom she gave birth.
    #[schema(required)]
    pub child_id: Option<ChildId>,
    /// Whether she agrees that a donor learns of her.
    pub donor_disclosure: bool,
}

/// Whether somebody has left the regency to which an assignment belongs.
fn has_left(region_code: &str, row: &Model) -> bool {
    regency(region_code) != regency(&row.region_code)
}

impl FosterChild {
    /// The child of a row; `agreed` says whether a donor may learn of it.
    pub fn new(child: &child::Model, row: &Model, agreed: bool, today: NaiveDate) -> Self {
        let left = has_left(&child.region_code, row);
        let (region, state) = if left {
            (&row.region_code, ChildState::Moved)
        } else {
            (&child.region_code, child.state)
        };
        Self {
            id: child.id,
            code: child.code.clone(),
            sex: child.sex,
            age_months: completed_months(child.birth_date, today),
            region_code: region.clone(),
            state,
            donor_disclosure: agreed && !left,
        }
    }
}

impl FosterMother {
    /// The mother of a row; `agreed` says whether a donor may learn of her.
    pub fn new(
        mother: &expectant_mother::Model,
        row: &Model,
        agreed: bool,
        today: NaiveDate,
    ) -> Self {
        let left = has_left(&mother.region_code, row);
        let (region, state) = if left {
            (&row.region_code, MotherState::Moved)
        } else {
            (&mother.region_code, mother.state)
        };
        let expecting = state == MotherState::Active;
        Self {
            id: mother.id,
            code: mother.code.clone(),
            trimester: expecting.then(|| trimester(mother.due_on, today)),
            region_code: region.clone(),
            state,
            child_id: mother.child_id.filter(|_| !left),
            donor_disclosure: agreed && !left,
        }
    }
}
