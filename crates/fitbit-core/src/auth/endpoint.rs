//! The requests of OAuth: the only place besides the road that sends anything.
//!
//! Always a POST with a form body, never a redirect followed, never more of a body read than an answer can have. The
//! errors of reqwest and `serde_json` print URLs and values, so they end here. Nothing here tries again by itself,
//! except with the previous secret where the server does not know the current one: that spends nothing.

use std::sync::atomic::Ordering;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fitbit_api::UserId;
use futures_util::future::{Either, select};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::answer;
use super::app::App;
use super::authorization::{Consent, PendingAuthorization};
use super::error::{AuthError, AuthErrorKind};
use super::introspection::Introspection;
use super::redirect::AuthorizationCode;
use super::refresh::timing::REQUEST_TIMEOUT;
use super::secret::ClientSecret;
use super::token_set::{RefreshToken, TokenSet};
use crate::rate::RateLimit;
use crate::token::AccessToken;

/// A token answer has about two thousand bytes.
const LARGEST_BODY: usize = 64 * 1024;

type Form<'a> = [(&'static str, &'a str)];

/// An answer with a status of success, or why there is none.
type Answered = Result<Zeroizing<Vec<u8>>, Failed>;

/// Why there is no success.
pub(super) struct Failed {
    pub(super) error: AuthError,
    /// No server got the request.
    pub(super) unsent: bool,
}

impl From<AuthError> for Failed {
    fn from(error: AuthError) -> Self {
        Self {
            error,
            unsent: false,
        }
    }
}

