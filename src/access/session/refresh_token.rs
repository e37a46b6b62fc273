//! Refresh tokens: `{session}.{secret}`. A secret carries a proof that it was made here, so that a spent one of whatever
//! age can be told from an invented one, and its successor follows from itself and a salt, so that an answer that was lost
//! on the way can be given again.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

use crate::secret::{hash, keyed_hash, random_bytes, same};

const SECRET_LENGTH: usize = 32;
const PROOF_LENGTH: usize = 16;

/// A token that was made here; whether it is still good the session says.
pub(in crate::access) struct RefreshToken {
    session: Uuid,
    secret: String,
}

impl RefreshToken {
    /// The first of a session. `key` is the deployment's.
    pub(in crate::access) fn first(key: &[u8], session: Uuid) -> Self {
        Self::make(key, session, &random_bytes::<SECRET_LENGTH>())
    }

    /// The one that replaces this one.
    pub(in crate::access) fn successor(&self, key: &[u8], salt: &[u8]) -> Self {
        Self::make(
            key,
            self.session,
            &keyed_hash(self.secret.as_bytes(), &[salt]),
        )
    }

    /// Reads a token; `None` if it was not made here.
    pub(in crate::access) fn parse(key: &[u8], text: &str) -> Option<Self> {
        let (session, secret) = text.split_once('.')?;
        let session: Uuid = session.parse().ok()?;
        let bytes = URL_SAFE_NO_PAD.decode(secret).ok()?;
        let (random, shown) = bytes.split_at_checked(SECRET_LENGTH)?;
        same(&proof(key, session, random), shown).then(|| Self {
            session,
            secret: secret.to_owned(),
        })
    }

    fn make(key: &[u8], session: Uuid, random: &[u8]) -> Self {
        let secret = URL_SAFE_NO_PAD.encode([random, &proof(key, session, random)].concat());
        Self { session, secret }
    }

    /// Its session.
    pub(in crate::access) fn session(&self) -> Uuid {
        self.session
    }

    /// What the row keeps of it.
    pub(in crate::access) fn hash(&self) -> Vec<u8> {
        hash(self.secret.as_bytes())
    }

    /// As the person gets it.
    pub(in crate::access) fn into_text(self) -> String {
        format!("{}.{}", self.session, self.secret)
    }
}

fn proof(key: &[u8], session: Uuid, random: &[u8]) -> Vec<u8> {
    let mut proof = keyed_hash(key, &[b"refresh token", session.as_bytes(), random]);
    proof.truncate(PROOF_LENGTH);
    proof
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: Uuid = Uuid::from_u128(7);

    #[test]
    fn reads_what_it_made_and_nothing_else() {
        let first = RefreshToken::first(b"key", SESSION);
        let hash = first.hash();
        let text = first.into_text();
        let read = RefreshToken::parse(b"key", &text).unwrap();
        assert_eq!((read.session(), read.hash()), (SESSION, hash));
        assert!(RefreshToken::parse(b"other", &text).is_none());
        let other = text.replace(&SESSION.to_string(), &Uuid::from_u128(8).to_string());
        for wrong in ["", ".", "x.y", &other, &text[..60], &format!("{text}A")] {
            assert!(RefreshToken::parse(b"key", wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn the_same_salt_gives_the_same_successor() {
        let first = RefreshToken::first(b"key", SESSION);
        let next = first.successor(b"key", b"salt").into_text();
        assert_eq!(next, first.successor(b"key", b"salt").into_text());
        assert_ne!(next, first.successor(b"key", b"pepper").into_text());
        assert!(RefreshToken::parse(b"key", &next).is_some());
    }
}
