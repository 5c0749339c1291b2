//! A service in small: consent, tokens that stay alive, a budget, and a list walked to its end. Everything runs against a
//! fake Fitbit in this process: `cargo run -p fitbit-core --example service`.

use std::error::Error;
use std::sync::Arc;

use fitbit_core::auth::{App, Authenticator, ClientSecret, MemoryTokenStore};
use fitbit_core::jiff::civil::date;
use fitbit_core::{
    Budget, BudgetSettings, Client, ErrorKind, ListQuery, Patience, Priority, ScopeSet, SystemClock,
};
use fitbit_sandbox::{App as Registered, Clock, Sandbox, people};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().clock(Clock::system()).start().await?;

    // Once, when the service starts. Without the two URLs it is the real service.
    let app = App::server(Registered::SERVER, ClientSecret::new(Registered::SECRET))
        .redirect_uri(Registered::REDIRECT)
        .base_url(sandbox.url())
        .consent_base_url(sandbox.url())
        .build()?;
    let authenticator = Authenticator::new(app.clone(), MemoryTokenStore::new());
    let budget = Budget::in_process(BudgetSettings::fitbit(), Arc::new(SystemClock));
    let client = Client::builder()
        .base_url(sandbox.url())
        .budget(budget)
        .build()?;

    // A person connects: sent to the page, and back with a code. Here the sandbox clicks.
    let wanted = ScopeSet::parse("activity heartrate profile");
    let (page, pending) = app.authorize(wanted).begin()?;
    let redirect = sandbox.approve_scopes(page.as_str(), people::OPEN, &["activity", "profile"])?;
    let consent = authenticator.accept(pending, &redirect).await?;
    println!("not granted: {:?}", consent.missing());

    // From then on, in any process that shares the store.
    let credentials = authenticator.credentials(consent.token().owner());
    let user = client.user(credentials);
    println!("{} badges", user.get_badges().await?.view().badges().len());

    // What nobody waits for leaves the budget to those who do, and waits as long as it takes.
    let backfill = user
        .with_priority(Priority::Backfill)
        .with_patience(Patience::Wait);
    let mut exercises = backfill
        .get_activity_log_list(ListQuery::after(date(2020, 1, 1)))
        .items();
    let mut count = 0;
    while let Some(exercise) = exercises.next().await {
        match exercise {
            Ok(_) => count += 1,
            Err(error) if error.kind() == ErrorKind::BadItem => eprintln!("{error}"),
            Err(error) => {
                let place = exercises.cursor().to_text();
                eprintln!("to be taken up again at a cursor of {} bytes", place.len());
                return Err(error.into());
            }
        }
    }
    println!("{count} exercises");
    Ok(())
}
