//! Access tokens (RFC 9068): what they say, how they are signed and checked.
//!
//! A token says who and for how long; what the bearer may do is read from the account, so that a change of role, region or
//! state acts on the next request. Checked tokens are remembered until the deployment's security epoch moves.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::{Actor, ActorKind};
use super::key::{self, PublicKey, SigningKey};
use crate::db::{Db, security_epoch};
use crate::problem::Problem;
use crate::secret::SealingKey;

/// The `aud` of every token.
pub const AUDIENCE: &str = "tumbuh-api";
/// How long an access token lives.
pub const ACCESS_LIFETIME: Duration = Duration::minutes(10);
/// How far the clocks of several machines may be apart.
const CLOCKS_APART: Duration = Duration::minutes(1);
/// The most tokens that are remembered.
const REMEMBERED: u64 = 10_000;

/// What a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    /// The issuer.
    pub iss: String,
    /// The audience.
    pub aud: String,
    /// The account.
    pub sub: Uuid,
    /// The account again, as RFC 9068 asks; of a system its public client id.
    pub client_id: String,
    /// Issued at, Unix seconds.
    pub iat: i64,
    /// Not before, Unix seconds.
    pub nbf: i64,
    /// Expires at, Unix seconds.
    pub exp: i64,
    /// The token's id.
    pub jti: Uuid,
    /// The permissions, separated by blanks.
    pub scope: String,
    /// The region.
    pub region: String,
    /// `user` or `client`.
    pub kind: String,
    /// The session of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<Uuid>,
}

/// A new token.
#[derive(Debug)]
pub struct Issued {
    /// The token.
    pub token: String,
    /// What it says.
    pub claims: Claims,
}

/// Signs and checks tokens.
pub struct Tokens {
    issuer: String,
    master: SealingKey,
    keys: RwLock<Arc<Keys>>,
    remembered: moka::sync::Cache<[u8; 32], Remembered>,
}

#[derive(Clone)]
pub(super) struct Remembered {
    pub(super) actor: Arc<Actor>,
    pub(super) epoch: i64,
}

#[derive(Default)]
pub(super) struct Keys {
    public: HashMap<String, PublicKey>,
    pub(super) signing: Option<SigningKey>,
    epoch: i64,
}

impl Tokens {
    /// Loads the keys; makes the first one of this installation.
    ///
    /// # Errors
    /// The database.
    pub async fn new(
        db: &Db,
        master: SealingKey,
        issuer: String,
        now: DateTime<Utc>,
    ) -> Result<Self, sea_orm::DbErr> {
        let (_, signing) = key::load(db.writer(), &master, now).await?;
        if signing.is_none() {
            key::create_own(db, &master, now).await?;
        }
        let tokens = Self {
            issuer,
            master,
            keys: RwLock::default(),
            remembered: moka::sync::Cache::new(REMEMBERED),
        };
        tokens.reload(db, now).await?;
        Ok(tokens)
    }

    /// The issuer of the tokens.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Reads the keys again: another process may have rotated them.
    ///
    /// # Errors
    /// The database.
    pub async fn reload(&self, db: &Db, now: DateTime<Utc>) -> Result<(), sea_orm::DbErr> {
        // Read before the keys: what moves in between is noticed the next time.
        let epoch = security_epoch(db.reader()).await?;
        let alive_since = now - ACCESS_LIFETIME - CLOCKS_APART;
        let (public, signing) = key::load(db.reader(), &self.master, alive_since).await?;
        let public = public
            .into_iter()
            .map(|key| (key.kid.clone(), key))
            .collect();
        if let Ok(mut keys) = self.keys.write() {
            *keys = Arc::new(Keys {
                public,
                signing,
                epoch,
            });
        }
        Ok(())
    }

    /// Before anything is signed or published: reads the keys again if the security epoch has moved, as it does when
    /// keys are rotated in whatever process. An installation that can open none of the new ones makes one of its own.
    ///
    /// # Errors
    /// The database.
    pub async fn follow(&self, db: &Db, now: DateTime<Utc>) -> Result<(), sea_orm::DbErr> {
        if self.keys().epoch == security_epoch(db.reader()).await? {
            return Ok(());
        }
        self.reload(db, now).await?;
        if self.keys().signing.is_none() {
            key::create_own(db, &self.master, now).await?;
            self.reload(db, now).await?;
        }
        Ok(())
    }

