//! What a test asked and was answered, without what chance decides, so that the databases can be compared.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::Value;

/// Members whose values are drawn by lot.
const SECRET: [&str; 11] = [
    "access_token",
    "client_id",
    "client_secret",
    "kid",
    "one_time_password",
    "password",
    "refresh_token",
    "secret",
    "token",
    "x",
    "y",
];

/// The calls of a test, in order.
#[derive(Default)]
pub struct Transcript {
    lines: Mutex<Vec<String>>,
    names: Mutex<HashMap<String, usize>>,
    in_flight: AtomicUsize,
    started: AtomicUsize,
    incomparable: AtomicBool,
}

impl Transcript {
    /// A call begins. Calls at the same time have no order, so there is nothing to compare any more.
    pub fn begin(&self) -> usize {
        let begun = self.started.fetch_add(1, Ordering::SeqCst) + 1;
        if self.in_flight.fetch_add(1, Ordering::SeqCst) > 0 {
            self.give_up();
            // No number of a call that was alone: the last to begin may also be the last to be answered.
            return usize::MAX;
        }
        begun
    }

    /// A call is answered; true if no other one was going on meanwhile.
    pub fn end(&self, begun: usize) -> bool {
        let left = self.in_flight.fetch_sub(1, Ordering::SeqCst) - 1;
        left == 0 && self.started.load(Ordering::SeqCst) == begun
    }

    /// The test does different things on each database, on purpose.
    pub fn give_up(&self) {
        self.incomparable.store(true, Ordering::SeqCst);
    }

    /// Puts a call down.
    pub fn add(&self, request: &str, status: u16, headers: &[String], body: &[u8]) {
        let body = match serde_json::from_slice::<Value>(body) {
            Ok(mut json) => {
                redact(&mut json);
                json.to_string()
            }
            Err(_) if request.contains("/metrics") => String::new(),
            Err(_) => std::str::from_utf8(body).unwrap_or("<bytes>").to_owned(),
        };
        let line = format!("{request} -> {status} [{}] {body}", headers.join(", "));
        let line = self.normalise(&line);
        self.lines.lock().unwrap().push(line);
    }

    /// The calls, if they can be compared.
    pub fn lines(&self) -> Option<Vec<String>> {
        let comparable = !self.incomparable.load(Ordering::SeqCst);
        comparable.then(|| self.lines.lock().unwrap().clone())
    }

    /// Ids become numbers in the order in which they are first seen; what looks like a token, a cursor or a hash becomes a
    /// word.
    fn normalise(&self, text: &str) -> String {
        let mut result = String::with_capacity(text.len());
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let mut rest = text;
        while let Some(start) = rest.find(is_word) {
            let (before, from) = rest.split_at(start);
            let (word, after) = from.split_at(from.find(|c| !is_word(c)).unwrap_or(from.len()));
            result.push_str(before);
            let id = uuid::Uuid::try_parse(word).is_ok() && word.len() == 36;
            // Codes of children are drawn, and stand for them as ids do.
            if id || tumbuh::child::code::is_code(word) {
                let mut names = self.names.lock().unwrap();
                let next = names.len() + 1;
                let number = *names.entry(word.to_owned()).or_insert(next);
                result.push_str(&format!("<id {number}>"));
            } else if is_drawn(word) {
                result.push_str("<drawn>");
            } else {
                result.push_str(word);
            }
            rest = after;
        }
        result + rest
    }
}

/// Whether a word looks like base64url or hexadecimal digits of something drawn or hashed.
fn is_drawn(word: &str) -> bool {
    let has = |test: fn(char) -> bool| word.contains(test);
    let hexadecimal = word.chars().all(|c| c.is_ascii_hexdigit());
    let mixed = has(|c| c.is_ascii_lowercase()) && has(|c| c.is_ascii_uppercase());
    (word.len() >= 32 && hexadecimal) || (word.len() >= 20 && mixed)
}

fn redact(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if SECRET.contains(&name.as_str()) && member.is_string() {
                    *member = "<drawn>".into();
                } else {
                    redact(member);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        _ => {}
    }
}

/// Says where two databases behave differently.
pub fn compare(one: &[String], other: &[String]) {
    for (index, (a, b)) in one.iter().zip(other).enumerate() {
        assert!(
            a == b,
            "call {index} is answered differently\non SQLite:     {a}\non PostgreSQL: {b}"
        );
    }
    assert_eq!(
        one.len(),
        other.len(),
        "the databases were asked a different number of questions"
    );
}
