//! Who may do what: people, systems, their sessions and the keys that sign their tokens.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
create table user_account (
    id {uuid} not null primary key,
    username {code} not null,
    display_name text not null,
    role text not null,
    region_code {code} not null references region (code),
    password_hash text not null,
    must_change_password {bool} not null,
    disabled_at {time},
    version bigint not null,
    created_at {time} not null,
    updated_at {time} not null
);
create unique index uq_user_account_username on user_account (username);
create index ix_user_account_region on user_account (region_code, id);
create table api_client (
    id {uuid} not null primary key,
    name text not null,
    client_id {code} not null,
    secret_hash {bytes} not null,
    scopes text not null,
    region_code {code} not null references region (code),
    disabled_at {time},
    version bigint not null,
    created_at {time} not null,
    updated_at {time} not null
);
create unique index uq_api_client_client_id on api_client (client_id);
create index ix_api_client_region on api_client (region_code, id);
create table session (
    id {uuid} not null primary key,
    user_id {uuid} not null references user_account (id),
    current_hash {bytes} not null,
    previous_hash {bytes},
    successor_salt {bytes},
    rotated_at {time} not null,
    expires_at {time} not null,
    revoked_at {time}
);
create index ix_session_user on session (user_id);
create index ix_session_expires on session (expires_at);
create table revoked_token (
    jti {uuid} not null primary key,
    expires_at {time} not null
);
create index ix_revoked_token_expires on revoked_token (expires_at);
create table signing_key (
    kid {code} not null primary key,
    algorithm text not null,
    public_x text not null,
    public_y text not null,
    sealed_private {bytes} not null,
    created_at {time} not null,
    retired_at {time}
);
"#;

const DOWN: &str = r#"
drop table signing_key;
drop table revoked_token;
drop table session;
drop table api_client;
drop table user_account;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, DOWN).await
    }
}
