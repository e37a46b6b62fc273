//! Keeps what tells who a child is: sealed with a key of the child's own, which lies in the database sealed with the
//! installation's. Destroying the one key makes every copy of what it sealed unreadable. Beside it what must be found or compared
//! and not known: a NIK, and the body of a request.

use uuid::Uuid;

use crate::secret::{SealingKey, keyed_hash, random_bytes};

/// Makes and opens children's keys, and finds a NIK without knowing it.
#[derive(Clone)]
pub struct Vault {
    keys: SealingKey,
    nik: Vec<u8>,
    bodies: Vec<u8>,
}

impl Vault {
    /// From the installation's master key; `None` if it is shorter than 32 bytes.
    pub fn new(master: &[u8]) -> Option<Self> {
        if master.len() < 32 {
            return None;
        }
        Some(Self {
            keys: SealingKey::new(&keyed_hash(master, &[b"keys of children"]))?,
            nik: keyed_hash(master, &[b"index of nik"]),
            bodies: keyed_hash(master, &[b"fingerprints of bodies"]),
        })
    }

    /// A new key, and how it is stored; it opens for its owner only.
    pub fn create(&self, owner: Uuid) -> Option<(DataKey, Vec<u8>)> {
        let plain = random_bytes::<32>();
        let sealed = self.keys.seal(&plain, owner.as_bytes())?;
        Some((DataKey(SealingKey::new(&plain)?), sealed))
    }

    /// Opens a stored key of its owner.
    pub fn open(&self, owner: Uuid, sealed: &[u8]) -> Option<DataKey> {
        let plain = self.keys.open(sealed, owner.as_bytes())?;
        Some(DataKey(SealingKey::new(&plain)?))
    }

    /// By what a NIK is found: equal for equal ones, and without the key of no use to who tries them all.
    pub fn nik_index(&self, nik: &str) -> Vec<u8> {
        keyed_hash(&self.nik, &[nik.as_bytes()])
    }

    /// The key of the fingerprints of the bodies that come with a caller's key: a body may hold a name and a NIK, and those who
    /// hold a copy of the database could try them all.
    pub fn body_key(&self, of: &[&[u8]]) -> Vec<u8> {
        keyed_hash(&self.bodies, of)
    }
}

/// The key of a child, or of a file of children that is being looked through.
pub struct DataKey(SealingKey);

impl DataKey {
    /// Seals; it opens with the same words of purpose only.
    pub fn seal(&self, plain: &[u8], purpose: &str) -> Option<Vec<u8>> {
        self.0.seal(plain, purpose.as_bytes())
    }

    /// Opens what was sealed for the same purpose.
    pub fn open(&self, sealed: &[u8], purpose: &str) -> Option<Vec<u8>> {
        self.0.open(sealed, purpose.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_for_its_owner_only() {
        let vault = Vault::new(&[7; 32]).unwrap();
        let (key, stored) = vault.create(Uuid::from_u128(1)).unwrap();
        let sealed = key.seal(b"CONTOH", "identity").unwrap();
        let again = vault.open(Uuid::from_u128(1), &stored).unwrap();
        assert_eq!(
            again.open(&sealed, "identity").as_deref(),
            Some(&b"CONTOH"[..])
        );
        assert!(again.open(&sealed, "consent").is_none());
        assert!(vault.open(Uuid::from_u128(2), &stored).is_none());
        let other = Vault::new(&[8; 32]).unwrap();
        assert!(other.open(Uuid::from_u128(1), &stored).is_none());
        assert!(Vault::new(&[7; 31]).is_none());
    }

    #[test]
    fn a_nik_is_found_and_not_known() {
        let vault = Vault::new(&[7; 32]).unwrap();
        let index = vault.nik_index("6474000000009001");
        assert_eq!(index, vault.nik_index("6474000000009001"));
        assert_ne!(index, vault.nik_index("6474000000009002"));
        assert_ne!(
            index,
            Vault::new(&[8; 32]).unwrap().nik_index("6474000000009001")
        );
    }

    #[test]
    fn the_fingerprints_of_a_body_differ_by_installation_and_by_key() {
        let key = |master: u8, of: &[u8]| Vault::new(&[master; 32]).unwrap().body_key(&[of]);
        assert_eq!(key(7, b"a"), key(7, b"a"));
        assert_ne!(key(7, b"a"), key(7, b"b"));
        assert_ne!(key(7, b"a"), key(8, b"a"));
    }
}