impl App {
    /// Exchanges an authorisation code for tokens.
    ///
    /// The tokens are in memory alone then: keep them before anything else.
    /// [`Authenticator::accept`](super::Authenticator::accept) does both.
    ///
    /// # Errors
    ///
    /// [`AuthErrorKind::InvalidGrant`] when the code is spent or too old, [`AuthErrorKind::OtherPerson`] when somebody
    /// else than expected consented, and what the token endpoint can answer.
    ///
    /// # Cancel safety
    ///
    /// A code is valid once. When this is dropped, the person may have to consent again.
    pub async fn exchange(
        &self,
        pending: &PendingAuthorization,
        code: AuthorizationCode,
    ) -> Result<Consent, AuthError> {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("code_verifier", pending.verifier()),
        ];
        if let Some(redirect_uri) = pending.redirect_uri() {
            form.push(("redirect_uri", redirect_uri));
        }
        let body = self
            .post_as_app("/oauth2/token", &form)
            .await
            .map_err(|failed| failed.error)?;
        let token = self.read_token(&body, pending.person())?;
        Ok(Consent::new(token, &pending.scopes()))
    }

    /// Sends one refresh request. The same token makes the same request.
    pub(super) async fn refresh(&self, spent: &TokenSet) -> Result<TokenSet, Failed> {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", spent.refresh().expose_secret()),
        ];
        let body = self.post_as_app("/oauth2/token", &form).await?;
        Ok(self.read_token(&body, Some(spent.owner()))?)
    }

    /// Ends a whole consent, and the app's subscriptions with it. A consent that is over already is no error.
    ///
    /// # Errors
    ///
    /// What the token endpoint can answer.
    pub async fn revoke(&self, token: &RefreshToken) -> Result<(), AuthError> {
        let form = [("token", token.expose_secret())];
        match self.post_as_app("/oauth2/revoke", &form).await {
            Ok(_) => Ok(()),
            Err(failed) => match (failed.error.kind(), failed.error.error_type()) {
                (AuthErrorKind::InvalidGrant, _) | (_, Some("invalid_token")) => Ok(()),
                _ => Err(failed.error),
            },
        }
    }

    /// What the server says about an access token; `None` when it is not active any more.
    ///
    /// # Errors
    ///
    /// What the token endpoint can answer.
    pub async fn introspect(
        &self,
        token: &AccessToken,
    ) -> Result<Option<Introspection>, AuthError> {
        let header = token.header_value().map_err(|_| {
            AuthError::new(AuthErrorKind::Configuration).with_detail("the token cannot be sent")
        })?;
        let form = [("token", token.expose_secret())];
        let body = self
            .post("/1.1/oauth2/introspect", Some(header), &form)
            .await
            .map_err(|failed| failed.error)?;
        Introspection::read(&body)
    }

    fn read_token(&self, body: &[u8], expected: Option<&UserId>) -> Result<TokenSet, AuthError> {
        let token = answer::token(body, self.0.clock.now())?;
        if expected.is_some_and(|expected| expected != token.owner()) {
            return Err(AuthError::new(AuthErrorKind::OtherPerson)
                .with_detail("the tokens were thrown away"));
        }
        Ok(token)
    }

    /// A POST that says which app it is: with Basic credentials, or with the client id in the body.
    async fn post_as_app(&self, path: &str, form: &Form<'_>) -> Answered {
        let secrets = self.0.secrets.in_order();
        if secrets.is_empty() {
            let form = [form, &[("client_id", &*self.0.client_id)]].concat();
            return self.post(path, None, &form).await;
        }
        let mut answered = Err(Failed::from(AuthError::new(AuthErrorKind::InvalidClient)));
        for secret in secrets {
            answered = self.post(path, Some(self.basic(&secret)?), form).await;
            if !matches!(&answered, Err(failed) if failed.error.kind() == AuthErrorKind::InvalidClient)
            {
                break;
            }
        }
        answered
    }

    fn basic(&self, secret: &ClientSecret) -> Result<HeaderValue, AuthError> {
        let pair = Zeroizing::new(format!("{}:{}", self.0.client_id, secret.expose()));
        let text = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
        let mut value = HeaderValue::from_str(&text).map_err(|_| {
            AuthError::new(AuthErrorKind::Configuration)
                .with_detail("the client secret cannot stand in a header")
        })?;
        value.set_sensitive(true);
        Ok(value)
    }

    async fn post(
        &self,
        path: &str,
        authorization: Option<HeaderValue>,
        form: &Form<'_>,
    ) -> Answered {
        if self.0.retired.load(Ordering::Relaxed) {
            return Err(AuthError::new(AuthErrorKind::Retired)
                .with_detail("it answered 410; nothing is sent any more")
                .into());
        }
        let mut url = self.0.api.clone();
        url.set_path(path);
        // This copy of the secrets belongs to the connection and is not wiped.
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let mut request = self
            .0
            .http
            .post(url)
            .header(
                CONTENT_TYPE,
                HeaderValue::from_static("application/x-www-form-urlencoded"),
            )
            .body(body);
        if let Some(authorization) = authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let exchange = std::pin::pin!(exchange(request));
        let (status, retry_after, body) =
            match select(exchange, self.0.clock.sleep(REQUEST_TIMEOUT)).await {
                Either::Left((answered, _)) => answered?,
                Either::Right(_) => return Err(lost("no answer in time").into()),
            };
        if (200..300).contains(&status) {
            return Ok(body);
        }
        let error = answer::refusal(status, retry_after, &body);
        if error.kind() == AuthErrorKind::Retired {
            self.0.retired.store(true, Ordering::Relaxed);
        }
        Err(error.into())
    }
}

type Whole = (u16, Option<Duration>, Zeroizing<Vec<u8>>);

async fn exchange(request: reqwest::RequestBuilder) -> Result<Whole, Failed> {
    let mut response = request.send().await.map_err(|error| Failed {
        unsent: error.is_connect(),
        error: lost(if error.is_connect() {
            "no connection"
        } else {
            "the answer did not come"
        }),
    })?;
    let status = response.status().as_u16();
    let retry_after = RateLimit::from_headers(response.headers()).retry_after;
    let mut body = Zeroizing::new(Vec::new());
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|_| lost("the answer broke off"))?
    {
        if body.len() + chunk.len() > LARGEST_BODY {
            return Err(AuthError::new(AuthErrorKind::MalformedAnswer)
                .with_detail("it is larger than 64 KiB")
                .with_status(status)
                .into());
        }
        body.extend_from_slice(&chunk);
    }
    Ok((status, retry_after, body))
}

const fn lost(detail: &'static str) -> AuthError {
    AuthError::new(AuthErrorKind::Unreachable).with_detail(detail)
}
