//! What figures are of: sources, indicators and targets, as data with revisions.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::refuse::Visible;

pub mod catalogue;
pub mod indicator;
mod lists;
pub mod load;
mod request;
pub mod revision;
mod shipped;
pub mod source;
pub mod target;

pub use catalogue::{Catalogue, Design, IndicatorInfo, SourceInfo, catalogue};
pub(crate) use request::requests;
pub use revision::{
    Author, ReferenceRevision, ReferenceRevisionFilter, Subject, claim as claim_version,
    keep as keep_version, list as list_revisions,
};
pub use source::store::groups;
pub use target::model::Target;
pub use target::store::{targets_for, targets_of};

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .configure(source::routes::configure)
        .configure(indicator::routes::configure)
        .configure(target::routes::configure);
}

/// What has a version or belongs to a region, by the pattern of the path at which one stands. Sources and indicators belong
/// to no region.
pub const OBJECTS: &[(&str, Visible)] = &[
    ("/api/v1/targets/{id}", |services, scope, id| {
        Box::pin(target::store::visible_version(
            services.db.reader(),
            scope,
            id,
        ))
    }),
    ("/api/v1/sources/{code}", |services, _, code| {
        Box::pin(source::store::version(services.db.reader(), code))
    }),
    ("/api/v1/indicators/{code}", |services, _, code| {
        Box::pin(indicator::store::version(services.db.reader(), code))
    }),
];
