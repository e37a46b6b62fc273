//! A correction: the whole record again, beside it the reason, flat as it stands in the JSON.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::{CowStrDeserializer, MapAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};
use validator::{Validate, ValidationErrors};

use super::model::PrevalenceRecordCreate;
use crate::validation::paragraph;

/// A correction of a claim.
///
/// Read by hand, since serde's `flatten` would let unknown members pass in silence.
#[derive(Debug, Clone)]
pub struct PrevalenceRecordUpdate {
    /// The record as it is to be. What identifies the claim (region, indicator, source, period, publisher) cannot change.
    pub record: PrevalenceRecordCreate,
    /// Why it is corrected.
    pub reason: String,
}

#[derive(Validate)]
struct Reason<'a> {
    #[validate(length(min = 3, max = 1000), custom(function = paragraph))]
    reason: &'a str,
}

impl Validate for PrevalenceRecordUpdate {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let mut errors = self.record.validate().err().unwrap_or_default();
        if let Err(reason) = (Reason {
            reason: &self.reason,
        })
        .validate()
        {
            errors.errors_mut().extend(reason.into_errors());
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

impl<'de> Deserialize<'de> for PrevalenceRecordUpdate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = PrevalenceRecordUpdate;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a record with a reason")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
                let mut reason = None;
                let rest = WithoutReason {
                    members,
                    reason: &mut reason,
                };
                let record = PrevalenceRecordCreate::deserialize(MapAccessDeserializer::new(rest))?;
                let reason = reason.ok_or_else(|| A::Error::missing_field("reason"))?;
                Ok(PrevalenceRecordUpdate { record, reason })
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// The members of an object but for the reason, which is put aside.
struct WithoutReason<'a, A> {
    members: A,
    reason: &'a mut Option<String>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for WithoutReason<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        while let Some(key) = self.members.next_key::<Cow<'de, str>>()? {
            if key != "reason" {
                return seed.deserialize(CowStrDeserializer::new(key)).map(Some);
            }
            if self.reason.replace(self.members.next_value()?).is_some() {
                return Err(A::Error::duplicate_field("reason"));
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.members.next_value_seed(seed)
    }
}

impl PartialSchema for PrevalenceRecordUpdate {
    /// The record's own schema with one member more.
    fn schema() -> RefOr<Schema> {
        let RefOr::T(Schema::Object(mut schema)) = PrevalenceRecordCreate::schema() else {
            return PrevalenceRecordCreate::schema();
        };
        let reason = ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Why it is corrected."))
            .min_length(Some(3))
            .max_length(Some(1000));
        schema.properties.insert("reason".to_owned(), reason.into());
        schema.required.push("reason".to_owned());
        schema.description =
            Some("A correction: the whole record again, with a reason.".to_owned());
        if let Some(example) = schema
            .example
            .as_mut()
            .and_then(serde_json::Value::as_object_mut)
        {
            example.insert(
                "reason".to_owned(),
                "Dibulatkan seperti pada publikasi.".into(),
            );
        }
        RefOr::T(Schema::Object(schema))
    }
}

impl ToSchema for PrevalenceRecordUpdate {
    fn name() -> Cow<'static, str> {
        "PrevalenceRecordUpdate".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        PrevalenceRecordCreate::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::json::parse;

    fn body(extra: &str) -> String {
        format!(
            r#"{{"region_code":"64.74","indicator":"stunting","source":"SSGI","period":"2024","value_pct":20.7,
                "publisher":"X","citation":{{"title":"T"}}{extra}}}"#
        )
    }

    #[test]
    fn takes_the_reason_and_refuses_what_is_unknown() {
        let update: PrevalenceRecordUpdate =
            parse(body(r#","reason":"salah ketik""#).as_bytes(), "").unwrap();
        assert_eq!(
            (update.reason.as_str(), update.record.region_code.as_str()),
            ("salah ketik", "64.74")
        );
        for (extra, pointer) in [
            ("", "/reason"),
            (r#","reason":"abc","extra":1"#, "/extra"),
            (r#","reason":"abc","reason":"abc""#, "/reason"),
            (r#","reason":"ab""#, "/reason"),
        ] {
            let problem = parse::<PrevalenceRecordUpdate>(body(extra).as_bytes(), "").unwrap_err();
            let shown = problem.to_string();
            assert!(shown.contains(pointer), "{extra}: {shown}");
        }
    }
}
