//! The client of one app: settings, connections, and what all its users share.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;

use url::{Host, Url};

use crate::budget::{Budget, BudgetSettings, Priority};
use crate::clock::{Clock, SystemClock};
use crate::drift::{DriftCount, Observer};
use crate::error::{Error, ErrorKind};
use crate::http_settings::HttpSettings;
use crate::locale::Locale;
use crate::metrics::{Measurement, Metrics};
use crate::person::User;
use crate::retirement::Retirement;
use crate::retry::{Jitter, RetryPolicy, RetryThrottle, Tokens};
use crate::road::{CallOptions, Road};
use crate::token::TokenSource;
use crate::units::UnitSystem;

const BASE_URL: &str = "https://api.fitbit.com";

/// The client of one app. Cheap to clone; all clones share connections.
///
/// ```no_run
/// use fitbit_core::{AccessToken, Client};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let user = Client::builder().build()?.user(AccessToken::new("…")?);
/// for badge in user.get_badges().await?.view().badges() {
///     println!("{}", badge.name.as_deref().unwrap_or("a badge without a name"));
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    raw: fitbit_api::Client,
    road: Arc<Road>,
    options: CallOptions,
}

impl Client {
    /// Settings of a client, to begin with those for the real service.
    pub fn builder() -> ClientBuilder {
        ClientBuilder {
            base_url: BASE_URL.to_owned(),
            units: UnitSystem::default(),
            locale: Locale::default(),
            http: HttpSettings::new(),
            retry: RetryPolicy::new(),
            throttle: RetryThrottle::new(),
            jitter_seed: None,
            clock: Arc::new(SystemClock),
            budget: BudgetOf::ThisProcess,
            metrics: Metrics::default(),
            drift_sample: None,
        }
    }

    /// The handle for one user, whose token comes from `source`.
    pub fn user(&self, source: impl TokenSource) -> User {
        User::new(self.clone(), Arc::new(source))
    }

    /// What answers held so far that the spec does not list, sorted by operation and place. Always empty unless
    /// [`ClientBuilder::drift_sample`] was set.
    pub fn drift(&self) -> Vec<DriftCount> {
        self.road.drift.counts()
    }

    pub(crate) fn call_options(&self) -> CallOptions {
        self.options
    }

    pub(crate) fn raw(&self) -> &fitbit_api::Client {
        &self.raw
    }

    pub(crate) fn units(&self) -> UnitSystem {
        self.road.units
    }

    pub(crate) fn origin(&self) -> &url::Origin {
        &self.road.origin
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Client")
    }
}

/// Settings of a [`Client`].
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    base_url: String,
    units: UnitSystem,
    locale: Locale,
    http: HttpSettings,
    retry: RetryPolicy,
    throttle: RetryThrottle,
    jitter_seed: Option<u64>,
    clock: Arc<dyn Clock>,
    budget: BudgetOf,
    metrics: Metrics,
    drift_sample: Option<NonZeroU32>,
}

/// Which budget calls are counted in.
#[derive(Clone)]
enum BudgetOf {
    ThisProcess,
    Caller(Budget),
    Nobody,
}

impl ClientBuilder {
    /// Where the API is; `https://api.fitbit.com` when not set. Plain `http` is taken on loopback only.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// The unit system of answers; metric when not set. The person's own preference has no say in it.
    pub fn units(mut self, units: UnitSystem) -> Self {
        self.units = units;
        self
    }

    /// The language of texts in answers; American English when not set.
    pub fn locale(mut self, locale: Locale) -> Self {
        self.locale = locale;
        self
    }

    /// How connections are made; see [`HttpSettings::new`] for what holds when not set.
    pub fn http(mut self, settings: HttpSettings) -> Self {
        self.http = settings;
        self
    }

    /// How often and how long a call is tried; see [`RetryPolicy::new`] for what holds when not set. A handle may have
    /// its own: [`User::with_retry`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many retries all calls together may make while the server fails; see [`RetryThrottle::new`] for what holds
    /// when not set.
    pub fn retry_throttle(mut self, throttle: RetryThrottle) -> Self {
        self.throttle = throttle;
        self
    }

    /// Makes the pauses between attempts the same in every run, for tests.
    pub fn jitter_seed(mut self, seed: u64) -> Self {
        self.jitter_seed = Some(seed);
        self
    }

