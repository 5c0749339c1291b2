//! How tokens lie in a database: encrypted, unless the service says in so many words that they are not.
//!
//! XChaCha20-Poly1305 with a nonce of 24 random bytes a record, from the `RustCrypto` project (reviewed by NCC Group, 2020). What the record says
//! in the clear about itself (app, person, key, hash of the refresh token) is authenticated with it, so that no
//! record can be put in another's place.

mod key;
mod payload;

use std::fmt;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use fitbit_core::UserId;
use fitbit_core::auth::{TokenHash, TokenSet};
use zeroize::Zeroizing;

use crate::fault::Fault;

pub use key::{TokenKey, TokenKeyError};

const NONCE: usize = 24;

/// Whether and how tokens are encrypted in the database.
///
/// ```
/// use fitbit_store::{TokenKey, TokenProtection};
///
/// # fn run(spring: &str, autumn: &str) -> Result<(), Box<dyn std::error::Error>> {
/// // Each is `id:` and 32 bytes in Base64. To rotate, every process first gets the new key as one that it can open,
/// // then as the one that it seals with; and once the store was resealed, the old one goes.
/// let autumn: TokenKey = autumn.parse()?;
/// let spring: TokenKey = spring.parse()?;
/// let protection = TokenProtection::encrypted(autumn).opening_also(spring);
/// # let _ = protection;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct TokenProtection {
    /// The first one seals. None: plain text.
    keys: Vec<TokenKey>,
    reads_plain_text: bool,
}

impl TokenProtection {
    /// Encrypts with this key.
    pub fn encrypted(key: TokenKey) -> Self {
        Self {
            keys: vec![key],
            reads_plain_text: false,
        }
    }

    /// Keeps tokens readable for everybody who can read the database or one of its backups. Records that are encrypted
    /// are not read.
    pub fn dangerously_in_plain_text() -> Self {
        Self {
            keys: Vec::new(),
            reads_plain_text: true,
        }
    }

    /// Opens what was encrypted with this key as well. New records are not sealed with it. A second key under the same id
    /// takes no part.
    #[must_use]
    pub fn opening_also(mut self, key: TokenKey) -> Self {
        if !self.keys.is_empty() {
            self.keys.push(key);
        }
        self
    }

    /// Reads records that were kept in plain text, until they are sealed: whoever can write to the database could plant one.
    #[must_use]
    pub fn reading_plain_text(mut self) -> Self {
        self.reads_plain_text = true;
        self
    }

    /// The tokens as they are written.
    pub(crate) fn seal(&self, app: &str, token: &TokenSet) -> Result<Sealed, Fault> {
        let text = payload::write(token);
        let Some(key) = self.keys.first() else {
            return Ok(Sealed {
                key: None,
                bytes: text.as_bytes().to_vec(),
            });
        };
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| Fault::Randomness)?;
        let about = about(app, token.owner(), key.id(), token.refresh().hash());
        let payload = Payload {
            msg: text.as_bytes(),
            aad: &about,
        };
        let sealed = cipher(key)
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Fault::Driver)?;
        Ok(Sealed {
            key: Some(key.id().to_owned()),
            bytes: [&nonce[..], &sealed].concat(),
        })
    }

    /// The tokens of a record.
    pub(crate) fn open(
        &self,
        app: &str,
        person: &UserId,
        refresh: TokenHash,
        sealed: &Sealed,
    ) -> Result<TokenSet, Fault> {
        let text = match &sealed.key {
            None if self.reads_plain_text => Zeroizing::new(sealed.bytes.clone()),
            None => return Err(Fault::PlainText),
            Some(id) => {
                let key = self.keys.iter().find(|key| key.id() == id);
                let key = key.ok_or(Fault::UnknownKey)?;
                let about = about(app, person, id, refresh);
                let (nonce, bytes) = sealed
                    .bytes
                    .split_first_chunk::<NONCE>()
                    .ok_or(Fault::Unreadable)?;
                let payload = Payload {
                    msg: bytes,
                    aad: &about,
                };
                let text = cipher(key).decrypt(&XNonce::from(*nonce), payload);
                Zeroizing::new(text.map_err(|_| Fault::Undecryptable)?)
            }
        };
        let token = payload::read(person, &text).ok_or(Fault::Unreadable)?;
        // In plain text nothing else binds the tokens to the record.
        if token.refresh().hash() == refresh {
            Ok(token)
        } else {
            Err(Fault::Unreadable)
        }
    }

    /// Whether a record is sealed as new ones are.
    pub(crate) fn is_current(&self, sealed: &Sealed) -> bool {
        sealed.key.as_deref() == self.keys.first().map(TokenKey::id)
    }
}

impl fmt::Debug for TokenProtection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.keys.is_empty() {
            "TokenProtection(plain text)"
        } else {
            "TokenProtection(encrypted)"
        })
    }
}

/// Tokens as they lie in the database.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Sealed {
    /// The id of the key; none for plain text.
    pub(crate) key: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sealed")
    }
}

fn cipher(key: &TokenKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.bytes().into())
}

/// What is authenticated besides the tokens: each part with its length, so that no two lists of parts read the same.
fn about(app: &str, person: &UserId, key: &str, refresh: TokenHash) -> Vec<u8> {
    let parts = [
        b"fitbit-store tokens 1".as_slice(),
        app.as_bytes(),
        person.as_str().as_bytes(),
        key.as_bytes(),
        refresh.as_bytes(),
    ];
    let mut about = Vec::new();
    for part in parts {
        about.extend_from_slice(&(part.len() as u64).to_be_bytes());
        about.extend_from_slice(part);
    }
    about
}

#[cfg(test)]
mod tests;
