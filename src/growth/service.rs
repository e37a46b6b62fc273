//! Judging measurements that are sent; nothing is stored.

use growth::{Assessment, Index, Micro, Score, assess, standard_version};

use super::input::{GrowthMeasurement, ZScoreRequest};
use super::model::{GrowthCategories, GrowthCategory, GrowthNote, ZScoreItem, ZScores};
use crate::auth::Authorized;
use crate::auth::permission::ReadGrowth;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::text::Language;

/// The z-scores of measurements, in their order.
///
/// # Errors
/// When they cannot be written as JSON.
pub fn z_scores(caller: &Authorized<ReadGrowth>, request: ZScoreRequest) -> Result<Reply, Problem> {
    let language = caller.context().language;
    let items = request.measurements.into_iter();
    let items = items.map(|sent| item(sent, language)).collect();
    Reply::outcome(
        200,
        &ZScores {
            standard_version: standard_version(),
            items,
        },
    )
}

fn item(sent: GrowthMeasurement, language: Language) -> ZScoreItem {
    let measurement = sent.measurement();
    let found = assess(&measurement);
    let z = |index| found.score(index).map(|score| score.z.as_f64());
    let flagged = |index: &Index| found.score(*index).is_some_and(|score| score.implausible);
    ZScoreItem {
        age_days: measurement.age_days,
        waz: z(Index::Waz),
        haz: z(Index::Haz),
        whz: z(Index::Whz),
        baz: z(Index::Baz),
        hcz: z(Index::Hcz),
        acz: z(Index::Acz),
        flags: Index::ALL
            .into_iter()
            .filter(flagged)
            .map(Index::code)
            .collect(),
        categories: GrowthCategories {
            waz: category(found.waz),
            haz: category(found.haz),
            whz: category(found.whz),
            baz: category(found.baz),
        },
        height_used_cm: found.height_used_cm.map(Micro::as_f64),
        height_difference_cm: found.had_cm.map(Micro::as_f64),
        bmi: found.bmi.map(|bmi| (bmi * 1e4).round() / 1e4),
        notes: notes(&found, &sent, language),
        r#ref: sent.r#ref,
    }
}

fn category(score: Option<Score>) -> Option<GrowthCategory> {
    let category = score?.category?;
    Some(GrowthCategory {
        code: category.code,
        name_id: category.name_id,
        name_en: category.name_en,
    })
}

fn notes(found: &Assessment, sent: &GrowthMeasurement, language: Language) -> Vec<GrowthNote> {
    let note = |code, (indonesian, english)| GrowthNote {
        code,
        detail: match language {
            Language::Indonesian => indonesian,
            Language::English => english,
        },
    };
    let ages = sent.ages_differ().then(|| {
        let texts = (
            "age_days tidak sama dengan selisih tanggal; age_days yang dipakai",
            "age_days is not what the dates say; age_days was used",
        );
        note("ages_differ", texts)
    });
    let notes = found.notes.iter().map(|n| note(n.code(), n.texts()));
    ages.into_iter().chain(notes).collect()
}
