//! Telling who an expectant mother is: to whom has the right, for a purpose, and each time on record.

use entity::expectant_mother::{Column, Model};
use entity::id::ExpectantMotherId;
use sea_orm::{ColumnTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::change::{opened, revisions};
use super::consent;
use super::identity::MotherIdentity;
use super::model::{ExpectantMother, MotherConsent, MotherRevision};
use super::service::today;
use super::store::{find, visible};
use crate::auth::Authorized;
use crate::auth::permission::ReadIdentity;
use crate::child::{DataCopyRequest, IdentityRequest, NikShown, masked_nik};
use crate::db::Change;
use crate::db::keyset::one;
use crate::problem::Problem;
use crate::reply::Reply;

/// Who an expectant mother is.
#[derive(Serialize, ToSchema)]
pub struct MotherIdentityShown {
    /// The mother.
    pub id: ExpectantMotherId,
    /// Her code.
    #[schema(example = "baku-timo-rasi")]
    pub code: String,
    /// Her name.
    #[schema(example = "IBU CONTOH")]
    pub name: String,
    /// Her NIK, masked unless all of it was asked for; null if it is not known.
    #[schema(required, example = "6474************")]
    pub nik: Option<String>,
    /// Where she lives, below the village.
    #[schema(required)]
    pub address: Option<String>,
    /// Her telephone number.
    #[schema(required)]
    pub telephone: Option<String>,
}

impl MotherIdentityShown {
    fn new(row: &Model, identity: MotherIdentity, nik: NikShown) -> Self {
        let MotherIdentity {
            name,
            nik: whole,
            address,
            telephone,
        } = identity;
        Self {
            id: row.id,
            code: row.code.clone(),
            name,
            nik: match nik {
                NikShown::Full => whole,
                NikShown::Masked => whole.as_deref().map(masked_nik),
            },
            address,
            telephone,
        }
    }
}

/// By what an expectant mother is looked for. It stands in the body, so that no NIK gets into an address.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"purpose": "Mencari catatan ibu hamil di posyandu", "nik": "6474000000009001"}))]
pub struct MotherSearch {
    /// For what; it goes on record. No name and no NIK.
    #[validate(
        length(min = 3, max = 200),
        custom(function = "crate::validation::line")
    )]
    #[schema(min_length = 3, max_length = 200)]
    pub purpose: String,
    /// A whole NIK.
    #[validate(custom(function = "crate::child::whole_nik"))]
    #[schema(min_length = 16, max_length = 16, pattern = "^[0-9]{16}$")]
    pub nik: String,
}

/// The records of an expectant mother that were found.
#[derive(Serialize, ToSchema)]
pub struct FoundMothers {
    /// Her pregnancies, the latest first.
    pub items: Vec<ExpectantMother>,
}

/// All that is held on an expectant mother (UU 27/2022: the right to a copy).
#[derive(Serialize, ToSchema)]
pub struct MotherDataCopy {
    /// The mother.
    pub mother: ExpectantMother,
    /// Who she is; null if that was erased.
    #[schema(required)]
    pub identity: Option<MotherIdentityShown>,
    /// Her versions.
    pub revisions: Vec<MotherRevision>,
    /// Her consents.
    pub consents: Vec<MotherConsent>,
}

/// Tells who a mother is, and puts it on record.
///
/// # Errors
/// Not there, or outside the caller's region; erased; the database.
pub async fn read(
    caller: &Authorized<ReadIdentity>,
    id: ExpectantMotherId,
    IdentityRequest { purpose, nik }: IdentityRequest,
) -> Result<Reply, Problem> {
    caller
        .disclose(async |tx| {
            let row = one(find(tx, caller.scope(), id).await)?;
            let identity = opened(tx, &caller.services().vault, &row).await?;
            let how = if nik == NikShown::Full {
                "full"
            } else {
                "masked"
            };
            let change = Change::new("mother.read_identity", "mother", row.id)
                .in_region(row.region_code.clone())
                .because(purpose)
                .with(serde_json::json!({ "nik": how }));
            let answer = MotherIdentityShown::new(&row, identity, nik);
            Ok((change, Reply::outcome(200, &answer)?))
        })
        .await
}

/// Looks for a mother by her NIK within the caller's region; whom it found goes on record, the NIK does not.
///
/// # Errors
/// The database.
pub async fn search(
    caller: &Authorized<ReadIdentity>,
    MotherSearch { purpose, nik }: MotherSearch,
) -> Result<Reply, Problem> {
    let index = caller.services().vault.nik_index(&nik);
    caller
        .disclose(async |tx| {
            let mut rows = visible(caller.scope())
                .filter(Column::NikIndex.eq(index))
                .all(tx)
                .await?;
            rows.sort_by_key(|row| std::cmp::Reverse((row.due_on, row.id)));
            let ids: Vec<ExpectantMotherId> = rows.iter().map(|row| row.id).collect();
            let change = Change::new("mother.search", "mothers", caller.context().id)
                .in_region(caller.scope().code())
                .because(purpose)
                .with(serde_json::json!({ "mothers": ids }));
            let today = today(caller);
            let shown = rows.into_iter().map(|row| ExpectantMother::new(row, today));
            let answer = FoundMothers {
                items: shown.collect(),
            };
            Ok((change, Reply::outcome(200, &answer)?))
        })
        .await
}

/// Copies all that is held on a mother, and puts it on record.
///
/// # Errors
/// Not there, or outside the caller's region; the database.
pub async fn copy(
    caller: &Authorized<ReadIdentity>,
    id: ExpectantMotherId,
    DataCopyRequest { purpose }: DataCopyRequest,
) -> Result<Reply, Problem> {
    caller
        .disclose(async |tx| {
            let row = one(find(tx, caller.scope(), id).await)?;
            let change = Change::new("mother.data_copy", "mother", row.id)
                .in_region(row.region_code.clone())
                .because(purpose);
            let identity = match row.erased_at {
                Some(_) => None,
                None => {
                    let who = opened(tx, &caller.services().vault, &row).await?;
                    Some(MotherIdentityShown::new(&row, who, NikShown::Full))
                }
            };
            let versions = revisions(tx, id).await?.into_iter();
            let consents = consent::of_mother(tx, id).await?.into_iter();
            let answer = MotherDataCopy {
                mother: ExpectantMother::new(row, today(caller)),
                identity,
                revisions: versions.map(Into::into).collect(),
                consents: consents.map(Into::into).collect(),
            };
            Ok((change, Reply::outcome(200, &answer)?))
        })
        .await
}
