//! The document against the code and against itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::document::{Contract, compile, first_errors};

/// Every Rust file below a folder of the repository.
pub fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    assert!(!files.is_empty(), "no sources in {folder}");
    files
}

/// Calls `visit` with every value of a document and the path to it.
fn walk(value: &Value, path: &str, visit: &mut impl FnMut(&str, &Value)) {
    visit(path, value);
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, member)| walk(member, &format!("{path}/{name}"), visit)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| walk(item, &format!("{path}/{index}"), visit)),
        _ => {}
    }
}

#[test]
fn the_committed_document_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap();
    let current = tumbuh::app::document().to_pretty_json().unwrap();
    assert!(
        committed.trim_end() == current.trim_end(),
        "run: cargo run -q -- openapi > openapi/openapi.json"
    );
}

#[test]
fn every_reference_resolves() {
    let document = &Contract::get().document;
    walk(document, "", &mut |path, value| {
        if let Some(Value::String(reference)) = value.get("$ref") {
            let pointer = reference.strip_prefix('#').unwrap_or("?");
            assert!(
                document.pointer(pointer).is_some(),
                "{path}: {reference} points nowhere"
            );
        }
    });
}

#[test]
fn every_operation_says_what_it_is() {
    let mut ids = BTreeSet::new();
    for operation in &Contract::get().operations {
        let (id, value) = (&operation.id, &operation.value);
        assert!(
            !id.is_empty() && ids.insert(id),
            "operationId `{id}` is missing or not unique"
        );
        for member in ["summary", "description"] {
            assert!(
                value[member].as_str().is_some_and(|t| !t.is_empty()),
                "{id} has no {member}"
            );
        }
        assert!(
            value["tags"].as_array().is_some_and(|t| t.len() == 1),
            "{id} has not one tag"
        );
        assert!(
            operation.path.starts_with("/oauth/") || value["responses"].get("default").is_some(),
            "{id} has no default response"
        );
        let declared: BTreeSet<&str> = parameters(value)
            .filter(|p| p["in"] == "path")
            .map(|p| p["name"].as_str().unwrap())
            .collect();
        let in_path: BTreeSet<&str> = operation
            .path
            .split('/')
            .filter_map(|s| s.strip_prefix('{')?.strip_suffix('}'))
            .collect();
        assert_eq!(declared, in_path, "{id}: parameters of the path");
    }
}

fn parameters(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["parameters"].as_array().into_iter().flatten()
}

/// A front end that sends what the document allows must not be surprised, and one that sends without end must be stopped.
#[test]
fn every_input_has_bounds() {
    let contract = Contract::get();
    let schemas = &contract.document["components"]["schemas"];
    let mut faults = Vec::new();
    for operation in &contract.operations {
        for parameter in parameters(&operation.value) {
            let place = format!("{} ?{}", operation.id, parameter["name"].as_str().unwrap());
            unbounded(&parameter["schema"], schemas, &place, &mut faults);
        }
        let content = operation.value["requestBody"]["content"]
            .as_object()
            .into_iter()
            .flatten();
        for (media_type, content) in content {
            if media_type == "application/json" {
                unbounded(&content["schema"], schemas, &operation.id, &mut faults);
            }
        }
    }
    faults.sort();
    faults.dedup();
    assert!(
        faults.is_empty(),
        "inputs without bounds:\n{}",
        faults.join("\n")
    );
}

