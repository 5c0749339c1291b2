//! A fake Fitbit, a person who has consented, and this service as a process of its own that is told of the person's news.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fitbit_core::auth::Authenticator;
use fitbit_core::jiff::ToSpan as _;
use fitbit_core::jiff::tz::TimeZone;
use fitbit_core::subscriptions::{Collection, Subscription, Wanted};
use fitbit_core::{Client, Clock as _, ScopeSet, SystemClock, User};
use fitbit_sandbox::{Clock, Sandbox, Subscriber, Verification, people};
use fitbit_store::Store;
use tempfile::TempDir;

use crate::Result;
use crate::settings::{self, CLIENT_ID, Settings};

/// The endpoint's name in the portal.
const ENDPOINT: &str = "subscriber";

pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    /// What the process shares with others; the tests look into it.
    #[cfg_attr(not(test), expect(dead_code, reason = "the demonstration has no need"))]
    pub(crate) store: Store,
    pub(crate) authenticator: Authenticator,
    program: PathBuf,
    settings: Settings,
    _folder: TempDir,
}

/// The process; it is killed with this value, as if the power was cut.
pub(crate) struct Service(Child);

impl Stage {
    /// Everything but the process of this program.
    pub(crate) async fn new(program: PathBuf) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let place = |name: &str| folder.path().join(name).display().to_string();
        let sandbox = Sandbox::builder().clock(Clock::system()).start().await?;
        let url = format!("sqlite:{}", place("subscriber.sqlite"));
        let store = Store::open(&url).await?;

        let app = settings::app(sandbox.url())?;
        let tokens = store.tokens(CLIENT_ID, settings::protection()?)?;
        let authenticator = Authenticator::new(app.clone(), tokens);
        let (page, pending) = app.authorize(ScopeSet::parse("activity sleep")).begin()?;
        let redirect =
            sandbox.approve_scopes(page.as_str(), people::OPEN, &["activity", "sleep"])?;
        authenticator.accept(pending, &redirect).await?;

        // The portal shows the code of an endpoint before it is told the URL.
        let silent = Subscriber::silent(ENDPOINT).as_default();
        sandbox.set_subscriber(CLIENT_ID, silent).await?;
        let endpoints = sandbox.subscribers(CLIENT_ID)?;
        let endpoint = endpoints.iter().find(|known| known.id == ENDPOINT);
        let free = std::net::TcpListener::bind("127.0.0.1:0")?;
        let settings = Settings {
            fitbit: sandbox.url().to_owned(),
            store: url,
            verification_code: endpoint.ok_or("no endpoint")?.verification_code.clone(),
            port: free.local_addr()?.port(),
            journal: place("journal"),
        };
        Ok(Self {
            sandbox,
            store,
            authenticator,
            program,
            settings,
            _folder: folder,
        })
    }

    /// Subscribes to two collections of the person; how many that made.
    pub(crate) async fn subscribe(&self) -> Result<usize> {
        let wanted = Wanted::new([
            Subscription::new(Collection::Activities, "example-activities")?,
            Subscription::new(Collection::Sleep, "example-sleep")?,
        ])?;
        let done = self.user()?.subscriptions().reconcile(&wanted).await?;
        Ok(done.created.len())
    }

    /// The person, for calls of whoever stages this.
    pub(crate) fn user(&self) -> Result<User> {
        let client = Client::builder()
            .base_url(self.sandbox.url())
            .without_budget()
            .build()?;
        let person = people::OPEN.parse()?;
        Ok(client.user(self.authenticator.credentials(&person)))
    }

    /// Starts the process, and has the portal ask it whether it is the one.
    pub(crate) async fn start(&self) -> Result<Service> {
        let service = Command::new(&self.program)
            .args(self.settings.to_arguments())
            .stdout(Stdio::null())
            .spawn()
            .map(Service)?;
        let url = format!("http://127.0.0.1:{}/fitbit", self.settings.port);
        for _ in 0..400 {
            let endpoint = Subscriber::new(ENDPOINT, &url).as_default();
            let asked = self.sandbox.set_subscriber(CLIENT_ID, endpoint).await?;
            if asked == Verification::Verified {
                return Ok(service);
            }
            SystemClock.sleep(Duration::from_millis(50)).await;
        }
        Err("the service does not listen".into())
    }

    /// The person's watch reaches the phone: what it measured yesterday can be read from now on, and the service is told.
    pub(crate) async fn sync(&self) -> Result<()> {
        let today = self.sandbox.clock().now().to_zoned(TimeZone::UTC).date();
        self.sandbox.sync(people::OPEN, [today - 1.day()])?;
        self.sandbox.deliver().await;
        Ok(())
    }

    /// How often the service has written this into its journal.
    pub(crate) fn said(&self, what: &str) -> usize {
        // It is not there before the first line.
        let journal = fs::read_to_string(&self.settings.journal).unwrap_or_default();
        journal.lines().filter(|line| *line == what).count()
    }

    /// Waits until the service has written this so often.
    pub(crate) async fn until_said(&self, what: &str, times: usize) -> Result<()> {
        for _ in 0..600 {
            if self.said(what) >= times {
                return Ok(());
            }
            SystemClock.sleep(Duration::from_millis(50)).await;
        }
        Err(format!("the service has not {what} {times} times").into())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
