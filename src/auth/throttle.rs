//! Attempts at passwords and secrets, counted in the database so that several processes count as one.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ConnectionTrait, DbErr, Statement};

use crate::db::Db;
use crate::problem::{Kind, Problem};
use crate::secret::keyed_hash;
use crate::text::text;

/// How many attempts a window allows.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// The name in `RateLimit-Policy`.
    pub name: &'static str,
    /// Attempts in a window.
    pub attempts: i64,
    /// How long a window is.
    pub window: Duration,
}

/// Failed sign-ins of one account from one address: enough for a forgetful person, hopeless for guessing.
pub const ACCOUNT: Policy = Policy {
    name: "sign-in",
    attempts: 10,
    window: Duration::minutes(5),
};
/// Failed sign-ins of one account from wherever: a single stranger does not reach it, so nobody can be locked out by one.
pub const ACCOUNT_ANYWHERE: Policy = Policy {
    name: "sign-in-anywhere",
    attempts: 100,
    window: Duration::minutes(5),
};
/// Failed sign-ins from one address, behind which a whole office may sit.
pub const ADDRESS: Policy = Policy {
    name: "sign-in-address",
    attempts: 60,
    window: Duration::minutes(5),
};

/// Counts attempts.
pub struct Throttle {
    key: Vec<u8>,
    enabled: bool,
}

impl Throttle {
    /// `key` keeps names and addresses out of the table.
    pub fn new(key: Vec<u8>, enabled: bool) -> Self {
        Self { key, enabled }
    }

    /// Counts an attempt and refuses the one too many. Count before the password is looked at, so that a hundred guesses
    /// sent at once are not all let through.
    ///
    /// # Errors
    /// The quota is exceeded; the database.
    pub async fn attempt(
        &self,
        db: &Db,
        policy: Policy,
        subject: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Problem> {
        if !self.enabled {
            return Ok(());
        }
        let sql = "insert into rate_window (key_hash, started_at, hits) values ($1, $2, 1)
            on conflict (key_hash) do update set
                hits = case when rate_window.started_at <= $3 then 1 else rate_window.hits + 1 end,
                started_at = case when rate_window.started_at <= $3 then excluded.started_at else rate_window.started_at end
            returning hits, started_at";
        let values = [
            self.hash(policy, subject).into(),
            now.into(),
            (now - policy.window).into(),
        ];
        let row = db
            .writer()
            .query_one_raw(Statement::from_sql_and_values(db.backend(), sql, values))
            .await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound("rate_window".to_owned()))?;
        let (hits, started_at): (i64, DateTime<Utc>) =
            (row.try_get("", "hits")?, row.try_get("", "started_at")?);
        if hits <= policy.attempts {
            return Ok(());
        }
        let wait = (started_at + policy.window - now).num_seconds().max(1);
        Err(Problem::new(
            Kind::RateLimited,
            text(
                format!("Terlalu banyak percobaan; tunggu {wait} detik."),
                format!("Too many attempts; wait {wait} seconds."),
            ),
        )
        .with_header("Retry-After", wait.to_string())
        .with_header(
            "RateLimit-Policy",
            format!(
                "\"{}\";q={};w={}",
                policy.name,
                policy.attempts,
                policy.window.num_seconds()
            ),
        )
        .with_header("RateLimit", format!("\"{}\";r=0;t={wait}", policy.name)))
    }

    /// Forgets the attempts of an account that has shown its password.
    ///
    /// # Errors
    /// The database.
    pub async fn forget<C: ConnectionTrait>(
        &self,
        tx: &C,
        policy: Policy,
        subject: &str,
    ) -> Result<(), DbErr> {
        let sql = "delete from rate_window where key_hash = $1";
        self.run(tx, sql, policy, subject).await
    }

    /// Takes one attempt back, since it did not fail; the failed ones stay, or one good account would cover for guessing at
    /// others.
    ///
    /// # Errors
    /// The database.
    pub async fn take_back<C: ConnectionTrait>(
        &self,
        tx: &C,
        policy: Policy,
        subject: &str,
    ) -> Result<(), DbErr> {
        let sql = "update rate_window set hits = hits - 1 where key_hash = $1 and hits > 0";
        self.run(tx, sql, policy, subject).await
    }

    async fn run<C: ConnectionTrait>(
        &self,
        tx: &C,
        sql: &str,
        policy: Policy,
        subject: &str,
    ) -> Result<(), DbErr> {
        if !self.enabled {
            return Ok(());
        }
        let values = [self.hash(policy, subject).into()];
        tx.execute_raw(Statement::from_sql_and_values(
            tx.get_database_backend(),
            sql,
            values,
        ))
        .await
        .map(drop)
    }

    fn hash(&self, policy: Policy, subject: &str) -> Vec<u8> {
        keyed_hash(&self.key, &[policy.name.as_bytes(), subject.as_bytes()])
    }
}
