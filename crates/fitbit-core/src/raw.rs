//! The generated client on the same road, for what this crate does not offer by name.
//!
//! Exempt from stability: it shows types of reqwest and progenitor.

use std::sync::Arc;

use fitbit_api::decode::{Misfit, MisfitKind};
use fitbit_api::{InvalidArgument, carried};

use crate::error::{Error, ErrorKind};
use crate::person::Person;
use crate::road::{CallContext, Carrier};

pub use fitbit_api::{Client, ResponseValue, prelude, types};

/// The error type of the generated builders.
pub type RawError = fitbit_api::Error<()>;

/// The generated client for one call after another in the name of `person`: token, checks and errors as everywhere.
///
/// ```no_run
/// use fitbit_core::raw::{self, prelude::*};
///
/// # async fn run(user: fitbit_core::User) -> Result<(), Box<dyn std::error::Error>> {
/// let client = raw::client(&user);
/// let badges = client.get_badges().user_id("-").send().await.map_err(raw::error)?;
/// println!("{} badges", badges.badges.len());
/// # Ok(())
/// # }
/// ```
pub fn client(person: &Person) -> Client {
    person
        .client()
        .raw()
        .with_context(Arc::<CallContext>::clone(&person.call_context()))
}

/// The error of this crate that is inside an error of a generated builder.
pub fn error(error: RawError) -> Error {
    if let Some(error) = carried::<Carrier>(&error).and_then(|carrier| carrier.take()) {
        return error;
    }
    if let Some(misfit) = carried::<Misfit>(&error) {
        let kind = match misfit.kind() {
            MisfitKind::ErrorDocument => ErrorKind::Rejected,
            _ => ErrorKind::Decode,
        };
        return Error::new(kind).with_misfit(Misfit::clone(&misfit));
    }
    if let Some(refusal) = carried::<InvalidArgument>(&error) {
        return Error::new(ErrorKind::InvalidRequest).with_detail(refusal.to_string());
    }
    match error {
        RawError::InvalidRequest(reason) => {
            // progenitor's texts name the argument; those of the id types name the rule. Neither shows the value.
            Error::new(ErrorKind::InvalidRequest).with_detail(reason)
        }
        _ => Error::new(ErrorKind::Interrupted),
    }
}
