//! Reports in files: a season as a sheet, and a workbook that is filled in without a network and read back.

pub mod book;
pub mod columns;
pub mod entry;
pub mod export;
pub mod filled;
pub mod form;
pub mod import;
pub mod judge;
pub mod model;
pub mod parts;
pub mod readme;
pub mod routes;
pub mod rows;
pub mod template;
