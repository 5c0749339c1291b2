//! User: badges.
//!
//! Source: <https://dev.fitbit.com/build/reference/web-api/user/get-badges/>.

use fitbit_api::prelude::*;
use fitbit_api::types;

use crate::error::Error;
use crate::person::Person;
use crate::reply::Reply;

impl Person {
    /// Reads all badges of the person.
    ///
    /// Another person's badges need that person's My Achievements setting to be open; badges for weight are left out
    /// unless My Body is open too, which [`Reply::may_be_incomplete`] says. A badge's value is in the unit of that
    /// person's profile, whatever the client's unit system is.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn get_badges(&self) -> Result<Reply<types::BadgeList>, Error> {
        self.call("get_badges", async |client| {
            client.get_badges().user_id(self.who()).send().await
        })
        .await
    }
}
