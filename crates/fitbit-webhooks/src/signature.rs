//! Whether a body comes from the service: `X-Fitbit-Signature` is the Base64 of the HMAC-SHA1 of the raw body, under the
//! client secret with an `&` behind it.
//!
//! It must only ever be asked about the bytes that came: a body that was decoded and written again is another one. What is
//! compared are the 20 bytes of two codes, never their Base64, and by a comparison that takes the same time wherever they
//! differ.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use zeroize::Zeroizing;

use crate::secret::ClientSecret;

/// The header of a request that holds the signature of its body.
pub const SIGNATURE_HEADER: &str = "x-fitbit-signature";

/// Bytes of a signature, and of its Base64.
const LENGTH: usize = 20;
const ENCODED_LENGTH: usize = 28;

/// The client secrets whose signatures are taken: one, or several while one replaces another.
///
/// ```
/// use fitbit_webhooks::{ClientSecret, Signer, SigningKeys};
///
/// let keys = SigningKeys::new(&ClientSecret::new("new-secret")?)
///     .with_secret(&ClientSecret::new("old-secret")?);
/// let signature = Signer::new(&ClientSecret::new("old-secret")?).sign(b"[]");
/// assert!(keys.verify(signature.as_bytes(), b"[]"));
/// assert!(!keys.verify(signature.as_bytes(), b"[ ]"));
/// # Ok::<(), fitbit_webhooks::SecretError>(())
/// ```
#[derive(Clone)]
pub struct SigningKeys(Vec<Key>);

impl SigningKeys {
    /// Takes what is signed with this secret.
    pub fn new(secret: &ClientSecret) -> Self {
        Self(vec![Key::new(secret)])
    }

    /// Takes what is signed with this secret, too: the one before, or the one after.
    #[must_use]
    pub fn with_secret(mut self, secret: &ClientSecret) -> Self {
        self.0.push(Key::new(secret));
        self
    }

    /// Whether this header, as it was sent, is the signature of this body, as it was sent.
    ///
    /// The header must be exactly the standard Base64 of a code of the right length: it is not trimmed, and not decoded
    /// as part of a URL, which would make a blank of a `+`. Every secret is tried, also after the right one, so that the
    /// time taken does not tell which it was.
    #[must_use]
    pub fn verify(&self, header: &[u8], body: &[u8]) -> bool {
        let Some(code) = decode(header) else {
            return false;
        };
        let mut is_right = false;
        for key in &self.0 {
            is_right |= key.code_of(body).verify_slice(&code).is_ok();
        }
        is_right
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningKeys")
    }
}

/// Whether a header could be a signature at all. It needs no body, so that none has to be read for one that could not.
#[cfg(feature = "inbox")]
pub(crate) fn is_well_formed(header: &[u8]) -> bool {
    decode(header).is_some()
}

fn decode(header: &[u8]) -> Option<[u8; LENGTH]> {
    if header.len() != ENCODED_LENGTH {
        return None;
    }
    // The estimate of the decoder is a byte too high.
    let mut code = [0; LENGTH + 1];
    let length = BASE64_STANDARD.decode_slice(header, &mut code).ok()?;
    code[..length].try_into().ok()
}

/// Signs bodies as the service does, for tests.
///
/// ```
/// use fitbit_webhooks::{ClientSecret, Signer};
///
/// let signer = Signer::new(&ClientSecret::new("123ab4567c890d123e4567f8abcdef9a")?);
/// assert_eq!(signer.sign(b"[]"), "YdptuiMS8ecTMUFSadVHiHj+too=");
/// # Ok::<(), fitbit_webhooks::SecretError>(())
/// ```
#[derive(Clone)]
pub struct Signer(Key);

impl Signer {
    /// Signs with this secret.
    pub fn new(secret: &ClientSecret) -> Self {
        Self(Key::new(secret))
    }

    /// The value of the header [`SIGNATURE_HEADER`] for this body.
    pub fn sign(&self, body: &[u8]) -> String {
        BASE64_STANDARD.encode(self.0.code_of(body).finalize().into_bytes())
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Signer")
    }
}

#[derive(Clone)]
struct Key(Zeroizing<Box<[u8]>>);

impl Key {
    fn new(secret: &ClientSecret) -> Self {
        // At its full size from the start: a buffer that grows leaves copies behind.
        let mut key = Vec::with_capacity(secret.expose().len() + 1);
        key.extend_from_slice(secret.expose().as_bytes());
        key.push(b'&');
        Self(Zeroizing::new(key.into_boxed_slice()))
    }

    fn code_of(&self, body: &[u8]) -> Hmac<Sha1> {
        Hmac::<Sha1>::new_from_slice(&self.0)
            .expect("an HMAC takes a key of any length")
            .chain_update(body)
    }
}
