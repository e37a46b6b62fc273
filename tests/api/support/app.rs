//! The app as it is served: a real listener, its own database, a clock that stands still.

use std::net::TcpListener;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use actix_web::HttpServer;
use actix_web::dev::ServerHandle;
use entity::id::{ClientId, SessionId, UserId};
use entity::kind::Role;
use entity::{api_client, session, user_account};
use futures_util::FutureExt;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseConnection, Set, Statement};
use tumbuh::app::Shared as AppShared;
use tumbuh::auth::account::{of_client, of_user};
use tumbuh::auth::token::ACCESS_LIFETIME;
use tumbuh::auth::{Actor, Permission};
use tumbuh::clock::Clock;
use tumbuh::config::{Config, Settings};
use tumbuh::http::rate_limit::RateLimits;
use tumbuh::services::Services;
use tumbuh::startup;
use uuid::Uuid;

use super::client::{Client, Shared};
use super::clock::FixedClock;
use super::db::{Backend, TestDb, block_on};
use super::postgres;
use super::transcript::{Transcript, compare};

/// The password of every user that `TestApp::client` makes.
pub const PASSWORD: &str = "kunci uji yang cukup panjang";

/// The app of a test.
pub struct TestApp {
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// Its services.
    pub services: Arc<Services>,
    /// Where it listens, without a slash at the end.
    pub url: String,
    /// Which database it has.
    pub backend: Backend,
    /// Its configuration.
    pub config: Config,
    /// A connection of the owner of the database, who may do more than the service.
    pub owner: DatabaseConnection,
    shared: Arc<Shared>,
    server: ServerHandle,
    accounts: Arc<AtomicUsize>,
    statements: Arc<Mutex<Option<Vec<Statement>>>>,
}

/// Runs a test on a fresh SQLite database and, where there is one, on a fresh PostgreSQL database; the answers must be the
/// same.
#[track_caller]
pub fn on_each(test: impl AsyncFn(&TestApp)) {
    on_each_with(&Settings::default(), test);
}

/// The same with other settings, as of rate limits or CORS.
#[track_caller]
pub fn on_each_with(settings: &Settings, test: impl AsyncFn(&TestApp)) {
    let mut transcripts = Vec::new();
    for backend in Backend::available() {
        let db = TestDb::fresh(backend);
        let transcript = Arc::new(Transcript::default());
        let done = block_on(Box::pin(async {
            let clock = Arc::new(FixedClock::new());
            let app = TestApp::start(&db, settings.clone(), clock, Arc::clone(&transcript)).await;
            let done = AssertUnwindSafe(test(&app)).catch_unwind().await;
            app.stop().await;
            done
        }));
        drop(db);
        if let Err(panic) = done {
            eprintln!("... on {backend:?}");
            std::panic::resume_unwind(panic);
        }
        transcripts.push(transcript.lines());
    }
    if let [Some(one), Some(other)] = transcripts.as_slice() {
        compare(one, other);
    }
}

impl TestApp {
    async fn start(
        db: &TestDb,
        settings: Settings,
        clock: Arc<FixedClock>,
        transcript: Arc<Transcript>,
    ) -> Self {
        let config = db.config(settings);
        let owner = postgres::connect(&db.url).await;
        Self::serve(config, db.backend, clock, transcript, owner, Arc::default()).await
    }

    async fn serve(
        config: Config,
        backend: Backend,
        clock: Arc<FixedClock>,
        transcript: Arc<Transcript>,
        owner: DatabaseConnection,
        accounts: Arc<AtomicUsize>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let own_clock: Arc<dyn Clock> = Arc::<FixedClock>::clone(&clock);
        let mut services = startup::start(&config, &url, own_clock).await.unwrap();
        // What the harness itself asks is not observed.
        let reader = services.db.reader().clone();
        let statements: Arc<Mutex<Option<Vec<Statement>>>> = Arc::default();
        let seen = Arc::clone(&statements);
        services.db.observe(move |statement| {
            if let Some(seen) = seen.lock().unwrap().as_mut() {
                seen.push(statement.clone());
            }
        });
        let services = Arc::new(services);
        let limits = RateLimits::new(config.rate_limit);
        let app = AppShared::new(Arc::clone(&services), limits, &config.cors_origins).unwrap();
        let server = HttpServer::new(move || tumbuh::app::app(&app))
            .workers(1)
            .disable_signals()
            .listen(listener)
            .unwrap()
            .run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        let shared = Arc::new(Shared {
            http,
            transcript,
            reader,
        });
        Self {
            clock,
            services,
            url,
            backend,
            config,
            owner,
            shared,
            server: handle,
            accounts,
            statements,
        }
    }

    /// The statements that the service sends to its database meanwhile.
    pub async fn statements(&self, work: impl Future<Output = ()>) -> Vec<Statement> {
        *self.statements.lock().unwrap() = Some(Vec::new());
        work.await;
        self.statements.lock().unwrap().take().unwrap_or_default()
    }

