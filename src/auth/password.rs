//! Passwords: Argon2id, length over composition, and none that is among the first to be guessed.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::problem::Problem;
use crate::secret::{Secret, random_bytes};
use crate::text::{Text, text};

/// The fewest characters of a password.
pub const MIN_LENGTH: usize = 12;
/// The most characters of a password.
pub const MAX_LENGTH: usize = 256;
/// Fewer guesses than ten to this power, by zxcvbn's lists and patterns, and a password is common.
const MIN_GUESSES_LOG10: f64 = 8.0;

/// OWASP's second choice for Argon2id: 19 MiB, two passes.
fn hasher() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Why a password is not taken; `None` when it is fine. `known` are words that belong to the account.
pub fn weakness(password: &str, known: &[&str]) -> Option<(&'static str, Text)> {
    let length = password.chars().count();
    if !(MIN_LENGTH..=MAX_LENGTH).contains(&length) {
        return Some((
            "length",
            text(
                format!("harus {MIN_LENGTH} sampai {MAX_LENGTH} karakter"),
                format!("must have {MIN_LENGTH} to {MAX_LENGTH} characters"),
            ),
        ));
    }
    // zxcvbn looks at the first hundred characters; what is longer is not among the first to be guessed.
    if length <= 72 && zxcvbn::zxcvbn(password, known).guesses_log10() < MIN_GUESSES_LOG10 {
        return Some(("common", text("terlalu mudah ditebak", "too easy to guess")));
    }
    None
}

/// Hashes a password, away from the threads that answer requests.
///
/// # Errors
/// A failure of the hasher.
pub async fn hash(password: Secret) -> Result<String, Problem> {
    on_blocking_thread(move || {
        let salt = random_bytes::<16>();
        hasher()
            .hash_password_with_salt(password.expose().as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|e| e.to_string())
    })
    .await
}

/// Whether the password is the one that was hashed. Without a hash the work is done all the same, so that an unknown user
/// takes as long as a wrong password.
///
/// # Errors
/// A failure of the hasher.
pub async fn verify(password: Secret, hash: Option<String>) -> Result<bool, Problem> {
    on_blocking_thread(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| ABSENT.to_owned());
        let parsed = PasswordHash::new(&hash).map_err(|e| e.to_string())?;
        Ok(hasher()
            .verify_password(password.expose().as_bytes(), &parsed)
            .is_ok()
            && known)
    })
    .await
}

/// The hash of nobody's password, with the parameters in force.
const ABSENT: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

async fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Problem::internal(&e))?
        .map_err(|e| Problem::internal(&e))
}

/// A password for somebody who will replace it: 100 bits in letters and digits that are not mistaken for each other.
pub fn one_time() -> Secret {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
    let letters = random_bytes::<20>().map(|byte| {
        LETTERS
            .get(usize::from(byte % 32))
            .copied()
            .map_or('a', char::from)
    });
    let groups: Vec<String> = letters
        .chunks(5)
        .map(|group| group.iter().collect())
        .collect();
    Secret::new(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_short_or_common() {
        for (password, code) in [
            ("short", "length"),
            ("elevenchars", "length"),
            ("password1234", "common"),
            ("123456789012", "common"),
            ("aaaaaaaaaaaaaaaa", "common"),
            ("province6464", "common"),
            ("qwertyuiop12", "common"),
        ] {
            assert_eq!(
                weakness(password, &["province64"]).map(|w| w.0),
                Some(code),
                "{password}"
            );
        }
        for fine in [
            "kuda laut makan roti bakar",
            "v8Kq-mm2Z-x9tP",
            &"panjang sekali ".repeat(10),
        ] {
            assert_eq!(weakness(fine, &[]), None, "{fine}");
        }
        assert_eq!(weakness(one_time().expose(), &[]), None);
    }

    #[tokio::test]
    async fn verifies_what_it_hashed() {
        let hashed = hash(Secret::new("kuda laut makan roti")).await.unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(
            verify(Secret::new("kuda laut makan roti"), Some(hashed.clone()))
                .await
                .unwrap()
        );
        assert!(
            !verify(Secret::new("kuda laut makan rotI"), Some(hashed))
                .await
                .unwrap()
        );
        assert!(!verify(Secret::new("anything"), None).await.unwrap());
    }
}
