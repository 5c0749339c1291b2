//! The client secret, and the order in which two of them are tried while one replaces the other.

use std::fmt;
use std::sync::{PoisonError, RwLock};

use zeroize::Zeroizing;

/// The secret of a server app. It is wiped when dropped, and never printed.
///
/// ```
/// use fitbit_core::auth::ClientSecret;
///
/// let secret = ClientSecret::new("0123456789abcdef");
/// assert_eq!(format!("{secret:?}"), "ClientSecret");
/// ```
#[derive(Clone)]
pub struct ClientSecret(Zeroizing<String>);

impl ClientSecret {
    /// A secret as the developer portal shows it.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(Zeroizing::new(secret.into()))
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ClientSecret")
    }
}

/// The secrets that may be in force. Processes of a service change at different moments, and the portal at another one:
/// until the change is over, the server may want the new secret or the old one.
pub(super) struct Secrets(RwLock<Pair>);

#[derive(Clone)]
struct Pair {
    current: Option<ClientSecret>,
    previous: Option<ClientSecret>,
}

impl Secrets {
    pub(super) fn new(current: Option<ClientSecret>, previous: Option<ClientSecret>) -> Self {
        Self(RwLock::new(Pair { current, previous }))
    }

    /// The new secret is tried first from now on, and the one that it replaces second.
    pub(super) fn replace(&self, new: ClientSecret) {
        // A panic while it was held leaves nothing half-done.
        let mut pair = self.0.write().unwrap_or_else(PoisonError::into_inner);
        pair.previous = pair.current.replace(new);
    }

    /// The secrets in the order in which they are to be tried.
    pub(super) fn in_order(&self) -> Vec<ClientSecret> {
        let pair = self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        pair.current.into_iter().chain(pair.previous).collect()
    }
}