    /// A second process on the same database, to be stopped by the test. What two processes do is not compared between
    /// the databases.
    pub async fn another(&self) -> Self {
        self.incomparable();
        Self::serve(
            self.config.clone(),
            self.backend,
            Arc::clone(&self.clock),
            Arc::clone(&self.shared.transcript),
            self.owner.clone(),
            Arc::clone(&self.accounts),
        )
        .await
    }

    /// A process with other settings on the same database, to be stopped by the test.
    pub async fn reconfigured(&self, settings: Settings) -> Self {
        let settings = Settings {
            data_dir: Some(self.config.data_dir.clone()),
            database_url: Some(self.config.database_url.expose().to_owned()),
            ..settings
        };
        let none = std::path::Path::new("no such file");
        Self::serve(
            Config::new(settings, none).unwrap(),
            self.backend,
            Arc::clone(&self.clock),
            Arc::clone(&self.shared.transcript),
            self.owner.clone(),
            Arc::clone(&self.accounts),
        )
        .await
    }

    /// Closes the connections, then the listener; the other way round nobody would answer the database.
    pub async fn stop(self) {
        self.services.db.clone().close().await;
        self.server.stop(false).await;
    }

    /// This test does different things on each database, on purpose: what it asks is not compared.
    pub fn incomparable(&self) {
        self.shared.transcript.give_up();
    }

    /// Runs a statement as the owner of the database.
    pub async fn sql(&self, sql: &str) -> Result<(), sea_orm::DbErr> {
        self.owner.execute_unprepared(sql).await.map(drop)
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        let sql = format!("select count(*) as n from {table}");
        let statement = Statement::from_string(self.owner.get_database_backend(), sql);
        let row = self.owner.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get("", "n").unwrap()
    }

    /// Nobody in particular.
    pub fn anonymous(&self) -> Client {
        Client {
            shared: Arc::clone(&self.shared),
            url: self.url.clone(),
            token: None,
            id: Uuid::nil(),
            name: String::new(),
        }
    }

    /// A new person of a role, signed in; their password is `PASSWORD`.
    pub async fn client(&self, role: Role, region: &str) -> Client {
        let now = self.clock.now();
        let number = self.accounts.fetch_add(1, Ordering::SeqCst) + 1;
        let user = user_account::ActiveModel {
            id: Set(UserId(self.clock.new_id())),
            username: Set(format!("user{number}")),
            display_name: Set(format!("{role:?} {region}")),
            role: Set(role),
            region_code: Set(region.to_owned()),
            password_hash: Set(password_hash()),
            must_change_password: Set(false),
            disabled_at: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        };
        let user = user.insert(&self.owner).await.unwrap();
        let session = session::ActiveModel {
            id: Set(SessionId(self.clock.new_id())),
            user_id: Set(user.id),
            current_hash: Set(number.to_be_bytes().to_vec()),
            previous_hash: Set(None),
            successor_salt: Set(None),
            rotated_at: Set(now),
            expires_at: Set(now + chrono::Duration::days(365)),
            revoked_at: Set(None),
        };
        let session = session.insert(&self.owner).await.unwrap();
        let expires_at = (now + ACCESS_LIFETIME).timestamp();
        let actor = of_user(&user, Some(session.id.0), self.clock.new_id(), expires_at);
        self.signed_in(&actor).await
    }

    /// A new system with these scopes and no others, with a token.
    pub async fn client_with(&self, permissions: &[Permission], region: &str) -> Client {
        let now = self.clock.now();
        let number = self.accounts.fetch_add(1, Ordering::SeqCst) + 1;
        let scopes: Vec<&str> = permissions.iter().map(|p| p.as_str()).collect();
        let client = api_client::ActiveModel {
            id: Set(ClientId(self.clock.new_id())),
            name: Set(format!("System {number} of {region}")),
            client_id: Set(format!("system{number}")),
            secret_hash: Set(number.to_be_bytes().to_vec()),
            scopes: Set(scopes.join(" ")),
            region_code: Set(region.to_owned()),
            disabled_at: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        };
        let client = client.insert(&self.owner).await.unwrap();
        let expires_at = (now + ACCESS_LIFETIME).timestamp();
        let actor = of_client(&client, permissions, self.clock.new_id(), expires_at);
        self.signed_in(&actor).await
    }

    async fn signed_in(&self, actor: &Actor) -> Client {
        let issued = self
            .services
            .tokens
            .issue(&self.services.db, actor, &actor.name, self.clock.now())
            .await
            .unwrap();
        Client {
            token: Some(issued.token),
            id: actor.id,
            name: actor.name.clone(),
            ..self.anonymous()
        }
    }
}

/// As cheap as the algorithm allows; the parameters stand in the hash, so signing in takes them from there.
fn password_hash() -> String {
    use argon2::password_hash::PasswordHasher;
    use argon2::{Algorithm, Argon2, Params, Version};
    let params = Params::new(8, 1, 1, None).unwrap();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt(PASSWORD.as_bytes(), b"salt of the tests")
        .unwrap()
        .to_string()
}
