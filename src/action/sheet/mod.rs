//! Reports in files: a season as a sheet, and a workbook that is filled in without a network and read back.

pub mod export;
pub mod routes;
