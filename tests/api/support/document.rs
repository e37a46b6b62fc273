//! Every answer against the document: status declared, media type declared, body by its schema.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::Validator;
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::client::Answer;

/// The methods of an item that are operations.
const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// One operation of the document.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its path, with `{parameters}`.
    pub path: String,
    /// GET, POST, ...
    pub method: Method,
    /// Its operationId.
    pub id: String,
    /// What the document says of it.
    pub value: Value,
}

/// The document as the tests use it.
pub struct Contract {
    /// The document.
    pub document: Value,
    /// Its operations.
    pub operations: Vec<Operation>,
    components: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Contract {
    /// The one of this process.
    pub fn get() -> &'static Self {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(|| Self::new(serde_json::to_value(tumbuh::app::document()).unwrap()))
    }

    /// Of a document.
    pub fn new(document: Value) -> Self {
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for name in METHODS {
                let Some(value) = item.get(name) else {
                    continue;
                };
                operations.push(Operation {
                    path: path.clone(),
                    method: name.to_uppercase().parse().unwrap(),
                    id: value["operationId"].as_str().unwrap_or_default().to_owned(),
                    value: value.clone(),
                });
            }
        }
        let mut components = json!({ "schemas": document["components"]["schemas"] });
        let mut parts = BTreeSet::new();
        collect_parts(&document, false, &mut parts);
        for (name, schema) in components["schemas"].as_object_mut().unwrap() {
            if !parts.contains(&format!("#/components/schemas/{name}")) {
                close(schema);
            }
        }
        Self {
            document,
            operations,
            components,
            validators: Mutex::default(),
        }
    }

    /// The operation of a request. A path of plain text goes before one with parameters.
    pub fn operation(&self, method: &Method, path: &str) -> Option<&Operation> {
        let path = path.split('?').next().unwrap_or_default();
        self.operations
            .iter()
            .filter(|o| o.method == *method && matches(&o.path, path))
            .min_by_key(|o| o.path.matches('{').count())
    }

    /// Panics with what the document does not allow.
    pub fn check(&self, method: &Method, path: &str, answer: &Answer) {
        if matches!(*method, Method::HEAD | Method::OPTIONS) {
            return;
        }
        if let Err(why) = self.judge(method, path, answer) {
            panic!(
                "{method} {path} answered {} against the document: {why}\n{}",
                answer.status(),
                answer.text()
            );
        }
    }

    /// What the document does not allow.
    pub fn judge(&self, method: &Method, path: &str, answer: &Answer) -> Result<(), String> {
        let media_type = answer.header("content-type").unwrap_or_default();
        let media_type = media_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned();
        let Some(operation) = self.operation(method, path) else {
            return match answer.status() {
                400.. if path.starts_with("/api/") && media_type != "application/problem+json" => {
                    Err(format!("an error as `{media_type}`"))
                }
                400.. if path.starts_with("/api/") => {
                    let schema = json!({ "$ref": "#/components/schemas/Problem" });
                    self.validate("Problem", &schema, answer)
                }
                200..=299 if path.starts_with("/api/") => Err("no such operation".to_owned()),
                _ => Ok(()),
            };
        };
        let responses = &operation.value["responses"];
        let status = answer.status().to_string();
        let key = if responses.get(&status).is_some() {
            status.as_str()
        } else {
            "default"
        };
        let response = responses.get(key).ok_or("the status is not declared")?;
        let Some(content) = response.get("content").and_then(Value::as_object) else {
            return if answer.bytes().is_empty() {
                Ok(())
            } else {
                Err("a body where none is declared".to_owned())
            };
        };
        let declared = content
            .get(&media_type)
            .ok_or_else(|| format!("`{media_type}` is not declared, but {:?}", content.keys()))?;
        let encoded = answer.header("content-encoding").is_some();
        match declared.get("schema") {
            Some(schema)
                if !encoded && (media_type.ends_with("/json") || media_type.ends_with("+json")) =>
            {
                self.validate(
                    &format!("{} {key} {media_type}", operation.id),
                    schema,
                    answer,
                )
            }
            _ => Ok(()),
        }
    }

    fn validate(&self, name: &str, schema: &Value, answer: &Answer) -> Result<(), String> {
        let validator = self.validator(name, schema);
        let body: Value =
            serde_json::from_slice(answer.bytes()).map_err(|e| format!("no JSON: {e}"))?;
        first_errors(&validator, &body)
    }

    /// The validator of a schema of the document; made once.
    pub fn validator(&self, name: &str, schema: &Value) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap();
        let validator = validators.entry(name.to_owned()).or_insert_with(|| {
            let mut schema = schema.clone();
            close(&mut schema);
            Arc::new(compile(&schema, &self.components))
        });
        Arc::clone(validator)
    }
}

/// A schema whose `$ref`s point into the components.
pub fn compile(schema: &Value, components: &Value) -> Validator {
    let whole = json!({ "allOf": [schema], "components": components });
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&whole)
        .unwrap_or_else(|e| panic!("{e} in {schema}"))
}

/// The first errors of a value.
pub fn first_errors(validator: &Validator, value: &Value) -> Result<(), String> {
    let errors: Vec<String> = validator
        .iter_errors(value)
        .take(5)
        .map(|e| format!("at `{}`: {e}", e.instance_path()))
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors.join("; "))
    }
}

fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<_>, Vec<_>) =
        (pattern.split('/').collect(), path.split('/').collect());
    pattern.len() == path.len()
        && pattern
            .iter()
            .zip(path)
            .all(|(p, s)| *p == s || (p.starts_with('{') && p.ends_with('}') && !s.is_empty()))
}

/// Schemas that others are composed of by `allOf`: they must stay open for the members of the whole.
fn collect_parts(value: &Value, within: bool, parts: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let (true, Some(Value::String(reference))) = (within, members.get("$ref")) {
                parts.insert(reference.clone());
            }
            for (name, member) in members {
                collect_parts(member, name == "allOf", parts);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect_parts(item, within, parts)),
        _ => {}
    }
}

/// Members that the document does not declare are an error in an answer, although the schema leaves it open to clients.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            let whole = members.contains_key("allOf");
            for (name, member) in members.iter_mut() {
                match (name.as_str(), member) {
                    ("allOf", _) | ("example" | "examples" | "default" | "enum" | "const", _) => {}
                    ("properties", Value::Object(properties)) => {
                        properties.values_mut().for_each(close)
                    }
                    (_, member) => close(member),
                }
            }
            seal(members, whole);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

fn seal(members: &mut Map<String, Value>, whole: bool) {
    if whole {
        members
            .entry("unevaluatedProperties")
            .or_insert(Value::Bool(false));
    } else if members.contains_key("properties") {
        members
            .entry("additionalProperties")
            .or_insert(Value::Bool(false));
    }
}
