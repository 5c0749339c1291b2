//! A sandbox described in a file of JSON: clock, rules, applications, people, scenarios and faults.

use std::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;

use super::Scenario;
use crate::app::App;
use crate::clock::Clock;
use crate::error::Error;
use crate::fault::Fault;
use crate::sandbox::Builder;
use crate::settings::{
    AppSettings, NotificationSettings, OAuthSettings, PersonSettings, QuotaSettings,
    SubscriberOfApp,
};

/// A sandbox as a file describes it. All parts may be left out.
///
/// ```
/// # fn main() -> Result<(), fitbit_sandbox::Error> {
/// use fitbit_sandbox::ScenarioFile;
///
/// let file = ScenarioFile::parse(
///     r#"{
///         "now": "2026-05-20T10:17:30Z",
///         "quota": {"limit": 20, "window_seconds": 5, "lag": 3},
///         "play": ["lost-refresh"],
///         "faults": [{"on": "get_badges", "effect": "cut_body", "times": 1}]
///     }"#,
/// )?;
/// let builder = file.into_builder()?;
/// # let _ = builder;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScenarioFile {
    now: Option<Timestamp>,
    /// How many times as fast as the real time; with 0 or without it a clock with `now` stands still.
    speed: u32,
    seed: Option<u64>,
    quota: Option<QuotaSettings>,
    notifications: Option<NotificationSettings>,
    subscribers: Vec<SubscriberOfApp>,
    oauth: Option<OAuthSettings>,
    apps: Option<Vec<AppSettings>>,
    people: Option<Vec<PersonSettings>>,
    play: Vec<String>,
    faults: Vec<Fault>,
}

impl ScenarioFile {
    /// Reads a file's text.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) with the line, and what was expected there.
    pub fn parse(text: &str) -> Result<Self, Error> {
        serde_json::from_str(text)
            .map_err(|error| Error::invalid(format!("the scenario cannot be read: {error}")))
    }

    /// A sandbox that is to be so.
    ///
    /// # Errors
    ///
    /// A scenario or a fault is about what does not exist, or a value breaks a rule.
    pub fn into_builder(self) -> Result<Builder, Error> {
        let mut builder = crate::Sandbox::builder();
        builder = match (self.now, self.speed) {
            (None, 0) => builder.clock(Clock::system()),
            (None, speed) => builder.clock(Clock::accelerated(Clock::system().now(), speed)),
            (Some(now), 0) => builder.clock(Clock::fixed(now)),
            (Some(now), speed) => builder.clock(Clock::accelerated(now, speed)),
        };
        if let Some(seed) = self.seed {
            builder = builder.seed(seed);
        }
        if let Some(quota) = self.quota {
            builder = builder.quota_rules(quota.into_rules()?);
        }
        if let Some(oauth) = self.oauth {
            builder = builder.oauth_rules(oauth.into_rules()?);
        }
        if let Some(apps) = self.apps {
            let apps: Result<Vec<App>, Error> =
                apps.into_iter().map(AppSettings::into_app).collect();
            builder = builder.apps(apps?);
        }
        if let Some(people) = self.people {
            let people: Result<Vec<_>, Error> = people
                .into_iter()
                .map(PersonSettings::into_person)
                .collect();
            builder = builder.people(people?);
        }
        if let Some(notifications) = self.notifications {
            builder = builder.notification_rules(notifications.into_rules()?);
        }
        for subscriber in self.subscribers {
            let app = subscriber.app.clone();
            builder = builder.subscriber_of(app, subscriber.into_subscriber());
        }
        for name in &self.play {
            builder = builder.play(known(name)?);
        }
        for fault in self.faults {
            builder = builder.fault(fault);
        }
        Ok(builder)
    }
}

/// The scenario of this name, or an error that names those there are.
pub(crate) fn known(name: &str) -> Result<Scenario, Error> {
    Scenario::named(name).ok_or_else(|| {
        let names: Vec<&str> = Scenario::ALL.into_iter().map(Scenario::name).collect();
        Error::unknown(format!(
            "there is no scenario {name}; there is {}",
            names.join(", ")
        ))
    })
}

/// Seconds with a fraction, of a setting.
pub(crate) fn duration(name: &str, seconds: f64) -> Result<Duration, Error> {
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| Error::invalid(format!("{name}: a number of seconds from 0 on is needed")))
}
