//! How connections are made: timeouts, proxy, roots, pool, compression, and the largest body.
//!
//! A type of this crate, so that reqwest stays an inner matter. Two things are no settings: redirects are never followed,
//! and a base URL on loopback is never reached through the system's proxy.

use std::fmt;
use std::time::Duration;

use http::HeaderValue;
use reqwest::{Certificate, Proxy, redirect};
use url::Url;

use crate::error::{Error, ErrorKind};

/// Settings of the connections of a [`Client`](crate::Client). They are checked when the client is built.
///
/// ```
/// use std::time::Duration;
/// use fitbit_core::{Client, HttpSettings};
///
/// let http = HttpSettings::new()
///     .with_call_timeout(Duration::from_secs(20))
///     .with_user_agent("nightly-export/2");
/// let client = Client::builder().http(http).build()?;
/// # Ok::<(), fitbit_core::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct HttpSettings {
    connect_timeout: Duration,
    call_timeout: Duration,
    read_timeout: Duration,
    idle_timeout: Duration,
    idle_connections: usize,
    proxy: ProxySetting,
    roots: Vec<Box<[u8]>>,
    compression: bool,
    user_agent: String,
    largest_body: usize,
}

#[derive(Clone)]
enum ProxySetting {
    System,
    None,
    At(String),
}

impl HttpSettings {
    /// 10 seconds to connect, 30 between two reads, 60 for a request with its answer; 64 idle connections, each for a
    /// minute; the system's proxy and roots; gzip; bodies of at most 64 MiB.
    pub fn new() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            call_timeout: Duration::from_mins(1),
            read_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_mins(1),
            idle_connections: 64,
            proxy: ProxySetting::System,
            roots: Vec::new(),
            compression: true,
            user_agent: concat!("fitbit-core/", env!("CARGO_PKG_VERSION")).to_owned(),
            // No answer of this API comes near it; a body without end must not take the process with it.
            largest_body: 64 * 1024 * 1024,
        }
    }

    /// The longest time to make a connection, TLS included; 10 seconds when not set.
    pub fn with_connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The longest time for one request with its whole answer; 60 seconds when not set. The deadline of a whole call,
    /// with its retries, is part of the [`RetryPolicy`](crate::RetryPolicy).
    pub fn with_call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = timeout;
        self
    }

    /// The longest silence of a server that is to answer or has begun to; 30 seconds when not set.
    pub fn with_read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// How long, and how many, connections are kept that nobody uses; a minute and 64 when not set. 0 keeps none.
    pub fn with_pool(mut self, idle_timeout: Duration, idle_connections: usize) -> Self {
        self.idle_timeout = idle_timeout;
        self.idle_connections = idle_connections;
        self
    }

    /// The proxy for everything, as `http://host:port`, with a user and password if it wants them. When not set, the
    /// system's variables `HTTPS_PROXY` and `NO_PROXY` decide, except for a base URL on loopback.
    pub fn with_proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = ProxySetting::At(url.into());
        self
    }

    /// No proxy, whatever the system says.
    pub fn without_proxy(mut self) -> Self {
        self.proxy = ProxySetting::None;
        self
    }

    /// Certificates in PEM that are trusted besides the system's. May be called more than once.
    pub fn with_root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots.push(pem.into().into_boxed_slice());
        self
    }

    /// Whether answers may be compressed with gzip; they may when not set.
    pub fn with_compression(mut self, compression: bool) -> Self {
        self.compression = compression;
        self
    }

    /// The `User-Agent`; this crate's name and version when not set.
    pub fn with_user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// The most bytes of a body, counted after decompression; 64 MiB when not set.
    pub fn with_largest_body(mut self, bytes: usize) -> Self {
        self.largest_body = bytes;
        self
    }

    /// The most bytes of a body, counted after decompression.
    pub fn largest_body(&self) -> usize {
        self.largest_body
    }

    /// Connections by these settings, to an origin that is on loopback or not.
    pub(crate) fn connect(&self, to_loopback: bool) -> Result<reqwest::Client, Error> {
        self.check()?;
        let user_agent = HeaderValue::from_str(&self.user_agent)
            .map_err(|_| wrong("user_agent", "the user agent cannot stand in a header"))?;
        let mut http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .timeout(self.call_timeout)
            .read_timeout(self.read_timeout)
            .pool_idle_timeout(self.idle_timeout)
            .pool_max_idle_per_host(self.idle_connections)
            .gzip(self.compression)
            .user_agent(user_agent);
        match &self.proxy {
            ProxySetting::System if !to_loopback => {}
            ProxySetting::System | ProxySetting::None => http = http.no_proxy(),
            ProxySetting::At(url) => http = http.proxy(proxy(url)?),
        }
        let roots = self.root_certificates()?;
        if !roots.is_empty() {
            http = http.tls_certs_merge(roots);
        }
        http.build()
            .map_err(|_| wrong("tls", "TLS cannot be set up with the roots of this machine"))
    }

    fn check(&self) -> Result<(), Error> {
        for (setting, timeout) in [
            ("connect_timeout", self.connect_timeout),
            ("call_timeout", self.call_timeout),
            ("read_timeout", self.read_timeout),
        ] {
            if timeout.is_zero() {
                return Err(wrong(
                    setting,
                    "a timeout of nothing ends every call: set one",
                ));
            }
        }
        if self.connect_timeout > self.call_timeout {
            return Err(wrong(
                "connect_timeout",
                "connecting may not take longer than the whole request: lower it",
            ));
        }
        if self.user_agent.trim().is_empty() {
            return Err(wrong("user_agent", "the user agent must name the program"));
        }
        if self.largest_body == 0 {
            return Err(wrong(
                "largest_body",
                "the largest body must have a byte at least",
            ));
        }
        Ok(())
    }

    fn root_certificates(&self) -> Result<Vec<Certificate>, Error> {
        let mut roots = Vec::new();
        for pem in &self.roots {
            let found = Certificate::from_pem_bundle(pem)
                .map_err(|_| wrong("root_certificates", "a root certificate is not valid PEM"))?;
            if found.is_empty() {
                return Err(wrong(
                    "root_certificates",
                    "there is no certificate in what was given as one",
                ));
            }
            roots.extend(found);
        }
        Ok(roots)
    }
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self::new()
    }
}

