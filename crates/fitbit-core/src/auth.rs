//! Consent, tokens, and how they stay alive: OAuth 2.0 as the service does it.
//!
//! An [`App`] asks a person for consent and talks to the token endpoint. A [`TokenStore`] keeps what was granted, for
//! several processes at once. An [`Authenticator`] joins the two and hands out [`Credentials`], the
//! [`TokenSource`](crate::TokenSource) of one person.
//!
//! A refresh token can be spent once. So one refresh of a person runs at a time, over all processes: the store lends a
//! lease and notes that the request is about to be sent; the answer is saved before anything uses it. When an answer is
//! lost or a process dies, whoever comes next finds the note and sends the identical request: for two minutes the server
//! repeats its answer, as long as no new token was used.
//!
//! Nothing here decides by itself that a person is gone: the store is read again first. No error, `Debug` or event
//! holds a token, a secret, a code or an id.
//!
//! Documented at <https://dev.fitbit.com/build/reference/web-api/authorization/>.

mod answer;
mod app;
mod authenticator;
mod authorization;
pub mod conformance;
mod credentials;
mod endpoint;
mod error;
mod introspection;
mod pkce;
mod redirect;
mod refresh;
mod secret;
mod store;
mod token_set;

pub use answer::check_token_answer;
pub use app::{App, AppBuilder, AppType};
pub use authenticator::Authenticator;
pub use authorization::{Authorization, Consent, PendingAuthorization, Prompt};
pub use credentials::Credentials;
pub use error::{AuthError, AuthErrorKind};
pub use introspection::{Introspection, ScopeAccess};
pub use redirect::AuthorizationCode;
pub use refresh::timing;
pub use secret::ClientSecret;
pub use store::{
    Begun, Insertion, Lease, Loss, Mark, MemoryTokenStore, StoreError, StoreErrorKind, StoredToken,
    Swap, TokenRecord, TokenState, TokenStore,
};
pub use token_set::{RefreshToken, TokenHash, TokenSet};
