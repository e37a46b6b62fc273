//! `tumbuh serve`: from an empty folder to a service that answers.

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use actix_web::HttpServer;
use actix_web::dev::ServerHandle;
use actix_web::rt::spawn;
use actix_web::rt::task::JoinHandle;
use clap::Args;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{CommandError, Print};
use crate::access::housekeeping;
use crate::app::{Shared, app};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::http::rate_limit::RateLimits;
use crate::problem::Problem;
use crate::services::Services;
use crate::startup;
use crate::text::Language;

/// The arguments of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Add the demo accounts and print their passwords
    #[arg(long)]
    demo: bool,
    /// Allow --demo on a PostgreSQL database
    #[arg(long, requires = "demo")]
    allow_demo_on_postgres: bool,
}

impl Serve {
    /// Serves until told to stop; requests that are being answered are finished.
    ///
    /// # Errors
    /// What keeps the service from starting.
    pub async fn run(self, config: &Config, print: Print) -> Result<(), CommandError> {
        if self.demo && !config.is_embedded() && !self.allow_demo_on_postgres {
            return Err("--demo adds accounts with printed passwords; for PostgreSQL say --allow-demo-on-postgres too".into());
        }
        // Bound first: a port that is taken should not cost a migration.
        let listener = TcpListener::bind(config.listen)
            .map_err(|e| format!("cannot listen on {}: {e}", config.listen))?;
        let address = listener.local_addr()?;
        let clock = Arc::new(SystemClock);
        let mut services = startup::start(config, &format!("http://{address}"), clock).await?;
        services.inspector = Some(own_program()?);
        let services = Arc::new(services);
        startup::load_reference_data(&services).await?;
        if self.demo {
            crate::access::demo::add_accounts(&services, print).await?;
            let said =
                |problem: Problem| problem.detail().in_language(Language::English).to_owned();
            crate::action::demo::add(&services).await.map_err(said)?;
            crate::foster::demo::add(&services).await.map_err(said)?;
        }
        let shared = Shared::new(
            Arc::clone(&services),
            RateLimits::new(config.rate_limit),
            &config.cors_origins,
        )?;
        let server = HttpServer::new(move || app(&shared))
            .listen(listener)?
            .shutdown_timeout(30);
        let server = match config.workers {
            Some(workers) => server.workers(workers.max(1)),
            None => server,
        };
        // Caught before the line that says so: whoever waits for it may end us at once.
        let signals = Signals::catch()?;
        let running = server.disable_signals().run();
        let stopping = spawn(signals.stop(running.handle()));
        print(&format!(
            "Tumbuh is ready on http://{address} (documentation: http://{address}/docs/)"
        ));
        let jobs = jobs(&services);
        let done = running.await;
        stopping.abort();
        for job in jobs {
            job.abort();
            // It lets go of the services, which are closed below.
            let _ = job.await;
        }
        done?;
        if let Ok(services) = Arc::try_unwrap(services).map_err(drop) {
            services.db.close().await;
        }
        Ok(())
    }
}

/// This program, also when its file has been replaced by a newer one.
fn own_program() -> std::io::Result<PathBuf> {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() {
        Ok(running)
    } else {
        std::env::current_exe()
    }
}

/// What goes on beside the requests.
fn jobs(services: &Arc<Services>) -> [JoinHandle<()>; 6] {
    let own = || Arc::clone(services);
    [
        spawn(housekeeping::run(own())),
        spawn(crate::action::evidence::sweep::run(own())),
        spawn(crate::action::notice::job::run(own())),
        spawn(crate::foster::alert::job::run(own())),
        spawn(crate::child::retention(own())),
        spawn(crate::eppgbm::expiry::run(own())),
    ]
}

/// What tells the service to stop.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn catch() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Takes no new requests and finishes those that are being answered; told once more, ends without waiting for them.
    async fn stop(mut self, server: ServerHandle) {
        self.any().await;
        tracing::info!("stopping: no new requests are taken");
        let stopped = server.stop(true);
        tokio::select! {
            () = stopped => {}
            () = self.any() => std::process::exit(130),
        }
    }
}
