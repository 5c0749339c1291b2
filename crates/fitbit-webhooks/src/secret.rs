//! The client secret, which signs notifications. It must never be printed, and an empty one must never be a key: whoever
//! knows that a setting was left empty could sign anything.

use std::fmt;

use zeroize::Zeroizing;

/// The secret of an app, as the developer portal shows it. It is wiped when dropped, and never printed.
///
/// ```
/// use fitbit_webhooks::ClientSecret;
///
/// let secret = ClientSecret::new("0123456789abcdef")?;
/// assert_eq!(format!("{secret:?}"), "ClientSecret");
/// assert!(ClientSecret::new("").is_err());
/// # Ok::<(), fitbit_webhooks::SecretError>(())
/// ```
#[derive(Clone)]
pub struct ClientSecret(Zeroizing<String>);

impl ClientSecret {
    /// A secret as the developer portal shows it.
    ///
    /// # Errors
    ///
    /// [`SecretError`] when it is empty or holds a blank, such as the end of the line of a file that it was read from.
    pub fn new(secret: impl Into<String>) -> Result<Self, SecretError> {
        checked(secret.into()).map(Self)
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ClientSecret")
    }
}

/// A text that cannot be a secret or a code. It does not show the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretError {
    /// There is nothing in it.
    Empty,
    /// There is a blank or a control character in it.
    Blank,
}

impl fmt::Display for SecretError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Empty => "it is empty: set it to what the developer portal shows",
            Self::Blank => {
                "it holds a blank or the end of a line: set it to exactly what the developer portal shows"
            }
        })
    }
}

impl std::error::Error for SecretError {}

/// Takes a text over, to be wiped, if it can be a secret.
pub(crate) fn checked(text: String) -> Result<Zeroizing<String>, SecretError> {
    let text = Zeroizing::new(text);
    if text.is_empty() {
        return Err(SecretError::Empty);
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(SecretError::Blank);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_forgotten_setting_gives_is_no_secret() {
        for (text, error) in [
            ("", SecretError::Empty),
            ("\n", SecretError::Blank),
            ("abc\n", SecretError::Blank),
            ("a c", SecretError::Blank),
            ("ab\0", SecretError::Blank),
        ] {
            assert_eq!(ClientSecret::new(text).unwrap_err(), error);
        }
    }
}
