//! Which village a name in a file means: by the district beside it, in any spelling that is known, also where the district is
//! that of before a split. What is not clear is not guessed.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use strsim::normalized_damerau_levenshtein as alike;

use super::fault::RowFault;
use super::spelling::{Near, Place, exact, forms, likeness, parent, spaced};
use crate::auth::RegionScope;
use crate::region::normalise;

/// From which likeness a spelling is taken for a name, and by how much it has to lead before the next.
const NEAR: f64 = 0.8;
const LEAD: f64 = 0.08;
/// From which likeness a spelling is that of the regency: Ogan Komering Ulu is not Ogan Komering Ilir.
const SAME_REGENCY: f64 = 0.85;
type Found = Result<(String, Near), RowFault>;

/// The villages of a regency.
pub struct Villages {
    regency: Place,
    districts: Vec<Place>,
    villages: Vec<Place>,
    scope: RegionScope,
    known: HashMap<(String, String), Found>,
}

impl Villages {
    /// Of the places of a regency, as far as a caller may write there.
    pub fn new(regency: Place, below: Vec<Place>, scope: RegionScope) -> Self {
        let is_district = |place: &Place| place.code.len() == regency.code.len() + 3;
        let (districts, villages) = below.into_iter().partition(is_district);
        Self {
            regency,
            districts,
            villages,
            scope,
            known: HashMap::new(),
        }
    }

    /// Whether a name is the regency's.
    pub fn is_regency(&self, name: &str) -> bool {
        let bare = |name: &str| {
            let name = normalise(name);
            let kind = ["kabupaten", "kab", "kota"];
            let rest = kind.iter().find_map(|kind| name.strip_prefix(kind));
            rest.unwrap_or(&name).to_owned()
        };
        let wanted = bare(name);
        let mut names = self.regency.spellings.iter().map(|name| bare(name));
        names.any(|name| name == wanted || alike(&name, &wanted) >= SAME_REGENCY)
    }

    /// The village of a name, in the district of a name.
    ///
    /// # Errors
    /// Why not, with what it could be.
    pub fn find(&mut self, district: Option<&str>, village: &str) -> Found {
        let key = (normalise(district.unwrap_or_default()), spaced(village));
        if let Some(found) = self.known.get(&key) {
            return found.clone();
        }
        let found = self.look(district, village).and_then(|(code, near)| {
            if self.scope.contains(&code) {
                Ok((code, near))
            } else {
                Err(RowFault::new("desa_kel", "outside_scope", Some(village)))
            }
        });
        self.known.insert(key, found.clone());
        found
    }

    fn look(&self, district: Option<&str>, village: &str) -> Found {
        let within = match district {
            Some(name) => Some(self.district(name)?),
            None => None,
        };
        let wanted = forms(village);
        let listed = |place: &&Place| place.listed_until.is_none();
        let inside = |place: &&Place| {
            within
                .as_ref()
                .is_none_or(|codes| codes.contains(parent(&place.code)))
        };
        let here: Vec<&Place> = self.villages.iter().filter(inside).filter(listed).collect();
        match exact(&here, &wanted).as_slice() {
            [one] => return Ok((one.code.clone(), Near::Exact)),
            [] => {}
            several => return Err(unclear("ambiguous_village", village, several)),
        }
        let split = self.split_from(inside);
        if let [one] = exact(&split, &wanted).as_slice() {
            return Ok((one.code.clone(), Near::Split));
        }
        let mut near: Vec<(f64, &Place, Near)> = Vec::new();
        for (places, how) in [(&here, Near::Spelling), (&split, Near::Split)] {
            near.extend(
                places
                    .iter()
                    .map(|place| (likeness(place, &wanted), *place, how)),
            );
        }
        near.sort_by(|(a, x, _), (b, y, _)| b.total_cmp(a).then_with(|| x.code.cmp(&y.code)));
        let second = near.get(1).map_or(0.0, |(score, ..)| *score);
        if let Some((score, place, how)) = near.first()
            && *score >= NEAR
            && score - second >= LEAD
        {
            return Ok((place.code.clone(), *how));
        }
        // Perhaps it is the district that is wrong.
        let elsewhere: Vec<&Place> = self.villages.iter().filter(listed).collect();
        let mut could_be = exact(&elsewhere, &wanted);
        could_be.extend(
            near.iter()
                .filter(|(score, ..)| *score >= 0.6)
                .take(3)
                .map(|(_, place, _)| *place),
        );
        Err(unclear("unknown_village", village, &could_be))
    }

    /// The codes of the districts of a name.
    fn district(&self, name: &str) -> Result<HashSet<&str>, RowFault> {
        let wanted = forms(name);
        let all: Vec<&Place> = self.districts.iter().collect();
        let found = exact(&all, &wanted);
        if !found.is_empty() {
            return Ok(found.iter().map(|place| place.code.as_str()).collect());
        }
        let mut near: Vec<(f64, &Place)> = all
            .iter()
            .map(|place| (likeness(place, &wanted), *place))
            .collect();
        near.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        match near.as_slice() {
            [(score, place), rest @ ..]
                if *score >= NEAR && rest.first().is_none_or(|(next, _)| score - next >= LEAD) =>
            {
                Ok(HashSet::from([place.code.as_str()]))
            }
            _ => {
                let fault = RowFault::new("kec", "unknown_district", Some(name));
                let names: Vec<&str> = near
                    .iter()
                    .take(3)
                    .map(|(_, place)| place.name.as_str())
                    .collect();
                Err(fault.suggesting(names.join("; ")))
            }
        }
    }

