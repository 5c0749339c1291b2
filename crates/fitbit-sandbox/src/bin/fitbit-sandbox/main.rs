//! The sandbox as a program: prints where it listens and whom it has, and serves until it is told to end.

mod options;

use std::io::Write;
use std::process::ExitCode;

use fitbit_sandbox::{Audience, Clock, Person, Sandbox, ScenarioFile, Setting, Subscriber};
use tokio::signal::unix::{Signal, SignalKind, signal};

use options::{Asked, HELP, Options};

fn main() -> ExitCode {
    let options = match Options::of(std::env::args().skip(1)) {
        Ok(Asked::Serve(options)) => options,
        Ok(Asked::Help) => return print(HELP),
        Ok(Asked::Version) => {
            return print(concat!("fitbit-sandbox ", env!("CARGO_PKG_VERSION"), "\n"));
        }
        Err(message) => {
            eprintln!("fitbit-sandbox: {message}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match serve(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut causes = String::new();
            let mut cause = error.source();
            while let Some(next) = cause {
                causes = format!("{causes}: {next}");
                cause = next.source();
            }
            eprintln!("fitbit-sandbox: {error}{causes}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn serve(options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    // Before the first line is out: whoever waits for it may end the sandbox at once.
    let (mut interrupt, mut terminate) = (
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    );
    let mut builder = match &options.scenario {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
            ScenarioFile::parse(&text)?.into_builder()?
        }
        None => Sandbox::builder().clock(Clock::system()),
    };
    builder = builder.port(options.port);
    if let Some(port) = options.control_port {
        builder = builder.control_port(port);
    }
    if let Some(host) = options.host {
        builder = builder.host(host);
    }
    if let Some(now) = options.now {
        builder = builder.clock(Clock::fixed(now));
    }
    if let Some(seed) = options.seed {
        builder = builder.seed(seed);
    }
    if let Some(quota) = options.quota {
        builder = builder.quota(quota.0);
    }
    if let Some(url) = &options.subscriber {
        builder = builder.first_subscriber(Subscriber::new("1", url));
    }
    let sandbox = builder.delivering().start().await?;
    print(&introduction(&sandbox));
    either(&mut interrupt, &mut terminate).await;
    sandbox.shutdown().await;
    Ok(())
}

async fn either(one: &mut Signal, other: &mut Signal) {
    tokio::select! {
        _ = one.recv() => {}
        _ = other.recv() => {}
    }
}

/// Where it listens, then each person with a token and what they hide.
fn introduction(sandbox: &Sandbox) -> String {
    let mut text = format!("listening on {}\n", sandbox.url());
    if let Some(control) = sandbox.control_url() {
        text = format!("{text}control on {control}\n");
    }
    for app in sandbox.apps() {
        for subscriber in sandbox.subscribers(app.id()).unwrap_or_default() {
            if let Some(url) = &subscriber.url {
                let (app, id, code) = (app.id(), &subscriber.id, &subscriber.verification_code);
                text = format!("{text}subscriber {id} of {app} at {url}, verified by {code}\n");
            }
        }
    }
    for person in sandbox.people() {
        let line = format!(
            "{}  {:<10}  {:<19}  {}  {}\n",
            person.id(),
            person.display_name(),
            person.time_zone(),
            sandbox.token(person.id()),
            privacy(person)
        );
        text.push_str(&line);
    }
    text
}

fn privacy(person: &Person) -> String {
    let privacy = person.privacy();
    let list = |audience| {
        let settings = Setting::ALL
            .into_iter()
            .filter(|setting| privacy.audience(*setting) == audience);
        settings.map(Setting::name).collect::<Vec<_>>().join(", ")
    };
    let mut parts = Vec::new();
    for (label, audience) in [
        ("private", Audience::Private),
        ("friends only", Audience::Friends),
    ] {
        let settings = list(audience);
        if !settings.is_empty() {
            parts.push(format!("{label}: {settings}"));
        }
    }
    if privacy.hides_from_rankings() {
        parts.push("hidden from rankings".to_owned());
    }
    if parts.is_empty() {
        "all public".to_owned()
    } else {
        parts.join("; ")
    }
}

/// Nobody reading is no reason to end.
fn print(text: &str) -> ExitCode {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    ExitCode::SUCCESS
}
