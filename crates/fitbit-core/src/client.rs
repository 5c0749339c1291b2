//! The client of one app: settings, connections, and what all its users share.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use url::{Host, Url};

use crate::error::{Error, ErrorKind};
use crate::locale::Locale;
use crate::person::User;
use crate::retirement::Retirement;
use crate::road::Road;
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
}

impl Client {
    /// Settings of a client, to begin with those for the real service.
    pub fn builder() -> ClientBuilder {
        ClientBuilder {
            base_url: BASE_URL.to_owned(),
            units: UnitSystem::default(),
            locale: Locale::default(),
            timeout: Duration::from_mins(1),
            connect_timeout: Duration::from_secs(10),
            user_agent: concat!("fitbit-core/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }

    /// The handle for one user, whose token comes from `source`.
    pub fn user(&self, source: impl TokenSource) -> User {
        User::new(self.clone(), Arc::new(source))
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
    timeout: Duration,
    connect_timeout: Duration,
    user_agent: String,
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

    /// The longest time for a whole call, body included; 60 seconds when not set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The longest time to make a connection; 10 seconds when not set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The `User-Agent`; this crate's name and version when not set.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] when the base URL is not one, has more than an origin, or is plain `http` elsewhere
    /// than on loopback; when the user agent cannot stand in a header; when TLS cannot be set up.
    pub fn build(self) -> Result<Client, Error> {
        let wrong = |detail: &'static str| Error::new(ErrorKind::Configuration).with_detail(detail);

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
        let mut http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .timeout(self.timeout)
            .user_agent(self.user_agent);
        if is_loopback(&url) {
            http = http.no_proxy();
        }
        let http = http
            .build()
            .map_err(|_| wrong("the user agent or the TLS setup of this machine is not usable"))?;
        let road = Arc::new(Road {
            origin: url.origin(),
            units: self.units,
            locale: self.locale,
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
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
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
