//! Kilograms and centimetres as people write them, grams and tenths of a millimetre as they are kept.

use growth::Micro;

/// Kilograms in grams, to the nearest.
pub fn grams(kg: f64) -> Option<i32> {
    scaled(kg, 1_000)
}

/// Centimetres in tenths of a millimetre, to the nearest.
pub fn tenth_mm(cm: f64) -> Option<i32> {
    scaled(cm, 10_000)
}

/// A value in tenths, to the nearest.
pub fn tenths(value: f64) -> Option<i32> {
    scaled(value, 100_000)
}

/// Grams as kilograms.
pub fn kg(grams: i32) -> f64 {
    f64::from(grams) / 1_000.0
}

/// Tenths of a millimetre as centimetres; also hundredths of a z-score as a z-score.
pub fn hundredths(value: i32) -> f64 {
    f64::from(value) / 100.0
}

/// Completed months of 30.4375 days, as WHO counts them.
pub fn age_months(age_days: i64) -> i32 {
    i32::try_from((age_days * 16).div_euclid(487)).unwrap_or_default()
}

fn scaled(value: f64, millionths: i64) -> Option<i32> {
    let exact = Micro::from_f64(value)?.millionths();
    i32::try_from((exact + millionths / 2).div_euclid(millionths)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_is_kept() {
        assert_eq!((grams(9.4), grams(3.2705)), (Some(9_400), Some(3_271)));
        assert_eq!((tenth_mm(79.5), tenth_mm(0.725)), (Some(7_950), Some(73)));
        assert_eq!((kg(9_400), hundredths(7_950)), (9.4, 79.5));
        assert_eq!(
            (
                age_months(0),
                age_months(30),
                age_months(31),
                age_months(1826)
            ),
            (0, 0, 1, 59)
        );
    }
}
