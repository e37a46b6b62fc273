//! WHO's own answers: every case of `tests/data/` must be met to the last digit. `data/README.md` says where they come from.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashMap;

use growth::{Assessment, Index, Measurement, Micro, Posture, Sex, assess};

type Row = HashMap<&'static str, &'static str>;

fn rows(csv: &'static str) -> Vec<Row> {
    let mut lines = csv.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines
        .map(|line| head.iter().copied().zip(line.split(',')).collect())
        .collect()
}

fn measure(row: &Row, column: &str) -> Option<Micro> {
    let text = row.get(column).filter(|text| !text.is_empty())?;
    Micro::from_f64(text.parse().unwrap())
}

fn measurement(row: &Row) -> Measurement {
    Measurement {
        sex: Sex::from_code(row["sex"]),
        age_days: row["age_days"].parse().ok(),
        weight_kg: measure(row, "weight_kg"),
        height_cm: measure(row, "lenhei_cm"),
        posture: match row.get("measure") {
            Some(&"L") => Some(Posture::Lying),
            Some(&"H") => Some(Posture::Standing),
            _ => None,
        },
        oedema: row.get("oedema") == Some(&"y"),
        head_cm: measure(row, "head_cm"),
        muac_cm: measure(row, "muac_cm"),
    }
}

/// The z-score and its flag as the case files write them.
fn written(found: &Assessment, index: Index) -> (String, String) {
    found.score(index).map_or_else(Default::default, |score| {
        let flag = if score.implausible { "1" } else { "0" };
        (score.z.to_string(), flag.to_owned())
    })
}

fn check(csv: &'static str, indices: &[Index], cases: usize) {
    let rows = rows(csv);
    assert_eq!(rows.len(), cases);
    let mut wrong = Vec::new();
    for row in &rows {
        let found = assess(&measurement(row));
        for index in indices {
            let flag = format!("{}_flag", index.code());
            let expected = (row[index.code()].to_owned(), row[flag.as_str()].to_owned());
            let got = written(&found, *index);
            if got != expected {
                wrong.push(format!(
                    "{} {}: {got:?}, not {expected:?}",
                    row["case_id"],
                    index.code()
                ));
            }
        }
        if let Some(used) = row
            .get("lenhei_used_cm")
            .filter(|_| found.height_used_cm.is_some())
        {
            assert_eq!(
                found.height_used_cm,
                Micro::from_f64(used.parse().unwrap()),
                "{row:?}"
            );
        }
        if let (Some(bmi), Some(expected)) = (found.bmi, row.get("bmi")) {
            let expected: f64 = expected.parse().unwrap();
            assert!((bmi - expected).abs() < 0.000_051, "{row:?}");
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn weight_and_length_are_those_of_who() {
    let indices = [Index::Waz, Index::Haz, Index::Whz, Index::Baz];
    check(include_str!("data/zscore_cases.csv"), &indices, 2350);
}

#[test]
fn head_and_arm_are_those_of_who() {
    let indices = [Index::Hcz, Index::Acz];
    check(include_str!("data/zscore_cases_hc_ac.csv"), &indices, 1851);
}