    /// The villages that were put into another district on the day on which villages vanished from these.
    fn split_from(&self, inside: impl Fn(&&Place) -> bool) -> Vec<&Place> {
        let gone: HashSet<NaiveDate> = self
            .villages
            .iter()
            .filter(&inside)
            .filter_map(|place| place.listed_until)
            .collect();
        let moved = |place: &&Place| {
            place.listed_until.is_none()
                && place.listed_from.is_some_and(|from| gone.contains(&from))
        };
        let elsewhere = |place: &&Place| !inside(place);
        self.villages
            .iter()
            .filter(moved)
            .filter(elsewhere)
            .collect()
    }
}

fn unclear(code: &str, written: &str, places: &[&Place]) -> RowFault {
    let fault = RowFault::new("desa_kel", code, Some(written));
    if places.is_empty() {
        return fault;
    }
    let names: Vec<String> = places
        .iter()
        .take(5)
        .map(|place| format!("{} ({})", place.name, place.code))
        .collect();
    fault.suggesting(names.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(code: &str, names: &str, from: Option<&str>, until: Option<&str>) -> Place {
        let names: Vec<&str> = names.split('|').collect();
        Place {
            code: code.to_owned(),
            name: names[0].to_owned(),
            spellings: names.iter().map(|name| normalise(name)).collect(),
            listed_from: from.and_then(|day| day.parse().ok()),
            listed_until: until.and_then(|day| day.parse().ok()),
        }
    }

    fn villages() -> Villages {
        let (split, none) = (Some("2022-02-14"), None);
        let below = vec![
            place("64.02.08", "Kota Bangun", none, none),
            place("64.02.02", "Loa Kulu", none, none),
            place("64.02.19", "Kota Bangun Darat", split, none),
            place("64.02.08.2013", "Sumber Sari", none, split),
            place("64.02.08.2004", "Kota Bangun Ulu", none, none),
            place("64.02.02.2014", "Sumber Sari", none, none),
            place("64.02.19.2007", "Sumber Sari", split, none),
            place("64.02.19.2004", "Kota Bangun I", split, none),
            place("64.02.19.2005", "Kota Bangun II", split, none),
            place("64.02.02.2001", "Tanjung Laut", none, none),
            place("64.02.02.2002", "Tanjung Laut Indah", none, none),
            place("64.02.02.2003", "Gunung Telihan", none, none),
            place("64.02.02.2004", "Gas Alam Badak I", none, none),
            place("64.02.02.2005", "Lok Tuan|Loktuan", none, none),
            place("64.02.02.2006", "Loa Ipuh", none, none),
            place("64.02.02.2007", "Loa Ipuh Darat", none, none),
        ];
        let regency = place("64.02", "Kabupaten Kutai Kartanegara|Kukar", none, none);
        Villages::new(regency, below, RegionScope::new("64.02"))
    }

    #[test]
    fn tells_villages_by_district_and_spelling() {
        let mut villages = villages();
        for (district, village, code) in [
            ("LOA KULU", "SUMBER SARI", "64.02.02.2014"),
            ("KOTA BANGUN DARAT", "SUMBER SARI", "64.02.19.2007"),
            ("KOTA BANGUN", "SUMBER SARI", "64.02.19.2007"),
            ("Kec. Loa Kulu", "TJ LAUT", "64.02.02.2001"),
            ("LOA KULU", "TJ. LAUT  INDAH", "64.02.02.2002"),
            ("LOA KULU", "Tanjung Laut Indh", "64.02.02.2002"),
            ("LOA KULU", "TELIHAN", "64.02.02.2003"),
            ("LOA KULU", "GN. TELIHAN", "64.02.02.2003"),
            ("LOA KULU", "GAS ALAM", "64.02.02.2004"),
            ("LOAKULU", "LOK-TUAN", "64.02.02.2005"),
            ("LOA KULU", "LOA IPU", "64.02.02.2006"),
        ] {
            let found = villages.find(Some(district), village);
            assert_eq!(
                found.map(|(code, _)| code).ok().as_deref(),
                Some(code),
                "{district} {village}"
            );
        }
    }

    #[test]
    fn does_not_guess() {
        let mut villages = villages();
        for (district, village, code, suggestion) in [
            (
                Some("KOTA BANGUN DARAT"),
                "KOTA BANGUN V",
                "unknown_village",
                "64.02.19.2004",
            ),
            (None, "SUMBER SARI", "ambiguous_village", "64.02.02.2014"),
            (Some("KOTA BANGUN DARAT"), "TELIHAN", "unknown_village", ""),
            (
                Some("KOTA BANGUN DARAT"),
                "LOK TUAN",
                "unknown_village",
                "64.02.02.2005",
            ),
            (Some("SANGA SANGA"), "LOK TUAN", "unknown_district", ""),
        ] {
            let fault = villages.find(district, village).unwrap_err();
            assert_eq!(fault.code, code, "{village}");
            assert!(
                fault.suggestion.unwrap_or_default().contains(suggestion),
                "{village}"
            );
        }
        assert!(villages.is_regency("KUTAI KARTANEGARA") && !villages.is_regency("KUTAI BARAT"));
    }

    #[test]
    fn what_lies_outside_is_not_told() {
        let mut villages = villages();
        villages.scope = RegionScope::new("64.02.19");
        let fault = villages.find(Some("LOA KULU"), "SUMBER SARI").unwrap_err();
        assert_eq!(
            (fault.code.as_str(), fault.suggestion),
            ("outside_scope", None)
        );
    }
}
