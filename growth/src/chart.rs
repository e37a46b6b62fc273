//! A growth chart as SVG: WHO's lines and the points of a child. It holds no name, date or place, and loads nothing.

mod frame;

use std::fmt::Write;

use self::frame::{BOTTOM, Frame, HEIGHT, LEFT, RIGHT, TOP, WIDTH, ticks};
use crate::assess::{Posture, Sex};
use crate::curve::{Curve, SD_LINES, Step, curves};
use crate::score::Index;

/// A point of a child.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChartPoint {
    /// Age in months of 30.4375 days, or length in centimetres.
    pub at: f64,
    /// The measure in kilograms, centimetres or kg/m²; length and height as judged.
    pub value: f64,
}

/// Median green, ±1 gold, ±2 red, ±3 black, as on WHO's charts.
const COLOURS: [&str; 7] = [
    "#222", "#c62828", "#e6a100", "#2e7d32", "#e6a100", "#c62828", "#222",
];

/// The chart of an index. What length is part of shows both its curves unless `measured` chooses one; weight-for-length shows
/// that of lying children unless it says standing. Points beyond the chart stand at its edge, hollow.
pub fn svg(index: Index, sex: Sex, measured: Option<Posture>, points: &[ChartPoint]) -> String {
    let measured = match (index, measured) {
        (Index::Whz, None) => Some(Posture::Lying),
        _ => measured,
    };
    let curves = curves(index, sex, measured, Step::Month);
    let frame = Frame::around(&curves);
    let mut svg = String::with_capacity(12_000);
    // Writing into a text cannot fail.
    let _ = head(&mut svg, index, sex, measured, points.len())
        .and_then(|()| axes(&mut svg, &frame, index, measured))
        .and_then(|()| lines(&mut svg, &frame, &curves))
        .and_then(|()| child(&mut svg, &frame, points));
    svg.push_str("</svg>\n");
    svg
}

/// What the chart shows, and what its axes mean: Indonesian and English.
fn names(index: Index, measured: Option<Posture>) -> (&'static str, &'static str, &'static str) {
    match (index, measured) {
        (Index::Waz, _) => ("Berat badan menurut umur", "Weight-for-age", "kg"),
        (Index::Haz, _) => (
            "Panjang/tinggi badan menurut umur",
            "Length/height-for-age",
            "cm",
        ),
        (Index::Whz, Some(Posture::Standing)) => (
            "Berat badan menurut tinggi badan",
            "Weight-for-height",
            "kg",
        ),
        (Index::Whz, _) => (
            "Berat badan menurut panjang badan",
            "Weight-for-length",
            "kg",
        ),
        (Index::Baz, _) => ("Indeks massa tubuh menurut umur", "BMI-for-age", "kg/m²"),
        (Index::Hcz, _) => (
            "Lingkar kepala menurut umur",
            "Head circumference-for-age",
            "cm",
        ),
        (Index::Acz, _) => (
            "Lingkar lengan atas menurut umur",
            "Arm circumference-for-age",
            "cm",
        ),
    }
}

fn head(
    svg: &mut String,
    index: Index,
    sex: Sex,
    measured: Option<Posture>,
    points: usize,
) -> std::fmt::Result {
    let (name_id, name_en, _) = names(index, measured);
    let (sex_id, sex_en) = match sex {
        Sex::Male => ("anak laki-laki", "boys"),
        Sex::Female => ("anak perempuan", "girls"),
    };
    write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <title>{name_id}, {sex_id} (standar WHO) / {name_en}, {sex_en} (WHO standard)</title>\n\
         <desc>Garis standar −3 sampai +3 dan {points} hasil pengukuran. / Standard lines from −3 to +3 and {points} measurements.</desc>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    )
}

