//! Settings in the words of JSON, of files and of the control port, and what they come to.

use serde::Deserialize;

use crate::app::App;
use crate::error::Error;
use crate::notification::{NotificationRules, Subscriber};
use crate::oauth::{ConcurrentRefresh, OAuthRules};
use crate::person::Person;
use crate::privacy::{Audience, Privacy};
use crate::quota::{QuotaRefusal, QuotaRules};
use crate::scenario::duration;

/// The quota. What is left out is as by default.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct QuotaSettings {
    /// Calls in a window; 0 is no quota at all.
    limit: Option<u32>,
    window_seconds: Option<f64>,
    lag: u32,
    without_headers: bool,
    refusal: Refusal,
    retry_after: Option<RetryAfter>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Refusal {
    #[default]
    System,
    Request,
    Empty,
}

/// `true`, or a number of seconds that is always said.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
enum RetryAfter {
    Is(bool),
    Says(u32),
}

impl QuotaSettings {
    pub(crate) fn into_rules(self) -> Result<QuotaRules, Error> {
        let mut rules = QuotaRules::default();
        if let Some(limit) = self.limit {
            rules = rules.with_limit((limit > 0).then_some(limit));
        }
        if let Some(seconds) = self.window_seconds {
            rules = rules.with_window(duration("window_seconds", seconds)?);
        }
        if self.without_headers {
            rules = rules.without_headers();
        }
        rules = match self.retry_after {
            None | Some(RetryAfter::Is(false)) => rules,
            Some(RetryAfter::Is(true)) => rules.with_retry_after(),
            Some(RetryAfter::Says(seconds)) => rules.with_retry_after_of(seconds),
        };
        Ok(rules.with_lag(self.lag).with_refusal(match self.refusal {
            Refusal::System => QuotaRefusal::System,
            Refusal::Request => QuotaRefusal::Request,
            Refusal::Empty => QuotaRefusal::Empty,
        }))
    }
}

/// Consent and tokens. What is left out is as by default.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OAuthSettings {
    access_seconds: Option<f64>,
    code_seconds: Option<f64>,
    /// 0 switches the replay rule off.
    replay_seconds: Option<f64>,
    concurrent_refresh: Concurrent,
    invalid_grant_as_401: bool,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Concurrent {
    #[default]
    Replay,
    Conflict,
    InvalidGrant,
}

impl OAuthSettings {
    pub(crate) fn into_rules(self) -> Result<OAuthRules, Error> {
        let mut rules = OAuthRules::default();
        if let Some(seconds) = self.access_seconds {
            rules = rules.with_access_lifetime(duration("access_seconds", seconds)?);
        }
        if let Some(seconds) = self.code_seconds {
            rules = rules.with_code_lifetime(duration("code_seconds", seconds)?);
        }
        if let Some(seconds) = self.replay_seconds {
            let window = duration("replay_seconds", seconds)?;
            rules = if window.is_zero() {
                rules.without_replay()
            } else {
                rules.with_replay(window)
            };
        }
        if self.invalid_grant_as_401 {
            rules = rules.with_invalid_grant_as_401();
        }
        Ok(
            rules.with_concurrent_refresh(match self.concurrent_refresh {
                Concurrent::Replay => ConcurrentRefresh::Replay,
                Concurrent::Conflict => ConcurrentRefresh::Conflict,
                Concurrent::InvalidGrant => ConcurrentRefresh::InvalidGrant,
            }),
        )
    }
}

/// An application.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppSettings {
    id: String,
    kind: Kind,
    #[serde(default)]
    secret: Option<String>,
    #[serde(default)]
    owner: Option<String>,
    #[serde(default)]
    redirects: Vec<String>,
    #[serde(default)]
    read_only: bool,
    #[serde(default)]
    intraday: Option<bool>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Server,
    Client,
    Personal,
}

