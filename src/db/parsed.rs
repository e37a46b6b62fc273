//! What was parsed of rows that never change: each is parsed once. And what was worked out of rows that do, if it says itself of
//! which versions.

use std::any::{Any, TypeId};
use std::sync::Arc;

/// The most values that are kept.
const CAPACITY: u64 = 200;

/// The values, by their type and the key of their row. They are of one database, so they belong to its services.
pub struct Parsed(moka::sync::Cache<(TypeId, String), Arc<dyn Any + Send + Sync>>);

impl Default for Parsed {
    fn default() -> Self {
        Self(moka::sync::Cache::new(CAPACITY))
    }
}

impl Parsed {
    /// A value that was parsed before.
    pub fn get<T: Any + Send + Sync>(&self, key: &str) -> Option<Arc<T>> {
        let value = self.0.get(&(TypeId::of::<T>(), key.to_owned()))?;
        value.downcast().ok()
    }

    /// Keeps a value, in the place of the one before.
    pub fn keep<T: Any + Send + Sync>(&self, key: String, value: Arc<T>) {
        self.0.insert((TypeId::of::<T>(), key), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_by_type_and_key() {
        let parsed = Parsed::default();
        parsed.keep("a".to_owned(), Arc::new(1_i64));
        assert_eq!(parsed.get::<i64>("a").as_deref(), Some(&1));
        assert!(parsed.get::<i64>("b").is_none());
        assert!(parsed.get::<String>("a").is_none());
        assert!(Parsed::default().get::<i64>("a").is_none());
    }
}
