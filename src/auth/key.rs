//! The keys that sign tokens (ES256): in the database, so that every process knows all public halves; the private halves
//! are sealed with the installation's master key, which is a file beside the database.

use std::io;
use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use entity::signing_key;
use jsonwebtoken::{DecodingKey, EncodingKey};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    Set, Statement, TransactionTrait,
};

use crate::db::{Db, bump_security_epoch};
use crate::secret::{SealingKey, hash, random_bytes};

/// A public key by its id.
#[derive(Clone)]
pub struct PublicKey {
    /// The key id.
    pub kid: String,
    /// The x coordinate, base64url.
    pub x: String,
    /// The y coordinate, base64url.
    pub y: String,
    /// Checks signatures.
    pub decoding: DecodingKey,
}

/// The key that signs now.
#[derive(Clone)]
pub struct SigningKey {
    /// The key id.
    pub kid: String,
    /// Signs.
    pub encoding: EncodingKey,
}

/// Reads the master key of a data folder, or makes it: 32 bytes that only the owner may read.
///
/// # Errors
/// The file system; a file that is too short.
pub fn master_key(data_dir: &Path) -> io::Result<Vec<u8>> {
    let dir = data_dir.join("keys");
    let path = dir.join("master.key");
    if !path.exists() {
        private_dir(&dir)?;
        write_private(&path, &random_bytes::<32>())?;
    }
    let bytes = std::fs::read(&path)?;
    if bytes.len() < 32 {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("{} is shorter than 32 bytes", path.display()),
        ));
    }
    Ok(bytes)
}

fn private_dir(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
}

/// Writes a file that only its owner may read, complete or not at all; an existing one stays.
///
/// # Errors
/// The file system.
pub fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    use std::io::Write;
    let dir = path.parent().unwrap_or_else(|| Path::new("."));
    // `tempfile` creates with mode 0600, and `persist_noclobber` lets the first of two processes win.
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.error),
    }
}

/// Makes a new key and stores it.
///
/// # Errors
/// The database; a failure of the crypto library.
pub async fn create<C: ConnectionTrait>(
    tx: &C,
    master: &SealingKey,
    now: DateTime<Utc>,
) -> Result<String, DbErr> {
    let failed = |what: &str| DbErr::Custom(format!("no signing key could be made: {what}"));
    let pkcs8 =
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .map_err(|e| failed(&e.to_string()))?;
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref())
        .map_err(|e| failed(&e.to_string()))?;
    // Uncompressed point: 0x04, x, y.
    let point = pair.public_key().as_ref();
    let (Some(x), Some(y)) = (point.get(1..33), point.get(33..65)) else {
        return Err(failed("unexpected form of the public key"));
    };
    let kid = URL_SAFE_NO_PAD.encode(hash(point).get(..12).unwrap_or_default());
    let sealed = master
        .seal(pkcs8.as_ref(), kid.as_bytes())
        .ok_or_else(|| failed("sealing"))?;
    let row = signing_key::ActiveModel {
        kid: Set(kid.clone()),
        algorithm: Set("ES256".to_owned()),
        public_x: Set(URL_SAFE_NO_PAD.encode(x)),
        public_y: Set(URL_SAFE_NO_PAD.encode(y)),
        sealed_private: Set(sealed),
        created_at: Set(now),
        retired_at: Set(None),
    };
    row.insert(tx).await?;
    Ok(kid)
}

/// Makes a key of this installation, and has the other processes publish its public half too.
///
/// # Errors
/// The database; a failure of the crypto library.
pub(super) async fn create_own(
    db: &Db,
    master: &SealingKey,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let tx = db.writer().begin().await?;
    create(&tx, master, now).await?;
    bump_security_epoch(&tx).await?;
    tx.commit().await
}

/// Ends signing with the keys there are; they stay for checking until their last token has ended.
///
/// # Errors
/// The database.
pub async fn retire_all<C: ConnectionTrait>(tx: &C, now: DateTime<Utc>) -> Result<(), DbErr> {
    let sql = "update signing_key set retired_at = $1 where retired_at is null";
    tx.execute_raw(Statement::from_sql_and_values(
        tx.get_database_backend(),
        sql,
        [now.into()],
    ))
    .await
    .map(drop)
}

/// Every public key whose tokens may still be alive, and the newest key that this installation can sign with.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "keys belong to the deployment; no region scope applies"
)]
pub async fn load<C: ConnectionTrait>(
    connection: &C,
    master: &SealingKey,
    alive_since: DateTime<Utc>,
) -> Result<(Vec<PublicKey>, Option<SigningKey>), DbErr> {
    use signing_key::Column;
    let rows = signing_key::Entity::find()
        .filter(
            Column::RetiredAt
                .is_null()
                .or(Column::RetiredAt.gt(alive_since)),
        )
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Kid)
        .all(connection)
        .await?;
    let signing = rows
        .iter()
        .filter(|row| row.retired_at.is_none())
        .find_map(|row| {
            let pkcs8 = master.open(&row.sealed_private, row.kid.as_bytes())?;
            Some(SigningKey {
                kid: row.kid.clone(),
                encoding: EncodingKey::from_ec_der(&pkcs8),
            })
        });
    Ok((rows.into_iter().filter_map(public_half).collect(), signing))
}

fn public_half(row: signing_key::Model) -> Option<PublicKey> {
    let decoding = DecodingKey::from_ec_components(&row.public_x, &row.public_y).ok()?;
    Some(PublicKey {
        kid: row.kid,
        x: row.public_x,
        y: row.public_y,
        decoding,
    })
}

/// A public key of ours, retired or not.
///
/// # Errors
/// The database.
#[expect(
    clippy::disallowed_methods,
    reason = "keys belong to the deployment; no region scope applies"
)]
pub async fn public<C: ConnectionTrait>(
    connection: &C,
    kid: &str,
) -> Result<Option<PublicKey>, DbErr> {
    let row = signing_key::Entity::find_by_id(kid).one(connection).await?;
    Ok(row.and_then(public_half))
}
