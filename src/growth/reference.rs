//! The standard as curves. It is constant, so each answer is made once.

use std::sync::LazyLock;

use growth::{CurvePoint, Index, Micro, Posture, SD_LINES, curves, standard_version};

use super::input::{GrowthReferenceQuery, GrowthSex, GrowthStep};
use super::model::{GrowthReference, GrowthReferenceCurve, GrowthReferencePoint};
use crate::problem::{Fault, Problem};
use crate::reply::Reply;
use crate::text::text;

/// There are 72 questions, and all answers together have less than 4 MB.
static ANSWERS: LazyLock<moka::sync::Cache<GrowthReferenceQuery, Reply>> =
    LazyLock::new(|| moka::sync::Cache::new(100));

/// The curves of an index and a sex.
///
/// # Errors
/// A posture for an index that does not depend on it.
pub fn read(query: GrowthReferenceQuery) -> Result<Reply, Problem> {
    if let Some(reply) = ANSWERS.get(&query) {
        return Ok(reply);
    }
    let reply = make(query)?;
    ANSWERS.insert(query, reply.clone());
    Ok(reply)
}

fn make(query: GrowthReferenceQuery) -> Result<Reply, Problem> {
    let index = Index::from(query.index);
    if query.measured.is_some() && !index.depends_on_posture() {
        return Err(Problem::invalid(vec![Fault::parameter(
            "measured",
            "not_applicable",
            text(
                "hanya untuk haz, whz dan baz",
                "is only for haz, whz and baz",
            ),
        )]));
    }
    let measured = query.measured.map(Into::into);
    let curves = curves(index, query.sex.into(), measured, query.step.into());
    Reply::content(&GrowthReference {
        standard_version: standard_version(),
        index: index.code(),
        sex: match query.sex {
            GrowthSex::M => "M",
            GrowthSex::F => "F",
        },
        at_unit: match (index, query.step) {
            (Index::Whz, _) => "cm",
            (_, GrowthStep::Month) => "month",
            (_, GrowthStep::Day) => "day",
        },
        value_unit: match index {
            Index::Waz | Index::Whz => "kg",
            Index::Haz | Index::Hcz | Index::Acz => "cm",
            Index::Baz => "kg/m2",
        },
        lines: SD_LINES,
        curves: curves
            .into_iter()
            .map(|curve| GrowthReferenceCurve {
                measured: curve.measured.map(|posture| match posture {
                    Posture::Lying => "lying",
                    Posture::Standing => "standing",
                }),
                points: curve.points.into_iter().map(point).collect(),
            })
            .collect(),
    })
}

fn point(point: CurvePoint) -> GrowthReferencePoint {
    GrowthReferencePoint {
        at: point.at.as_f64(),
        values: point.lines.map(Micro::as_f64),
    }
}
