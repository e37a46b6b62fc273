//! Parameters of the document as they are meant.

use utoipa::openapi::path::Parameter;
use utoipa::openapi::{RefOr, Schema};

/// A default beside an inlined enumeration stands in a schema of its own, which asks for an object that no query can have:
/// it belongs to the enumeration.
pub(super) fn straighten(parameter: &mut RefOr<Parameter>) {
    let RefOr::T(parameter) = parameter else {
        return;
    };
    let Some(RefOr::T(Schema::AllOf(all))) = &parameter.schema else {
        return;
    };
    if let [
        RefOr::T(Schema::Object(values)),
        RefOr::T(Schema::Object(beside)),
    ] = all.items.as_slice()
        && beside.default.is_some()
    {
        let mut values = values.clone();
        values.default.clone_from(&beside.default);
        parameter.schema = Some(RefOr::T(Schema::Object(values)));
    }
}