fn axes(
    svg: &mut String,
    frame: &Frame,
    index: Index,
    measured: Option<Posture>,
) -> std::fmt::Result {
    let (right, bottom) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
    let by_length = index == Index::Whz;
    let apart = if by_length { 5.0 } else { 6.0 };
    let mut grid = String::new();
    svg.push_str("<g text-anchor=\"middle\">");
    for tick in ticks(frame.x, apart) {
        let (x, _) = frame.place(tick, frame.y.0);
        write!(grid, "M{x:.1} {TOP}V{bottom}")?;
        write!(
            svg,
            "<text x=\"{x:.1}\" y=\"{}\">{tick}</text>",
            bottom + 14.0
        )?;
    }
    let below = match (by_length, measured) {
        (false, _) => "Umur (bulan) / Age (months)",
        (true, Some(Posture::Standing)) => "Tinggi badan (cm) / Height (cm)",
        (true, _) => "Panjang badan (cm) / Length (cm)",
    };
    let middle = (LEFT + right) / 2.0;
    write!(
        svg,
        "<text x=\"{middle}\" y=\"{}\">{below}</text></g>\n<g text-anchor=\"end\">",
        bottom + 32.0
    )?;
    let apart = [1.0, 2.0, 5.0, 10.0, 20.0]
        .into_iter()
        .find(|apart| (frame.y.1 - frame.y.0) / apart <= 14.0)
        .unwrap_or(50.0);
    for tick in ticks(frame.y, apart) {
        let (_, y) = frame.place(frame.x.0, tick);
        write!(grid, "M{LEFT} {y:.1}H{right}")?;
        write!(
            svg,
            "<text x=\"{}\" y=\"{:.1}\">{tick}</text>",
            LEFT - 5.0,
            y + 4.0
        )?;
    }
    let (.., unit) = names(index, measured);
    writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\">{unit}</text></g>",
        LEFT - 5.0,
        TOP
    )?;
    writeln!(svg, "<path d=\"{grid}\" stroke=\"#ddd\" fill=\"none\"/>")
}

fn lines(svg: &mut String, frame: &Frame, curves: &[Curve]) -> std::fmt::Result {
    for ((at, z), colour) in SD_LINES.into_iter().enumerate().zip(COLOURS) {
        let (mut path, mut end) = (String::new(), (0.0, 0.0));
        for curve in curves {
            let mut command = 'M';
            for point in &curve.points {
                let value = point.lines.get(at).copied().unwrap_or_default();
                end = frame.place(point.at.as_f64(), value.as_f64());
                write!(path, "{command}{:.1} {:.1}", end.0, end.1)?;
                command = 'L';
            }
        }
        writeln!(
            svg,
            "<path d=\"{path}\" stroke=\"{colour}\" fill=\"none\"/>"
        )?;
        let label = match z {
            0 => "0".to_owned(),
            z if z < 0 => format!("−{}", -z),
            z => format!("+{z}"),
        };
        writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{label}</text>",
            end.0 + 4.0,
            end.1 + 4.0
        )?;
    }
    Ok(())
}

fn child(svg: &mut String, frame: &Frame, points: &[ChartPoint]) -> std::fmt::Result {
    let known = points
        .iter()
        .filter(|p| p.at.is_finite() && p.value.is_finite());
    let mut places: Vec<(f64, f64, bool)> = Vec::new();
    for point in known {
        let at = point.at.clamp(frame.x.0, frame.x.1);
        let value = point.value.clamp(frame.y.0, frame.y.1);
        let (x, y) = frame.place(at, value);
        places.push((x, y, at == point.at && value == point.value));
    }
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    if places.len() > 1 {
        let line: Vec<String> = places
            .iter()
            .map(|(x, y, _)| format!("{x:.1},{y:.1}"))
            .collect();
        let line = line.join(" ");
        writeln!(
            svg,
            "<polyline points=\"{line}\" stroke=\"#0d47a1\" fill=\"none\"/>"
        )?;
    }
    for (x, y, inside) in places {
        let fill = if inside { "#0d47a1" } else { "#fff" };
        writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" stroke=\"#0d47a1\" fill=\"{fill}\"/>"
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_is_well_formed_small_and_says_what_it_is() {
        let points = [(6.0, 66.0), (12.0, 72.5), (30.0, 250.0), (f64::NAN, 1.0)];
        let points = points.map(|(at, value)| ChartPoint { at, value });
        for index in Index::ALL {
            for (sex, name) in [(Sex::Male, "boys"), (Sex::Female, "girls")] {
                for measured in [None, Some(Posture::Lying), Some(Posture::Standing)] {
                    let chart = svg(index, sex, measured, &points);
                    assert!(chart.len() < 16_000, "{index:?}: {}", chart.len());
                    assert!(
                        chart.contains("<title>") && chart.contains(name),
                        "{index:?}"
                    );
                    assert!(
                        !chart.contains("NaN") && !chart.contains("inf"),
                        "{index:?}"
                    );
                    assert_eq!(chart.matches("<circle").count(), 3);
                    assert_well_formed(&chart);
                }
            }
        }
    }

    /// Every element that is opened is closed, in order.
    fn assert_well_formed(text: &str) {
        let mut open = Vec::new();
        for part in text.split('<').skip(1) {
            let (tag, _) = part.split_once('>').unwrap();
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name));
            } else if !tag.ends_with('/') {
                open.push(tag.split(' ').next().unwrap());
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }
}
