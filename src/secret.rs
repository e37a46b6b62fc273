//! Secrets: made by the operating system, sealed with XChaCha20-Poly1305, compared by hash, never printed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// A text that must not be printed or logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text from being printed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself: only where it is used.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(hidden)")
    }
}

/// Random bytes of the operating system; without them nothing here is safe, so the process ends.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Err(error) = getrandom::fill(&mut bytes) {
        tracing::error!("the operating system gives no randomness: {error}");
        std::process::abort();
    }
    bytes
}

/// 256 random bits as text for a URL.
pub fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes::<32>())
}

/// SHA-256, for secrets with enough entropy of their own.
pub fn hash(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// Whether two secrets are the same, in a time that does not depend on where they differ.
pub fn same(left: &[u8], right: &[u8]) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(left, right).is_ok()
}

/// HMAC-SHA-256 over the parts, each with its length.
pub fn keyed_hash(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key) else {
        return Vec::new();
    };
    for part in parts {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// A key that seals bytes.
#[derive(Clone)]
pub struct SealingKey(XChaCha20Poly1305);

impl SealingKey {
    /// From 32 bytes; shorter ones are refused.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let key: [u8; 32] = bytes.get(..32)?.try_into().ok()?;
        Some(Self(XChaCha20Poly1305::new(&Key::from(key))))
    }

    /// Seals bytes for a purpose: they open only with the same words of purpose.
    pub fn seal(&self, plain: &[u8], purpose: &[u8]) -> Option<Vec<u8>> {
        let nonce = random_bytes::<24>();
        let sealed = self
            .0
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: plain,
                    aad: purpose,
                },
            )
            .ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    /// Opens what was sealed for the same purpose.
    pub fn open(&self, sealed: &[u8], purpose: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(24)?;
        let nonce: [u8; 24] = nonce.try_into().ok()?;
        self.0
            .decrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: sealed,
                    aad: purpose,
                },
            )
            .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_what_it_sealed_for_the_purpose() {
        let key = SealingKey::new(&[7; 32]).unwrap();
        let sealed = key.seal(b"plain", b"row 1").unwrap();
        assert_eq!(key.open(&sealed, b"row 1").as_deref(), Some(&b"plain"[..]));
        assert_eq!(key.open(&sealed, b"row 2"), None);
        assert_eq!(
            SealingKey::new(&[8; 32]).unwrap().open(&sealed, b"row 1"),
            None
        );
        assert!(SealingKey::new(&[7; 31]).is_none());
        assert_eq!(format!("{:?}", Secret::new("x")), "(hidden)");
    }

    #[test]
    fn compares() {
        assert!(same(b"abc", b"abc") && !same(b"abc", b"abd") && !same(b"abc", b"ab"));
    }

    #[test]
    fn keyed_hashes_keep_parts_apart() {
        assert_ne!(
            keyed_hash(b"k", &[b"ab", b"c"]),
            keyed_hash(b"k", &[b"a", b"bc"])
        );
    }
}
