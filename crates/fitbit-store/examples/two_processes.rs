//! Two processes, one database, one person: they share the person's tokens and the person's quota.
//!
//! ```sh
//! cargo run -p fitbit-store --features postgres --example two_processes -- postgres://user:password@host/database
//! ```
//!
//! Without a URL it is a file of SQLite in a temporary folder. The fake Fitbit runs in the first process, which starts the
//! other two; a service has its own, on as many machines as it likes. The access token ends after some seconds here, so
//! that both have to refresh it.

use std::env;
use std::error::Error;
use std::process::{Child, Command};
use std::sync::Arc;
use std::time::Duration;

use fitbit_core::auth::{App, Authenticator, ClientSecret, TokenState};
use fitbit_core::{Budget, BudgetSettings, Client, Patience, Priority, ScopeSet, SystemClock};
use fitbit_sandbox::{App as Registered, Clock, OAuthRules, QuotaRules, Sandbox, people};
use fitbit_store::{SharedTokenStore, Store, TokenKey, TokenProtection};

/// How many calls each process makes.
const CALLS: u32 = 40;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    match env::args().collect::<Vec<_>>().as_slice() {
        [_, role, name, url, fitbit] if role == "worker" => work(name, url, fitbit).await,
        [_, url] => show(url).await,
        [_] => {
            let folder = tempfile::tempdir()?;
            show(&format!("sqlite:{}/fitbit.sqlite", folder.path().display())).await
        }
        _ => Err("usage: two_processes [URL of a store]".into()),
    }
}

/// What both processes do alike.
struct Service {
    authenticator: Authenticator,
    client: Client,
    budget: Budget,
}

impl Service {
    async fn start(url: &str, fitbit: &str) -> Result<Self> {
        let store = Store::open(url).await?;
        let budgets = store.budgets(settings()?);
        let budget = Budget::new(Arc::new(budgets), Arc::new(SystemClock));
        let app = App::server(Registered::SERVER, ClientSecret::new(Registered::SECRET))
            .redirect_uri(Registered::REDIRECT)
            .base_url(fitbit)
            .consent_base_url(fitbit)
            .build()?;
        Ok(Self {
            authenticator: Authenticator::new(app, tokens(&store)?),
            client: Client::builder()
                .base_url(fitbit)
                .budget(budget.clone())
                .build()?,
            budget,
        })
    }
}

/// A service takes the key from where it keeps its secrets; all of its processes have the same.
fn tokens(store: &Store) -> Result<SharedTokenStore> {
    let key = TokenKey::new("example", [7; 32])?;
    Ok(store.tokens(Registered::SERVER, TokenProtection::encrypted(key))?)
}

/// All processes have the same settings. Fitbit's would be `BudgetSettings::fitbit()`; a window of an hour is long for an
/// example. The margin is because headers tell the end of a window in whole seconds.
fn settings() -> Result<BudgetSettings> {
    let settings = BudgetSettings::new(30, Duration::from_secs(5))?;
    Ok(settings.with_margin(Duration::from_millis(1_250))?)
}

async fn show(url: &str) -> Result<()> {
    let sandbox = Sandbox::builder()
        .clock(Clock::system())
        .quota_rules(
            QuotaRules::default()
                .with_limit(Some(30))
                .with_window(Duration::from_secs(5)),
        )
        .oauth_rules(OAuthRules::default().with_access_lifetime(Duration::from_secs(4)))
        .start()
        .await?;
    let service = Service::start(url, sandbox.url()).await?;
    let (page, pending) = service
        .authenticator
        .app()
        .authorize(ScopeSet::parse("profile"))
        .begin()?;
    let redirect = sandbox.approve_scopes(page.as_str(), people::OPEN, &["profile"])?;
    service.authenticator.accept(pending, &redirect).await?;

    let program = env::current_exe()?;
    let start = |name: &str| {
        Command::new(&program)
            .args(["worker", name, url, sandbox.url()])
            .spawn()
    };
    let workers: Vec<Child> = vec![start("one")?, start("other")?];
    for mut worker in workers {
        if !worker.wait()?.success() {
            return Err("a process failed".into());
        }
    }
    for window in sandbox.windows(Registered::SERVER, people::OPEN)? {
        println!(
            "the fake Fitbit counted {} calls and {} refusals in a window of 30",
            window.answered, window.refused
        );
    }
    Ok(())
}

async fn work(name: &str, url: &str, fitbit: &str) -> Result<()> {
    let service = Service::start(url, fitbit).await?;
    let store = service.authenticator.store();
    let people = store.list(TokenState::Active, None, 1).await?;
    let person = people.first().ok_or("nobody has consented")?;
    let user = service
        .client
        .user(service.authenticator.credentials(person))
        .with_priority(Priority::Backfill)
        .with_patience(Patience::Wait);
    for _ in 0..CALLS {
        user.get_profile().await?;
    }
    // What became of the last call, for those who go on.
    service.budget.settle().await?;
    println!("{name}: {CALLS} calls");
    Ok(())
}
