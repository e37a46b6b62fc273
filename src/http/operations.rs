//! The operations of the document as the router sees them: which path has which methods, and what each is called.

use std::collections::{HashMap, HashSet};

use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use utoipa::openapi::path::{Operation, ParameterIn, PathItem};
use utoipa::openapi::{OpenApi, RefOr};

/// Paths, methods and operation ids.
pub struct Operations {
    paths: Vec<(ResourceDef, Vec<Method>)>,
    names: HashMap<(Method, String), String>,
    conditional: HashSet<(Method, String)>,
    without_query: HashSet<(Method, String)>,
}

/// Whether an operation needs `If-Match`.
pub fn needs_if_match(operation: &Operation) -> bool {
    let mut parameters = operation.parameters.iter().flatten();
    parameters.any(|p| matches!(p, RefOr::T(p) if p.name == "If-Match"))
}

/// Every operation of a path.
pub fn of_item(item: &PathItem) -> Vec<(Method, &Operation)> {
    [
        (Method::GET, &item.get),
        (Method::PUT, &item.put),
        (Method::POST, &item.post),
        (Method::DELETE, &item.delete),
        (Method::PATCH, &item.patch),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_ref().map(|operation| (method, operation)))
    .collect()
}

impl Operations {
    /// From the document.
    pub fn new(document: &OpenApi) -> Self {
        let mut paths = Vec::new();
        let mut names = HashMap::new();
        let mut conditional = HashSet::new();
        let mut without_query = HashSet::new();
        for (path, item) in &document.paths.paths {
            let operations = of_item(item);
            let mut methods: Vec<Method> = operations
                .iter()
                .map(|(method, _)| method.clone())
                .collect();
            if methods.contains(&Method::GET) {
                methods.push(Method::HEAD);
            }
            methods.push(Method::OPTIONS);
            paths.push((ResourceDef::new(path.as_str()), methods));
            for (method, operation) in operations {
                if needs_if_match(operation) {
                    conditional.insert((method.clone(), path.clone()));
                }
                if !takes_query(operation) {
                    without_query.insert((method.clone(), path.clone()));
                }
                let name = operation.operation_id.clone().unwrap_or_default();
                names.insert((method, path.clone()), name);
            }
        }
        Self {
            paths,
            names,
            conditional,
            without_query,
        }
    }

    /// Whether the operation needs `If-Match`.
    pub fn needs_if_match(&self, method: &Method, pattern: Option<&str>) -> bool {
        pattern.is_some_and(|p| self.conditional.contains(&(method.clone(), p.to_owned())))
    }

    /// Whether a path of plain text lacks a method, though one with parameters fits it and has the method.
    pub fn lacks(&self, path: &str, method: &Method) -> bool {
        self.paths
            .iter()
            .any(|(pattern, methods)| pattern.pattern() == Some(path) && !methods.contains(method))
    }

    /// The methods of a path; none if there is no such path. A path of plain text goes before one with parameters.
    pub fn methods(&self, path: &str) -> Vec<Method> {
        let mut found: Vec<Method> = Vec::new();
        for (pattern, methods) in self
            .paths
            .iter()
            .filter(|(pattern, _)| pattern.is_match(path))
        {
            if pattern.pattern() == Some(path) {
                return methods.clone();
            }
            found.extend(
                methods
                    .iter()
                    .filter(|m| !found.contains(m))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
        }
        found
    }

    /// Whether the operation has no query parameters at all.
    pub fn is_without_query(&self, method: &Method, pattern: &str) -> bool {
        self.without_query
            .contains(&(method.clone(), pattern.to_owned()))
    }

    /// What the operation is called: the label of logs and metrics.
    pub fn name(&self, method: &Method, pattern: Option<&str>) -> &str {
        let method = if *method == Method::HEAD {
            Method::GET
        } else {
            method.clone()
        };
        pattern
            .and_then(|pattern| self.names.get(&(method, pattern.to_owned())))
            .map_or("none", String::as_str)
    }
}

fn takes_query(operation: &utoipa::openapi::path::Operation) -> bool {
    let parameters = operation.parameters.iter().flatten();
    parameters
        .filter_map(|p| match p {
            RefOr::T(parameter) => Some(parameter),
            RefOr::Ref(_) => None,
        })
        .any(|parameter| parameter.parameter_in == ParameterIn::Query)
}
