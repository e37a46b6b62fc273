//! Who an expectant mother is: everything that lies sealed.

use serde::{Deserialize, Serialize};

use crate::vault::DataKey;

/// For what identities are sealed.
const PURPOSE: &str = "mother";

/// Who a mother is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MotherIdentity {
    /// Her name.
    pub name: String,
    /// Her NIK, 16 digits; `None` if it is not known.
    pub nik: Option<String>,
    /// Where she lives, below the village.
    pub address: Option<String>,
    /// Her telephone number.
    pub telephone: Option<String>,
}

/// Names do not get into logs by way of `{:?}`.
impl std::fmt::Debug for MotherIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MotherIdentity (hidden)")
    }
}

impl MotherIdentity {
    /// Seals it with her key.
    pub fn seal(&self, key: &DataKey) -> Option<Vec<u8>> {
        key.seal(&serde_json::to_vec(self).ok()?, PURPOSE)
    }

    /// Opens it with her key.
    pub fn open(key: &DataKey, sealed: &[u8]) -> Option<Self> {
        serde_json::from_slice(&key.open(sealed, PURPOSE)?).ok()
    }
}
