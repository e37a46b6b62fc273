//! The orders in which targets are listed.

use entity::target::{Column, Model};

use crate::db::keyset::{Key, KeyType};
use crate::page::{SortField, parse_sort};
use crate::problem::Problem;

const FIELDS: [&str; 2] = ["year", "region_code"];

/// What is asked for, else by region and year.
///
/// # Errors
/// A member by which targets are not sorted.
pub fn sorted(sort: Option<&str>) -> Result<Vec<SortField>, Problem> {
    parse_sort(sort.unwrap_or("region_code,year"), &FIELDS)
        .map_err(|fault| Problem::invalid(vec![fault]))
}

/// The columns of an order, ended by the id, since two indicators may share region and year.
pub fn keys(order: &[SortField]) -> Vec<Key<Model>> {
    let key = |field: &SortField| match field.name {
        "year" => Key::new(
            Column::Year,
            KeyType::Integer,
            field.descending,
            |row: &Model| row.year.to_string(),
        ),
        _ => Key::new(
            Column::RegionCode,
            KeyType::Text,
            field.descending,
            |row: &Model| row.region_code.clone(),
        ),
    };
    let id = Key::new(Column::Id, KeyType::Uuid, false, |row: &Model| {
        row.id.to_string()
    });
    order.iter().map(key).chain([id]).collect()
}