impl AppSettings {
    pub(crate) fn into_app(self) -> Result<App, Error> {
        let id = &self.id;
        let secret = self.secret.as_deref();
        let mut app = match (self.kind, secret, &self.owner) {
            (Kind::Server, Some(secret), None) => App::server(id, secret),
            (Kind::Client, None, None) => App::client(id),
            (Kind::Personal, secret, Some(owner)) => App::personal(id, secret, owner),
            _ => {
                return Err(Error::invalid(format!(
                    "{id}: a server application has a secret, a client application has none, and a personal one has an \
                     owner"
                )));
            }
        };
        if !self.redirects.is_empty() {
            app = app.with_redirects(self.redirects.iter().map(String::as_str));
        }
        if self.read_only {
            app = app.read_only();
        }
        if let Some(approved) = self.intraday {
            app = app.with_intraday(approved);
        }
        Ok(app)
    }
}

/// A person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonSettings {
    id: String,
    name: String,
    #[serde(default)]
    time_zone: Option<String>,
    #[serde(default)]
    steps_a_day: u32,
    /// On how many days of a hundred.
    #[serde(default)]
    exercise_percent: u32,
    #[serde(default)]
    friends: Vec<String>,
    #[serde(default)]
    private: bool,
}

impl PersonSettings {
    pub(crate) fn into_person(self) -> Result<Person, Error> {
        if self.exercise_percent > 100 {
            return Err(Error::invalid("exercise_percent: 0 to 100 is needed"));
        }
        let mut person = Person::new(self.id, self.name)
            .with_habits(self.steps_a_day, self.exercise_percent)
            .with_friends(self.friends.iter().map(String::as_str));
        if let Some(zone) = &self.time_zone {
            person = person.with_time_zone(zone);
        }
        if self.private {
            person = person.with_privacy(Privacy::all(Audience::Private));
        }
        Ok(person)
    }
}

/// A subscriber. Without a URL it is silent.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubscriberSettings {
    id: String,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    default: bool,
}

impl SubscriberSettings {
    pub(crate) fn into_subscriber(self) -> Subscriber {
        let subscriber = match self.url {
            Some(url) => Subscriber::new(self.id, url),
            None => Subscriber::silent(self.id),
        };
        if self.default {
            subscriber.as_default()
        } else {
            subscriber
        }
    }
}

/// How notifications are delivered. What is left out is as by default.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NotificationSettings {
    largest_batch: Option<usize>,
    deadline_seconds: Option<f64>,
    attempts: Option<u32>,
    first_pause_seconds: Option<f64>,
    longest_pause_seconds: Option<f64>,
    failures: Option<u32>,
    failing_for_seconds: Option<f64>,
    no_content_only: bool,
    unverified_too: bool,
}

impl NotificationSettings {
    pub(crate) fn into_rules(self) -> Result<NotificationRules, Error> {
        let mut rules = NotificationRules::default();
        if let Some(notices) = self.largest_batch {
            rules = rules.with_largest_batch(notices);
        }
        if let Some(seconds) = self.deadline_seconds {
            rules = rules.with_deadline(duration("deadline_seconds", seconds)?);
        }
        if let Some(attempts) = self.attempts {
            rules = rules.with_attempts(attempts);
        }
        let (mut first, mut longest) = (rules.first_pause, rules.longest_pause);
        if let Some(seconds) = self.first_pause_seconds {
            first = duration("first_pause_seconds", seconds)?;
        }
        if let Some(seconds) = self.longest_pause_seconds {
            longest = duration("longest_pause_seconds", seconds)?;
        }
        rules = rules.with_pauses(first, longest);
        if let Some(failures) = self.failures {
            rules = rules.with_failures(failures);
        }
        if let Some(seconds) = self.failing_for_seconds {
            rules = rules.with_failing_for(duration("failing_for_seconds", seconds)?);
        }
        if self.no_content_only {
            rules = rules.with_no_content_only();
        }
        if self.unverified_too {
            rules = rules.with_unverified_too();
        }
        Ok(rules)
    }
}

/// A subscriber, and of which application; of the first one where nothing is said.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubscriberOfApp {
    #[serde(default)]
    pub(crate) app: Option<String>,
    id: String,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    default: bool,
}

impl SubscriberOfApp {
    pub(crate) fn into_subscriber(self) -> Subscriber {
        let Self {
            id, url, default, ..
        } = self;
        SubscriberSettings { id, url, default }.into_subscriber()
    }
}
