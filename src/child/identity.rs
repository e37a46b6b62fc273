//! Who a child is: everything that lies sealed, and how a NIK is read and shown.

use serde::{Deserialize, Serialize};

use crate::vault::DataKey;

/// For what identities are sealed.
const PURPOSE: &str = "identity";

/// Who a child is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The child's name.
    pub name: String,
    /// Its NIK, 16 digits; `None` if it has none yet, or only a part of it is known.
    pub nik: Option<String>,
    /// The mother's name.
    pub mother_name: Option<String>,
    /// The father's name.
    pub father_name: Option<String>,
    /// Where it lives, below the village.
    pub address: Option<String>,
}

/// Names do not get into logs by way of `{:?}`.
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity (hidden)")
    }
}

impl Identity {
    /// Seals it with the child's key.
    pub fn seal(&self, key: &DataKey) -> Option<Vec<u8>> {
        key.seal(&serde_json::to_vec(self).ok()?, PURPOSE)
    }

    /// Opens it with the child's key.
    pub fn open(key: &DataKey, sealed: &[u8]) -> Option<Self> {
        serde_json::from_slice(&key.open(sealed, PURPOSE)?).ok()
    }
}

/// A NIK as it identifies a person: exactly 16 digits, perhaps behind the apostrophe with which spreadsheets keep them. What
/// is masked, cut short or written as a power of ten identifies nobody.
pub fn usable_nik(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = text.strip_prefix('\'').unwrap_or(text);
    let complete = digits.len() == 16 && digits.bytes().all(|b| b.is_ascii_digit());
    let distinct = digits.bytes().any(|b| Some(b) != digits.bytes().next());
    (complete && distinct).then(|| digits.to_owned())
}

/// A NIK as it is shown: the place that issued it, and nothing else.
pub fn masked_nik(nik: &str) -> String {
    let shown: String = nik.chars().take(4).collect();
    format!(
        "{shown}{}",
        "*".repeat(nik.chars().count().saturating_sub(4))
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::Vault;

    #[test]
    fn a_nik_has_sixteen_digits() {
        for (text, usable) in [
            ("6474000000009001", Some("6474000000009001")),
            (" '6474000000009001 ", Some("6474000000009001")),
            ("02022**********", None),
            ("647400000000900", None),
            ("6.47402E+15", None),
            ("0000000000000000", None),
            ("", None),
            ("-", None),
        ] {
            assert_eq!(usable_nik(text).as_deref(), usable, "{text}");
        }
        assert_eq!(masked_nik("6474000000009001"), "6474************");
    }

    #[test]
    fn an_identity_is_sealed_and_not_printed() {
        let (key, _) = Vault::new(&[1; 32])
            .unwrap()
            .create(uuid::Uuid::nil())
            .unwrap();
        let identity = Identity {
            name: "ANAK CONTOH".to_owned(),
            ..Identity::default()
        };
        let sealed = identity.seal(&key).unwrap();
        assert!(!sealed.windows(4).any(|part| part == b"ANAK"));
        assert_eq!(Identity::open(&key, &sealed), Some(identity.clone()));
        assert!(!format!("{identity:?}").contains("ANAK"));
    }
}
