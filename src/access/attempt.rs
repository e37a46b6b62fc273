//! An attempt at a password or a secret: counted before it is looked at, taken back when it was right.

use std::net::IpAddr;

use sea_orm::ConnectionTrait;

use crate::auth::throttle::{ACCOUNT, ACCOUNT_ANYWHERE, ADDRESS};
use crate::problem::Problem;
use crate::services::Services;

/// One attempt, counted for the account from this address, for the account from anywhere, and for the address.
pub(super) struct Attempt {
    account: String,
    account_here: String,
    address: String,
}

impl Attempt {
    /// Counts it. `kind` keeps people and systems apart.
    ///
    /// # Errors
    /// One too many; the database.
    pub(super) async fn begin(
        services: &Services,
        kind: &str,
        name: &str,
        from: IpAddr,
    ) -> Result<Self, Problem> {
        let address = network(from);
        let account = format!("{kind} {name}");
        let account_here = format!("{account} {address}");
        let (throttle, db, now) = (&services.throttle, &services.db, services.clock.now());
        throttle.attempt(db, ADDRESS, &address, now).await?;
        throttle.attempt(db, ACCOUNT, &account_here, now).await?;
        throttle
            .attempt(db, ACCOUNT_ANYWHERE, &account, now)
            .await?;
        Ok(Self {
            account,
            account_here,
            address,
        })
    }

    /// It was right: the account's failed ones are forgotten, the address's stay.
    ///
    /// # Errors
    /// The database.
    pub(super) async fn succeed<C: ConnectionTrait>(
        &self,
        services: &Services,
        tx: &C,
    ) -> Result<(), Problem> {
        let throttle = &services.throttle;
        throttle.take_back(tx, ADDRESS, &self.address).await?;
        throttle.forget(tx, ACCOUNT, &self.account_here).await?;
        throttle.forget(tx, ACCOUNT_ANYWHERE, &self.account).await?;
        Ok(())
    }
}

/// What one household or office has: an IPv4 address, or the /64 of an IPv6 address.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_a_network_for_one_address() {
        for (address, expected) in [
            ("10.0.0.7", "10.0.0.7"),
            ("::ffff:10.0.0.7", "10.0.0.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(network(address.parse().unwrap()), expected, "{address}");
        }
    }
}
