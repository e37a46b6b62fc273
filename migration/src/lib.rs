//! The schema, step by step. Old steps never change; table names are strings so that they cannot follow an entity.

use sea_orm_migration::prelude::*;

mod ddl;
mod m20261122_000001_deployment;
mod m20261122_000002_audit;
mod m20261122_000003_region;
mod m20261122_000004_access;
mod m20261122_000005_reference;
mod m20261122_000006_prevalence;
mod m20261122_000007_list_indexes;
mod m20261123_000008_indexes;
mod m20261123_000009_action;
mod m20261123_000010_agency;
mod m20261123_000011_evidence;
mod m20261123_000012_receipt;
mod m20261125_000013_upload;
mod m20261125_000014_comment;
mod m20261125_000015_notification;
mod m20261125_000020_child;
mod m20261125_000021_privacy;
mod m20261125_000023_eppgbm;
mod m20261125_000024_foster;
mod m20261125_000025_foster_assignment;
mod m20261125_000026_mother;
mod m20261125_000028_delivery_file;
mod m20261125_000029_retention;

/// Runs the steps in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_deployment::Migration),
            Box::new(m20261122_000002_audit::Migration),
            Box::new(m20261122_000003_region::Migration),
            Box::new(m20261122_000004_access::Migration),
            Box::new(m20261122_000005_reference::Migration),
            Box::new(m20261122_000006_prevalence::Migration),
            Box::new(m20261122_000007_list_indexes::Migration),
            Box::new(m20261123_000008_indexes::Migration),
            Box::new(m20261123_000009_action::Migration),
            Box::new(m20261123_000010_agency::Migration),
            Box::new(m20261123_000011_evidence::Migration),
            Box::new(m20261123_000012_receipt::Migration),
            Box::new(m20261125_000013_upload::Migration),
            Box::new(m20261125_000014_comment::Migration),
            Box::new(m20261125_000015_notification::Migration),
            Box::new(m20261125_000020_child::Migration),
            Box::new(m20261125_000021_privacy::Migration),
            Box::new(m20261125_000023_eppgbm::Migration),
            Box::new(m20261125_000024_foster::Migration),
            Box::new(m20261125_000025_foster_assignment::Migration),
            Box::new(m20261125_000026_mother::Migration),
            Box::new(m20261125_000028_delivery_file::Migration),
            Box::new(m20261125_000029_retention::Migration),
        ]
    }
}