    /// The clock for deadlines and pauses; that of this machine when not set. The timeouts of the [`HttpSettings`] go by
    /// the machine's in any case.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The budget that every call is counted in; one of this process by [`BudgetSettings::fitbit`] when not set. Give all
    /// clients of an app the same one, and those of several processes one whose store they share.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use fitbit_core::{Budget, BudgetSettings, Client, Priority, SystemClock};
    ///
    /// let settings = BudgetSettings::fitbit().with_reserve(Priority::Interactive, 20)?;
    /// let budget = Budget::in_process(settings, Arc::new(SystemClock));
    /// let client = Client::builder().budget(budget).build()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = BudgetOf::Caller(budget);
        self
    }

    /// Counts nothing: for a service that keeps the quota in another way.
    pub fn without_budget(mut self) -> Self {
        self.budget = BudgetOf::Nobody;
        self
    }

    /// A function that is told what happens, to count it. It is called in the middle of calls and must not block.
    ///
    /// ```
    /// use fitbit_core::{Client, Measurement};
    ///
    /// let client = Client::builder()
    ///     .metrics(|measurement: &Measurement<'_>| println!("{}", measurement.name()))
    ///     .build()?;
    /// # Ok::<(), fitbit_core::Error>(())
    /// ```
    pub fn metrics(mut self, listener: impl Fn(&Measurement<'_>) + Send + Sync + 'static) -> Self {
        self.metrics = Metrics::new(listener);
        self
    }

    /// Looks at one in so many answers for fields and enum values that the spec does not list. No answer when not set.
    /// What was seen is in [`Client::drift`], and each place is a [`Measurement::Drift`].
    pub fn drift_sample(mut self, one_in: NonZeroU32) -> Self {
        self.drift_sample = Some(one_in);
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] when the base URL is not one, has more than an origin, or is plain `http` elsewhere
    /// than on loopback; when one of the [`HttpSettings`] cannot work. [`Error::setting`] names the setting.
    pub fn build(self) -> Result<Client, Error> {
        let wrong = |detail: &'static str| {
            Error::new(ErrorKind::Configuration)
                .with_setting("base_url")
                .with_detail(detail)
        };

        let url = Url::parse(&self.base_url).map_err(|_| wrong("the base URL is not a URL"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("the base URL must begin with https://"));
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            return Err(wrong("the base URL must be https, or http on loopback"));
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("the base URL must end after host and port"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("the base URL must not have credentials in it"));
        }
        let http = self.http.connect(is_loopback(&url))?;
        let budget = match self.budget {
            BudgetOf::ThisProcess => {
                let clock = Arc::clone(&self.clock);
                Some(Budget::in_process(BudgetSettings::fitbit(), clock))
            }
            BudgetOf::Caller(budget) => Some(budget),
            BudgetOf::Nobody => None,
        };
        let road = Arc::new(Road {
            origin: url.origin(),
            host: url.host_str().unwrap_or_default().into(),
            units: self.units,
            locale: self.locale,
            largest_body: self.http.largest_body(),
            clock: self.clock,
            budget,
            jitter: self
                .jitter_seed
                .map_or_else(Jitter::from_entropy, Jitter::from_seed),
            throttle: Tokens::new(self.throttle),
            metrics: self.metrics,
            drift: self
                .drift_sample
                .map_or_else(Observer::default, Observer::of_one_in),
            retirement: Retirement::default(),
        });
        let transport: Arc<dyn fitbit_api::Transport> = Arc::<Road>::clone(&road);
        Ok(Client {
            raw: fitbit_api::Client::with_transport(
                url.as_str().trim_end_matches('/'),
                http,
                transport,
            ),
            road,
            options: CallOptions {
                retry: self.retry,
                priority: Priority::Interactive,
                patience: None,
            },
        })
    }
}

/// Without the base URL: it is refused with credentials in it only when the client is built.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientBuilder")
            .field("units", &self.units)
            .field("locale", &self.locale)
            .field("http", &self.http)
            .field("retry", &self.retry)
            .field("throttle", &self.throttle)
            .finish_non_exhaustive()
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_that_would_betray_the_token_is_refused() {
        for wrong in [
            "",
            "api.fitbit.com",
            "ftp://api.fitbit.com",
            "http://api.fitbit.com",
            "https://api.fitbit.com/1",
            "https://api.fitbit.com?x=1",
            "https://user:word@api.fitbit.com",
            "http://127.0.0.1.example.com",
        ] {
            let error = Client::builder().base_url(wrong).build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
        }
        for right in [
            "https://api.fitbit.com",
            "http://127.0.0.1:8080/",
            "http://[::1]:1",
            "http://localhost",
        ] {
            assert!(Client::builder().base_url(right).build().is_ok());
        }
    }

    #[test]
    fn credentials_in_a_base_url_are_shown_neither_before_nor_after_it_is_refused() {
        let builder = Client::builder().base_url("https://user:s3cret@api.fitbit.com");
        assert!(!format!("{builder:?}").contains("s3cret"));
        let error = builder.build().unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cret"));
    }
}