fn unbounded(schema: &Value, schemas: &Value, place: &str, faults: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        if place.matches('/').count() < 8 {
            unbounded(&schemas[name], schemas, place, faults);
        }
        return;
    }
    // Beside a reference, the bounds of what it refers to.
    let bounded = schema.get("minimum").is_some() && schema.get("maximum").is_some();
    for part in ["oneOf", "anyOf", "allOf"].iter().filter(|_| !bounded) {
        for schema in schema[part].as_array().into_iter().flatten() {
            unbounded(schema, schemas, place, faults);
        }
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        unbounded(member, schemas, &format!("{place}/{name}"), faults);
    }
    if schema.get("enum").is_some() || schema.get("const").is_some() {
        return;
    }
    let is = |name: &str| {
        schema["type"] == name
            || schema["type"]
                .as_array()
                .is_some_and(|t| t.contains(&json!(name)))
    };
    let lacks = |members: &[&str]| members.iter().all(|m| schema.get(*m).is_none());
    // A pattern without repetitions of any number is a bound too.
    let pattern = schema["pattern"].as_str().unwrap_or("*");
    let endless = pattern.contains(['*', '+']) || pattern.contains(",}") || !pattern.ends_with('$');
    if is("string") && lacks(&["maxLength", "format"]) && endless {
        faults.push(format!("{place}: maxLength"));
    }
    if (is("integer") || is("number"))
        && (lacks(&["minimum", "exclusiveMinimum"]) || lacks(&["maximum", "exclusiveMaximum"]))
    {
        faults.push(format!("{place}: minimum, maximum"));
    }
    if is("array") {
        if lacks(&["maxItems"]) {
            faults.push(format!("{place}: maxItems"));
        }
        unbounded(&schema["items"], schemas, &format!("{place}/*"), faults);
    }
}

#[test]
fn every_example_keeps_its_schema() {
    let contract = Contract::get();
    let components = json!({ "schemas": contract.document["components"]["schemas"] });
    let mut faults = Vec::new();
    walk(&contract.document, "", &mut |path, value| {
        // The members of a schema may themselves be called `example`.
        if path.ends_with("/properties") {
            return;
        }
        let schema = value.get("schema").unwrap_or(value);
        let several: Vec<&Value> = match value.get("examples") {
            Some(Value::Array(examples)) => examples.iter().collect(),
            Some(Value::Object(examples)) => {
                examples.values().filter_map(|e| e.get("value")).collect()
            }
            _ => Vec::new(),
        };
        let named = ["type", "$ref", "oneOf", "anyOf", "allOf"]
            .iter()
            .any(|m| schema.get(*m).is_some());
        for example in value
            .get("example")
            .into_iter()
            .chain(several)
            .filter(|_| named)
        {
            if let Err(why) = first_errors(&compile(schema, &components), example) {
                faults.push(format!("{path}: {why}"));
            }
        }
    });
    assert!(
        faults.is_empty(),
        "examples against their schemas:\n{}",
        faults.join("\n")
    );
}

/// What the routes say is in the document, or a `.service(..)` was forgotten.
#[test]
fn every_described_handler_is_registered() {
    let described: usize = sources("src")
        .iter()
        .map(|(_, text)| {
            text.lines()
                .filter(|l| l.trim_start().starts_with("#[utoipa::path"))
                .count()
        })
        .sum();
    assert_eq!(
        described,
        Contract::get().operations.len(),
        "#[utoipa::path] against operations of the document"
    );
}

/// The second of two schemas with one name would replace the first without a word.
#[test]
fn no_two_schemas_share_a_name() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, text) in sources("src").into_iter().chain(sources("entity")) {
        let text = text.split("#[cfg(test)]\nmod").next().unwrap();
        for name in schema_names(text) {
            places.entry(name).or_default().push(file.clone());
        }
    }
    assert!(
        places.contains_key("Problem") && places.contains_key("Permission"),
        "the scan finds nothing"
    );
    places.retain(|_, files| files.len() > 1);
    assert!(places.is_empty(), "schemas of one name: {places:?}");
}

/// The names of the types of a file that derive `ToSchema`.
fn schema_names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("#[derive(") {
        let (derived, after) = rest[at..].split_once(")]").unwrap();
        rest = after;
        if !derived.contains("ToSchema") {
            continue;
        }
        let is_type = |l: &&str| {
            ["pub struct ", "pub enum ", "struct ", "enum "]
                .iter()
                .any(|k| l.trim_start().starts_with(k))
        };
        let line = after.lines().find(is_type).unwrap();
        let attributes = after.split(line).next().unwrap();
        let renamed = attributes
            .split_once("schema(as = ")
            .and_then(|(_, r)| r.split([',', ')']).next());
        let own = line
            .trim_start()
            .trim_start_matches("pub ")
            .split(' ')
            .nth(1)
            .unwrap();
        let own = own.split(['<', '(', '{', ';']).next().unwrap();
        let name = renamed.unwrap_or(own).trim().trim_matches('"');
        // `$name` is a macro's.
        if !name.starts_with('$') {
            names.push(name.to_owned());
        }
    }
    names
}
