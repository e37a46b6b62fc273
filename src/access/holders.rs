//! Where somebody holds which permissions: what is written for a region without anybody would be read by nobody.

use std::collections::{BTreeSet, HashMap};

use entity::kind::Role;
use entity::{api_client, user_account};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::auth::Permission;
use crate::auth::permission::permissions;

/// The permissions that people and systems of each region hold together; regions where nobody is are not there.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "regions and permissions of the whole deployment, of nobody in particular"
)]
pub async fn permissions_by_region(
    connection: &impl ConnectionTrait,
) -> Result<HashMap<String, BTreeSet<Permission>>, DbErr> {
    let people: Vec<(String, Role)> = user_account::Entity::find()
        .filter(user_account::Column::DisabledAt.is_null())
        .select_only()
        .columns([user_account::Column::RegionCode, user_account::Column::Role])
        .distinct()
        .into_tuple()
        .all(connection)
        .await?;
    let systems: Vec<(String, String)> = api_client::Entity::find()
        .filter(api_client::Column::DisabledAt.is_null())
        .select_only()
        .columns([api_client::Column::RegionCode, api_client::Column::Scopes])
        .distinct()
        .into_tuple()
        .all(connection)
        .await?;
    let mut held: HashMap<String, BTreeSet<Permission>> = HashMap::new();
    for (region, role) in people {
        held.entry(region).or_default().extend(permissions(role));
    }
    for (region, scopes) in systems {
        let scopes = scopes
            .split(' ')
            .filter_map(|scope| scope.parse::<Permission>().ok());
        held.entry(region).or_default().extend(scopes);
    }
    Ok(held)
}
