//! An app as it is registered: who it is, how it proves it, and where the service is.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use url::{Host, Url};

use super::authorization::Authorization;
use super::error::{AuthError, AuthErrorKind};
use super::refresh::timing::REQUEST_TIMEOUT;
use super::secret::{ClientSecret, Secrets};
use crate::clock::{Clock, SystemClock};
use crate::scope::ScopeSet;

const API: &str = "https://api.fitbit.com";
const CONSENT_PAGE: &str = "https://www.fitbit.com";

/// How an app is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AppType {
    /// It runs where its secret is safe, and sends it.
    Server,
    /// It runs on people's devices and has no secret.
    Client,
    /// It reads its owner's own data, with a secret or without.
    Personal,
}

/// An app as it is registered with the service. Cheap to clone; clones share connections and secrets.
///
/// ```
/// use fitbit_core::ScopeSet;
/// use fitbit_core::auth::{App, ClientSecret};
///
/// let app = App::server("23ABCD", ClientSecret::new("0123456789abcdef"))
///     .redirect_uri("https://service.example/fitbit")
///     .build()?;
/// let (page, pending) = app.authorize(ScopeSet::parse("activity sleep")).begin()?;
/// assert!(page.as_str().starts_with("https://www.fitbit.com/oauth2/authorize?"));
/// # let _ = pending;
/// # Ok::<(), fitbit_core::auth::AuthError>(())
/// ```
#[derive(Clone)]
pub struct App(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) app_type: AppType,
    pub(super) client_id: Box<str>,
    pub(super) secrets: Secrets,
    pub(super) redirect_uri: Option<Box<str>>,
    pub(super) consent_page: Url,
    pub(super) api: Url,
    pub(super) http: reqwest::Client,
    pub(super) clock: Arc<dyn Clock>,
    /// The token endpoint answered 410: it does not come back.
    pub(super) retired: AtomicBool,
}

impl App {
    /// A server app: it proves itself by its secret.
    pub fn server(client_id: impl Into<String>, secret: ClientSecret) -> AppBuilder {
        AppBuilder::new(AppType::Server, client_id.into(), Some(secret))
    }

    /// A client app: it has no secret.
    pub fn client(client_id: impl Into<String>) -> AppBuilder {
        AppBuilder::new(AppType::Client, client_id.into(), None)
    }

    /// A personal app, with its secret or without.
    pub fn personal(client_id: impl Into<String>, secret: Option<ClientSecret>) -> AppBuilder {
        AppBuilder::new(AppType::Personal, client_id.into(), secret)
    }

    /// How it is registered.
    pub fn app_type(&self) -> AppType {
        self.0.app_type
    }

    /// Begins to ask a person for consent to these scopes.
    pub fn authorize(&self, scopes: ScopeSet) -> Authorization {
        Authorization::new(self.clone(), scopes)
    }

    /// Uses a new secret from now on, in all clones.
    ///
    /// The secret that it replaces is tried a second time whenever the server does not know the new one. A refused
    /// client spends nothing, so it does not matter whether the portal, this process or another one changes first.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Configuration`] when the app has no secret, or the new one is empty.
    pub fn replace_secret(&self, new: ClientSecret) -> Result<(), AuthError> {
        if self.0.secrets.in_order().is_empty() {
            return Err(wrong("an app without a secret has none to replace"));
        }
        check_secret(&new)?;
        self.0.secrets.replace(new);
        Ok(())
    }
}

impl fmt::Debug for App {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("App")
            .field("type", &self.0.app_type)
            .finish_non_exhaustive()
    }
}

/// Settings of an [`App`].
#[derive(Clone)]
#[must_use]
pub struct AppBuilder {
    app_type: AppType,
    client_id: String,
    secret: Option<ClientSecret>,
    previous_secret: Option<ClientSecret>,
    redirect_uri: Option<String>,
    consent_page: String,
    api: String,
    connect_timeout: Duration,
    user_agent: String,
    clock: Arc<dyn Clock>,
}

impl AppBuilder {
    fn new(app_type: AppType, client_id: String, secret: Option<ClientSecret>) -> Self {
        Self {
            app_type,
            client_id,
            secret,
            previous_secret: None,
            redirect_uri: None,
            consent_page: CONSENT_PAGE.to_owned(),
            api: API.to_owned(),
            connect_timeout: Duration::from_secs(10),
            user_agent: concat!("fitbit-core/", env!("CARGO_PKG_VERSION")).to_owned(),
            clock: Arc::new(SystemClock),
        }
    }

    /// Where the person is sent back to, exactly as registered. It may be left out when one address is registered.
    pub fn redirect_uri(mut self, redirect_uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(redirect_uri.into());
        self
    }

    /// The secret that is being replaced, tried when the server does not know the current one.
    pub fn previous_secret(mut self, secret: ClientSecret) -> Self {
        self.previous_secret = Some(secret);
        self
    }

    /// Where the consent page is; `https://www.fitbit.com` when not set. Plain `http` is taken on loopback only.
    pub fn consent_base_url(mut self, base_url: impl Into<String>) -> Self {
        self.consent_page = base_url.into();
        self
    }

