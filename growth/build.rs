//! Packs WHO's tables of `data/who/` into 8 bytes a row: L in 1/10,000 (2 bytes), M in 1/10,000 (4), S in 1/100,000 (2), which
//! loses no digit. A table that has a gap, another order or more digits does not compile.

use std::error::Error;
use std::path::Path;

/// The name of the file, which of its rows (`L` lying, `H` standing, or all), their first key, and the decimals of keys.
const TABLES: &[(&str, &str, i64, u32)] = &[
    ("wfa_day", "", 0, 0),
    ("lhfa_day", "", 0, 0),
    ("bmifa_day", "", 0, 0),
    ("hcfa_day", "", 0, 0),
    ("acfa_day", "", 91, 0),
    ("wfa_month", "", 0, 0),
    ("lhfa_month", "L", 0, 0),
    ("lhfa_month", "H", 24, 0),
    ("bmifa_month", "L", 0, 0),
    ("bmifa_month", "H", 24, 0),
    ("hcfa_month", "", 0, 0),
    ("acfa_month", "", 3, 0),
    ("wfl", "", 450, 1),
    ("wfh", "", 650, 1),
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?;
    for (name, measured, first, decimals) in TABLES {
        let file = format!("../data/who/lms_{name}.csv");
        println!("cargo::rerun-if-changed={file}");
        let csv = std::fs::read_to_string(&file)?;
        for sex in ["M", "F"] {
            let wanted = |row: &&str| {
                row.split(',').next() == Some(sex)
                    && (measured.is_empty() || row.rsplit(',').next() == Some(measured))
            };
            let rows = csv.lines().skip(1).filter(wanted);
            let packed = pack(rows, *first, *decimals).map_err(|e| format!("{file}: {e}"))?;
            std::fs::write(
                Path::new(&out).join(format!("{name}{measured}_{sex}.bin")),
                packed,
            )?;
        }
    }
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}

fn pack<'a>(
    rows: impl Iterator<Item = &'a str>,
    first: i64,
    decimals: u32,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut packed = Vec::new();
    for (expected, row) in (first..).zip(rows) {
        let mut cells = row.split(',').skip(1);
        let mut next = |decimals| scaled(cells.next().unwrap_or_default(), decimals);
        if next(decimals)? != expected {
            return Err(format!("a gap before {row}").into());
        }
        packed.extend(i16::try_from(next(4)?)?.to_le_bytes());
        packed.extend(u32::try_from(next(4)?)?.to_le_bytes());
        packed.extend(u16::try_from(next(5)?)?.to_le_bytes());
    }
    Ok(packed)
}

/// A decimal number as a whole number of units of its last decimal.
fn scaled(text: &str, decimals: u32) -> Result<i64, Box<dyn Error>> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let missing = usize::try_from(decimals)?
        .checked_sub(rest.len())
        .ok_or_else(|| format!("`{text}` has more than {decimals} decimals"))?;
    Ok(format!("{whole}{rest}{}", "0".repeat(missing)).parse()?)
}
