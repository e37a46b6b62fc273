//! Signed statements of ours (JWS): signed by the key that signs tokens, and checked by whichever key signed them, however long
//! ago it was retired.

use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::key;
use super::token::Tokens;
use crate::problem::Problem;

/// Why a statement is not ours, or not as we signed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgery {
    /// No compact JWS of this kind.
    Malformed,
    /// Signed by a key that is none of ours.
    UnknownKey,
    /// Changed after it was signed.
    Signature,
}

impl Tokens {
    /// Signs a statement. The keys must have been read since they were last rotated (`follow`).
    ///
    /// # Errors
    /// When there is no key to sign with.
    pub fn sign<T: Serialize>(&self, typ: &str, statement: &T) -> Result<String, Problem> {
        let keys = self.keys();
        let signing = keys
            .signing
            .as_ref()
            .ok_or_else(|| Problem::internal(&"no signing key"))?;
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some(typ.to_owned());
        header.kid = Some(signing.kid.clone());
        encode(&header, statement, &signing.encoding).map_err(|e| Problem::internal(&e))
    }
}

/// What a statement says, if it is ours and as we signed it.
///
/// # Errors
/// The database.
pub async fn verify<T: DeserializeOwned + Clone>(
    connection: &impl ConnectionTrait,
    typ: &str,
    jws: &str,
) -> Result<Result<T, Forgery>, DbErr> {
    let header = decode_header(jws).ok();
    let ours =
        |header: &Header| header.alg == Algorithm::ES256 && header.typ.as_deref() == Some(typ);
    let Some(kid) = header.filter(ours).and_then(|header| header.kid) else {
        return Ok(Err(Forgery::Malformed));
    };
    let Some(key) = key::public(connection, &kid).await? else {
        return Ok(Err(Forgery::UnknownKey));
    };
    let mut rules = Validation::new(Algorithm::ES256);
    // A receipt does not end, and it is for whoever holds it.
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.set_required_spec_claims::<&str>(&[]);
    let decoded = decode::<T>(jws, &key.decoding, &rules);
    Ok(decoded.map_or(Err(Forgery::Signature), |decoded| Ok(decoded.claims)))
}
