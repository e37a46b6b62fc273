//! The words of a notification: a text of its kind, filled with its parameters.

use serde_json::{Map, Value};

use crate::text::Language;

/// Fills `{name}` with the parameter of that name, in the language where it stands in both (`name_id`, `name_en`).
pub fn fill(template: &str, params: &Map<String, Value>, language: Language) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        let in_language = format!("{name}_{}", language.tag());
        match params.get(&in_language).or_else(|| params.get(name)) {
            Some(Value::String(text)) => filled.push_str(text),
            Some(value) => filled.push_str(&value.to_string()),
            None => filled.push_str(&format!("{{{name}}}")),
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_by_name_and_language() {
        let params = serde_json::json!({
            "action_id": "Publikasi", "action_en": "Publication", "season": "2025-X", "count": 3, "odd": "{season}"
        });
        let params = params.as_object().unwrap();
        for (template, id, en) in [
            (
                "{action} {season}",
                "Publikasi 2025-X",
                "Publication 2025-X",
            ),
            ("{count}.", "3.", "3."),
            ("{none} {", "{none} {", "{none} {"),
            ("{odd}", "{season}", "{season}"),
            ("", "", ""),
        ] {
            assert_eq!(fill(template, params, Language::Indonesian), id);
            assert_eq!(fill(template, params, Language::English), en);
        }
    }
}
