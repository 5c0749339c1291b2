//! A key for tokens, with the id under which records name it.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// A key of 32 bytes with an id that stands in every record it has sealed. It is wiped when dropped, and never printed.
///
/// As text it is the id, a colon and the bytes in Base64: `2026-05:` and 44 characters.
#[derive(Clone)]
pub struct TokenKey {
    id: String,
    bytes: Zeroizing<[u8; 32]>,
}

impl TokenKey {
    /// A key with its id: up to 64 letters, digits, dots, dashes and underscores, never used for another key.
    ///
    /// # Errors
    ///
    /// [`TokenKeyError::Id`] when the id is not of that form.
    pub fn new(id: impl Into<String>, bytes: [u8; 32]) -> Result<Self, TokenKeyError> {
        let bytes = Zeroizing::new(bytes);
        let id = id.into();
        let is_fine = |letter: u8| letter.is_ascii_alphanumeric() || b".-_".contains(&letter);
        if id.is_empty() || id.len() > 64 || !id.bytes().all(is_fine) {
            return Err(TokenKeyError::Id);
        }
        Ok(Self { id, bytes })
    }

    /// A new key from this machine's source of random bytes.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new); [`TokenKeyError::Randomness`] when there are no random bytes.
    pub fn generate(id: impl Into<String>) -> Result<Self, TokenKeyError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| TokenKeyError::Randomness)?;
        Self::new(id, bytes)
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The text that [`FromStr`] reads, for wherever the service keeps its secrets. Never log it.
    pub fn expose_secret(&self) -> Zeroizing<String> {
        let bytes = Zeroizing::new(STANDARD.encode(self.bytes.as_slice()));
        Zeroizing::new(format!("{}:{}", self.id, *bytes))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }
}

impl FromStr for TokenKey {
    type Err = TokenKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (id, bytes) = text.trim().split_once(':').ok_or(TokenKeyError::Form)?;
        let bytes = STANDARD.decode(bytes).map_err(|_| TokenKeyError::Bytes)?;
        let bytes = Zeroizing::new(bytes);
        let bytes = bytes
            .as_slice()
            .try_into()
            .map_err(|_| TokenKeyError::Bytes)?;
        Self::new(id, bytes)
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenKey")
    }
}

/// Why a text or an id makes no key. It holds no part of either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenKeyError {
    /// There is no colon.
    Form,
    /// The id is empty, too long, or has other characters.
    Id,
    /// What stands for the key is not 32 bytes in Base64.
    Bytes,
    /// This machine gives no random bytes.
    Randomness,
}

impl fmt::Display for TokenKeyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Form => "a token key is written as its id, a colon, and 32 bytes in Base64",
            Self::Id => {
                "the id of a token key is 1 to 64 letters, digits, dots, dashes and underscores"
            }
            Self::Bytes => {
                "a token key is 32 bytes in Base64, 44 characters: `openssl rand -base64 32` makes one"
            }
            Self::Randomness => "this machine gives no random bytes",
        })
    }
}

impl Error for TokenKeyError {}