    /// Makes a new key to sign with; the older ones only check from now on. The caller moves the security epoch.
    ///
    /// # Errors
    /// The database.
    pub async fn rotate<C: ConnectionTrait>(
        &self,
        tx: &C,
        now: DateTime<Utc>,
    ) -> Result<String, sea_orm::DbErr> {
        key::retire_all(tx, now).await?;
        key::create(tx, &self.master, now).await
    }

    pub(super) fn keys(&self) -> Arc<Keys> {
        self.keys
            .read()
            .map_or_else(|_| Arc::default(), |keys| Arc::clone(&keys))
    }

    /// The public keys, for the JWKS.
    pub fn public_keys(&self) -> Vec<PublicKey> {
        let mut keys: Vec<_> = self.keys().public.values().cloned().collect();
        keys.sort_by(|a, b| a.kid.cmp(&b.kid));
        keys
    }

    /// Signs a token for an account. Not inside a transaction: the keys may have to be read again.
    ///
    /// # Errors
    /// When there is no key to sign with; the database.
    pub async fn issue(
        &self,
        db: &Db,
        actor: &Actor,
        public_name: &str,
        now: DateTime<Utc>,
    ) -> Result<Issued, Problem> {
        self.follow(db, now).await?;
        let keys = self.keys();
        let signing = keys
            .signing
            .as_ref()
            .ok_or_else(|| Problem::internal(&"no signing key"))?;
        let scope: Vec<&str> = actor.permissions.iter().map(|p| p.as_str()).collect();
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: actor.id,
            client_id: public_name.to_owned(),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: (now + ACCESS_LIFETIME).timestamp(),
            jti: actor.token_id,
            scope: scope.join(" "),
            region: actor.scope.code().to_owned(),
            kind: actor.kind.as_str().to_owned(),
            sid: actor.session,
        };
        let mut header = Header::new(Algorithm::ES256);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some(signing.kid.clone());
        let token =
            encode(&header, &claims, &signing.encoding).map_err(|e| Problem::internal(&e))?;
        Ok(Issued { token, claims })
    }

    /// Whether the token is ours, whole and alive; `None` for whatever reason it is not.
    ///
    /// # Errors
    /// The database, when the keys have to be read again.
    pub async fn check(
        &self,
        db: &Db,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Claims>, sea_orm::DbErr> {
        let Some(kid) = key_id(token) else {
            return Ok(None);
        };
        if !self.keys().public.contains_key(&kid) {
            self.reload(db, now).await?;
        }
        let keys = self.keys();
        Ok(keys
            .public
            .get(&kid)
            .and_then(|key| self.claims(key, token, now)))
    }

    fn claims(&self, key: &PublicKey, token: &str, now: DateTime<Utc>) -> Option<Claims> {
        let mut rules = Validation::new(Algorithm::ES256);
        rules.set_issuer(&[&self.issuer]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        // Time is compared here, by our clock: the library would read the machine's.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let claims = decode::<Claims>(token, &key.decoding, &rules).ok()?.claims;
        let now = now.timestamp();
        // Five seconds for clocks of several machines that do not agree.
        (claims.exp > now
            && claims.nbf <= now + 5
            && claims.exp - claims.iat <= ACCESS_LIFETIME.num_seconds())
        .then_some(claims)
    }

    pub(super) fn recall(
        &self,
        hash: &[u8; 32],
        epoch: i64,
        now: DateTime<Utc>,
    ) -> Option<Arc<Actor>> {
        let remembered = self.remembered.get(hash)?;
        (remembered.epoch == epoch && remembered.actor.expires_at > now.timestamp())
            .then_some(remembered.actor)
    }

    pub(super) fn remember(&self, hash: [u8; 32], actor: Arc<Actor>, epoch: i64) {
        self.remembered.insert(hash, Remembered { actor, epoch });
    }
}

/// The key id of a token whose header is one of ours; the header decides nothing else.
fn key_id(token: &str) -> Option<String> {
    let header = decode_header(token).ok()?;
    let ours = header.alg == Algorithm::ES256
        && header
            .typ
            .as_deref()
            .is_some_and(|t| t.eq_ignore_ascii_case("at+jwt"));
    header.kid.filter(|kid| ours && kid.len() <= 64)
}

/// The kind of a token's subject.
pub fn actor_kind(text: &str) -> Option<ActorKind> {
    [ActorKind::User, ActorKind::Client]
        .into_iter()
        .find(|kind| kind.as_str() == text)
}