/// Without the proxy's address, which may hold a password.
impl fmt::Debug for HttpSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpSettings")
            .field("connect_timeout", &self.connect_timeout)
            .field("call_timeout", &self.call_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("idle_connections", &self.idle_connections)
            .field("compression", &self.compression)
            .field("largest_body", &self.largest_body)
            .finish_non_exhaustive()
    }
}

fn proxy(url: &str) -> Result<Proxy, Error> {
    let refused = || wrong("proxy", "the proxy must be a URL like http://host:port");
    let parsed = Url::parse(url).map_err(|_| refused())?;
    if !matches!(parsed.scheme(), "http" | "https") || !parsed.has_host() {
        return Err(refused());
    }
    // reqwest's error would print the URL, password and all.
    Proxy::all(parsed).map_err(|_| refused())
}

fn wrong(setting: &'static str, detail: &'static str) -> Error {
    Error::new(ErrorKind::Configuration)
        .with_setting(setting)
        .with_detail(detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_cannot_work_is_refused_by_name() {
        let new = HttpSettings::new;
        let none = Duration::ZERO;
        for (settings, name) in [
            (new().with_connect_timeout(none), "connect_timeout"),
            (new().with_call_timeout(none), "call_timeout"),
            (new().with_read_timeout(none), "read_timeout"),
            (
                new().with_call_timeout(Duration::from_secs(9)),
                "connect_timeout",
            ),
            (new().with_user_agent(" "), "user_agent"),
            (new().with_user_agent("two\nlines"), "user_agent"),
            (new().with_largest_body(0), "largest_body"),
            (new().with_proxy(""), "proxy"),
            (new().with_proxy("host:1"), "proxy"),
            (new().with_proxy("socks5://host:1"), "proxy"),
            (new().with_root_certificates("no PEM"), "root_certificates"),
            (
                new().with_root_certificates(
                    "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
                ),
                "root_certificates",
            ),
        ] {
            let error = settings.connect(false).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert_eq!(error.setting(), Some(name));
        }
        assert!(new().connect(false).is_ok());
        assert!(new().with_proxy("http://a:b@host:1").connect(false).is_ok());
    }

    #[test]
    fn the_password_of_a_proxy_is_shown_neither_before_nor_after_it_is_refused() {
        let settings = HttpSettings::new().with_proxy("ftp://user:s3cret@host");
        assert!(!format!("{settings:?}").contains("s3cret"));
        let error = settings.connect(false).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("s3cret"));
    }
}
