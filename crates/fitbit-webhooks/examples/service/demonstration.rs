//! The service shown against a fake Fitbit: told of news, killed between answer and work, started again.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fitbit_core::auth::Authenticator;
use fitbit_core::jiff::ToSpan as _;
use fitbit_core::subscriptions::{Collection, Subscription, Wanted};
use fitbit_core::{Client, Clock as _, ScopeSet, SystemClock};
use fitbit_sandbox::{Clock, Effect, Fault, Sandbox, Subscriber, Verification, people};
use fitbit_store::Store;
use tempfile::TempDir;

use crate::Result;
use crate::settings::{self, CLIENT_ID, Settings};

const SUBSCRIBER: &str = "service";

pub(crate) async fn run() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let sandbox = Sandbox::builder().clock(Clock::system()).start().await?;
    let settings = prepare(&sandbox, &folder).await?;
    let journal = PathBuf::from(&settings.journal);

    println!("a device syncs, and the service is told and reads");
    let mut service = start(&settings)?;
    listen(&sandbox, settings.port).await?;
    sync(&sandbox).await?;
    until(&journal, "read activities", 2).await?;

    println!("it is killed between its answer and its work");
    sandbox.inject(Fault::on(
        "get_daily_activity_summary",
        Effect::Latency { millis: 20_000 },
    ))?;
    sync(&sandbox).await?;
    let answered = sandbox.deliveries();
    if !answered.iter().all(|delivery| delivery.accepted) {
        return Err("a notice was not taken".into());
    }
    service.kill()?;
    service.wait()?;
    sandbox.clear_faults();
    let before = lines(&journal, "read activities");

    println!("it is started again, and nothing is lost");
    let mut service = start(&settings)?;
    until(&journal, "read activities", before + 1).await?;

    println!("the person revokes the consent");
    sandbox.revoke(CLIENT_ID, people::OPEN)?;
    sandbox.deliver().await;
    until(&journal, "revoked", 1).await?;
    service.kill()?;
    service.wait()?;
    print!("{}", fs::read_to_string(&journal)?);
    Ok(())
}

/// A person who has consented and whose activities and sleep the service is subscribed to.
async fn prepare(sandbox: &Sandbox, folder: &TempDir) -> Result<Settings> {
    let place = |name: &str| folder.path().join(name).display().to_string();
    let store = format!("sqlite:{}", place("service.sqlite"));
    let tokens = Store::open(&store)
        .await?
        .tokens(CLIENT_ID, settings::protection()?)?;
    let app = settings::app(sandbox.url())?;
    let authenticator = Authenticator::new(app.clone(), tokens);
    let scopes = ["activity", "sleep"];
    let (page, pending) = app.authorize(ScopeSet::parse("activity sleep")).begin()?;
    let redirect = sandbox.approve_scopes(page.as_str(), people::OPEN, &scopes)?;
    let consent = authenticator.accept(pending, &redirect).await?;

    // The portal shows the code before the URL is there.
    sandbox
        .set_subscriber(CLIENT_ID, Subscriber::silent(SUBSCRIBER).as_default())
        .await?;
    let known = sandbox.subscribers(CLIENT_ID)?;
    let known = known.iter().find(|known| known.id == SUBSCRIBER);
    let code = &known.ok_or("no subscriber")?.verification_code;

    let user = Client::builder()
        .base_url(sandbox.url())
        .build()?
        .user(authenticator.credentials(consent.token().owner()));
    let wanted = Wanted::new([
        Subscription::new(Collection::Activities, "example-activities")?,
        Subscription::new(Collection::Sleep, "example-sleep")?,
    ])?;
    let done = user.subscriptions().reconcile(&wanted).await?;
    println!(
        "subscribed: {} made, {} failed",
        done.created.len(),
        done.failures.len()
    );

    let free = std::net::TcpListener::bind("127.0.0.1:0")?;
    Ok(Settings {
        fitbit: sandbox.url().to_owned(),
        store,
        verification_code: code.clone(),
        port: free.local_addr()?.port(),
        journal: place("journal"),
    })
}

fn start(settings: &Settings) -> Result<Child> {
    let program = std::env::current_exe()?;
    Ok(Command::new(program)
        .args(settings.to_arguments())
        .stdout(Stdio::null())
        .spawn()?)
}

/// Gives the portal the URL, once the service listens.
async fn listen(sandbox: &Sandbox, port: u16) -> Result<()> {
    let url = format!("http://127.0.0.1:{port}/fitbit");
    for _ in 0..200 {
        let subscriber = Subscriber::new(SUBSCRIBER, &url).as_default();
        if sandbox.set_subscriber(CLIENT_ID, subscriber).await? == Verification::Verified {
            return Ok(());
        }
        SystemClock.sleep(Duration::from_millis(50)).await;
    }
    Err("the service does not listen".into())
}

/// The person's watch reaches the phone: yesterday is there.
async fn sync(sandbox: &Sandbox) -> Result<()> {
    let yesterday = sandbox
        .clock()
        .now()
        .to_zoned(fitbit_core::jiff::tz::TimeZone::UTC)
        .date()
        - 1.day();
    sandbox.sync(people::OPEN, [yesterday])?;
    sandbox.deliver().await;
    Ok(())
}

fn lines(journal: &PathBuf, what: &str) -> usize {
    let text = fs::read_to_string(journal).unwrap_or_default();
    text.lines().filter(|line| *line == what).count()
}

async fn until(journal: &PathBuf, what: &str, count: usize) -> Result<()> {
    for _ in 0..400 {
        if lines(journal, what) >= count {
            return Ok(());
        }
        SystemClock.sleep(Duration::from_millis(50)).await;
    }
    Err(format!("the service has not {what} {count} times").into())
}