    /// Where the token endpoint is; `https://api.fitbit.com` when not set. Plain `http` is taken on loopback only.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.api = base_url.into();
        self
    }

    /// The longest time to make a connection; 10 seconds when not set. A whole request to the token endpoint has
    /// [`REQUEST_TIMEOUT`](super::timing::REQUEST_TIMEOUT), which no setting changes: the lease depends on it.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The `User-Agent`; this crate's name and version when not set.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// The clock by which tokens end and pauses pass; that of this machine when not set.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The app.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::Configuration`] when the client id or a secret is empty or has signs in it that neither has;
    /// when an address is not one, is more than an origin, or is plain `http` elsewhere than on loopback; when the
    /// redirect URI is not a URL or has a fragment; when the user agent or TLS cannot be set up.
    pub fn build(self) -> Result<App, AuthError> {
        // A colon would end the id in Basic credentials.
        let plain = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b':')
        };
        if self.client_id.is_empty() || !plain(&self.client_id) {
            return Err(wrong(
                "the client id is empty or has signs in it that no id has",
            ));
        }
        for secret in self.secret.iter().chain(&self.previous_secret) {
            check_secret(secret)?;
        }
        if self.secret.is_none() && self.previous_secret.is_some() {
            return Err(wrong("there is a previous secret and no current one"));
        }
        if let Some(redirect_uri) = &self.redirect_uri {
            let url =
                Url::parse(redirect_uri).map_err(|_| wrong("the redirect URI is not a URL"))?;
            if url.fragment().is_some() {
                return Err(wrong("the redirect URI must not have a fragment"));
            }
        }
        let consent_page = origin(&self.consent_page)?;
        let api = origin(&self.api)?;
        let mut http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.connect_timeout)
            .timeout(REQUEST_TIMEOUT)
            .user_agent(self.user_agent);
        if is_loopback(&api) {
            http = http.no_proxy();
        }
        let http = http
            .build()
            .map_err(|_| wrong("the user agent or the TLS setup of this machine is not usable"))?;
        Ok(App(Arc::new(Inner {
            app_type: self.app_type,
            client_id: self.client_id.into(),
            secrets: Secrets::new(self.secret, self.previous_secret),
            redirect_uri: self.redirect_uri.map(Into::into),
            consent_page,
            api,
            http,
            clock: self.clock,
            retired: AtomicBool::new(false),
        })))
    }
}

/// Without addresses: they are refused with credentials in them only when the app is built.
impl fmt::Debug for AppBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AppBuilder")
            .field("type", &self.app_type)
            .finish_non_exhaustive()
    }
}

const fn wrong(detail: &'static str) -> AuthError {
    AuthError::new(AuthErrorKind::Configuration).with_detail(detail)
}

fn check_secret(secret: &ClientSecret) -> Result<(), AuthError> {
    let text = secret.expose();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(wrong(
            "a client secret is empty or has signs in it that no secret has",
        ));
    }
    Ok(())
}

/// An address that ends after host and port, and that a secret may be sent to.
fn origin(text: &str) -> Result<Url, AuthError> {
    let url = Url::parse(text).map_err(|_| wrong("a base URL is not a URL"))?;
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    if !safe {
        return Err(wrong("a base URL must be https, or http on loopback"));
    }
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("a base URL must end after host and port"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("a base URL must not have credentials in it"));
    }
    Ok(url)
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
    fn an_address_that_would_betray_the_secret_is_refused_without_being_shown() {
        for address in [
            "http://api.example.com",
            "https://user:s3cret@api.example.com",
            "https://api.example.com/s3cret",
            "http://127.0.0.1.s3cret.example",
            "ftp://127.0.0.1",
            "",
        ] {
            for builder in [
                App::client("id").base_url(address),
                App::client("id").consent_base_url(address),
            ] {
                assert!(!format!("{builder:?}").contains("s3cret"));
                let error = builder.build().unwrap_err();
                assert_eq!(error.kind(), AuthErrorKind::Configuration);
                assert!(!format!("{error} {error:?}").contains("s3cret"));
            }
        }
        assert!(
            App::client("id")
                .base_url("http://127.0.0.1:1")
                .consent_base_url("http://[::1]:2/")
                .build()
                .is_ok()
        );
    }

    #[test]
    fn an_app_that_cannot_work_is_refused_when_it_is_built() {
        let secret = || ClientSecret::new("secret");
        for builder in [
            App::client(""),
            App::client("two words"),
            App::server("a:b", secret()),
            App::server("id", ClientSecret::new("")),
            App::server("id", ClientSecret::new("line\nbreak")),
            App::client("id").previous_secret(secret()),
            App::client("id").redirect_uri("not a url"),
            App::client("id").redirect_uri("https://service.example/#part"),
        ] {
            assert_eq!(
                builder.build().unwrap_err().kind(),
                AuthErrorKind::Configuration
            );
        }
    }

    #[test]
    fn an_app_without_a_secret_has_none_to_replace() {
        let app = App::client("id").build().unwrap();
        assert!(app.replace_secret(ClientSecret::new("new")).is_err());
    }

    #[test]
    fn debug_shows_neither_id_nor_secret() {
        let app = App::server("23ABCD", ClientSecret::new("s3cret"))
            .build()
            .unwrap();
        let shown = format!("{app:?}");
        assert!(!shown.contains("s3cret") && !shown.contains("23ABCD"));
    }
}
