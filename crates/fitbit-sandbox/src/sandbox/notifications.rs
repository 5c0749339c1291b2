//! Subscribers, what they are told, and what there is to tell.

use jiff::Timestamp;
use jiff::civil::Date;

use super::Sandbox;
use crate::error::Error;
use crate::notification::{
    self, Delivery, NotificationRules, Subscriber, SubscriberState, Verification,
};

/// Notifications. Unless the sandbox [delivers by itself](crate::Builder::delivering), nothing is sent before
/// [`Sandbox::deliver`].
///
/// ```
/// # async fn example() -> Result<(), fitbit_sandbox::Error> {
/// use fitbit_sandbox::{App, Sandbox, Subscriber, Verification, people};
///
/// let sandbox = Sandbox::start().await?;
/// // ... a service listens at this URL, and knows the code of `sandbox.subscribers` ...
/// let subscriber = Subscriber::new("1", "http://127.0.0.1:8000/notifications");
/// if sandbox.set_subscriber(App::SERVER, subscriber).await? == Verification::Verified {
///     let today = "2026-05-20".parse().expect("a date");
///     sandbox.sync(people::OPEN, [today])?;
///     assert!(sandbox.deliver().await.iter().all(|delivery| delivery.accepted));
/// }
/// # Ok(())
/// # }
/// ```
impl Sandbox {
    /// Adds a subscriber to an application, or changes that of the same id, and asks it whether it is one: `?verify=` once
    /// with its code, which it answers with 204, and once with a wrong one, which it answers with 404.
    ///
    /// A subscriber is notified once it was [verified](Verification::Verified); what is new until then waits.
    ///
    /// # Errors
    ///
    /// There is no such application, it has no secret to sign with, the id is empty, or the URL is not on loopback.
    ///
    /// # Cancel safety
    ///
    /// The subscriber is set once this was polled; if it is dropped, it is asked before the next delivery.
    pub async fn set_subscriber(
        &self,
        app_id: &str,
        subscriber: Subscriber,
    ) -> Result<Verification, Error> {
        let (app, id) = self.world.set_subscriber(app_id, subscriber)?;
        Ok(notification::verify(&self.world, app, &id).await)
    }

    /// Asks a subscriber again. A silent one stays [pending](Verification::Pending).
    ///
    /// # Errors
    ///
    /// There is no such application or subscriber.
    pub async fn verify_subscriber(&self, app_id: &str, id: &str) -> Result<Verification, Error> {
        let app = self.world.known_subscriber(app_id, id)?;
        Ok(notification::verify(&self.world, app, id).await)
    }

    /// The subscribers of an application as they stand.
    ///
    /// # Errors
    ///
    /// There is no such application.
    pub fn subscribers(&self, app_id: &str) -> Result<Vec<SubscriberState>, Error> {
        let app = self.world.known_app(app_id)?;
        Ok(self.world.state().outbox.states(app))
    }

    /// Lets a subscriber be told again that was disabled. What it missed it is not told.
    ///
    /// # Errors
    ///
    /// There is no such application or subscriber.
    pub fn enable_subscriber(&self, app_id: &str, id: &str) -> Result<(), Error> {
        self.world.enable_subscriber(app_id, id)
    }

    /// Delivers notifications by these rules from now on.
    pub fn set_notifications(&self, rules: NotificationRules) {
        self.world.state().outbox.rules = rules;
    }

    /// Delivers all that is due by now, one POST after another, and tells what came of each. What is to be tried again is
    /// due later: advance the clock, and call this again.
    ///
    /// # Cancel safety
    ///
    /// The attempt that was going on is not noted and made again by the next call; the others are in
    /// [`Sandbox::deliveries`].
    pub async fn deliver(&self) -> Vec<Delivery> {
        notification::deliver(&self.world).await
    }

    /// The deliveries so far, oldest first; of very many, the last 20,000.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.world.state().outbox.deliveries()
    }

    /// Lets nothing that the device of a person measured after an instant be read before it is [synced](Sandbox::sync).
    /// Until then a device is taken to be synced all the time. A device that does not sync already goes on as it does.
    ///
    /// # Errors
    ///
    /// There is no such person, none with a device, or the instant has not come yet.
    pub fn stop_syncing(&self, person_id: &str, since: Timestamp) -> Result<(), Error> {
        self.world.stop_syncing(person_id, since)
    }

    /// Syncs the device of a person: what it measured on these days until now can be read, and there is a notice for each
    /// day and collection with something new (`activities` always, `sleep` where a sleep comes). From then on the device
    /// is synced on command only.
    ///
    /// # Errors
    ///
    /// There is no such person, none with a device, or a day has not come yet where the person lives. Nothing is synced
    /// then.
    pub fn sync(
        &self,
        person_id: &str,
        dates: impl IntoIterator<Item = Date>,
    ) -> Result<(), Error> {
        self.world.sync(person_id, dates)
    }

    /// Deletes the account of a person. Every token is dead, every subscription ends with a notice of `deleteUser`, and
    /// from then on nobody has this id.
    ///
    /// # Errors
    ///
    /// There is no such person.
    pub fn delete_account(&self, person_id: &str) -> Result<(), Error> {
        self.world.delete_account(person_id)
    }
}
