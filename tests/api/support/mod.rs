//! What tests share: a fresh database of each kind, the app on a real port, and clients whose every answer is checked
//! against the document.
//!
//! ```ignore
//! #[test]
//! fn a_reader_reads() {
//!     on_each(async |app| {
//!         let reader = app.client(Role::Viewer, "64.74").await;
//!         reader.get("/api/v1/audit-events").await.expect(403);
//!     });
//! }
//! ```
//!
//! What a test asked and was answered is compared between the databases (`transcript`), so every test is also a test that
//! both behave alike.

pub mod app;
pub mod client;
pub mod clock;
pub mod db;
pub mod document;
pub mod postgres;
pub mod process;
#[path = "../../../src/evidence/files/tests/s3.rs"]
pub mod s3;
pub mod seed;
pub mod transcript;

pub use app::{TestApp, on_each, on_each_with};
pub use client::{Answer, Client};
pub use db::Backend;
