//! Subscriptions: which changes of a person the app is told of.
//!
//! Source: <https://dev.fitbit.com/build/reference/web-api/subscription/get-subscription-list/>.

use fitbit_api::prelude::*;
use fitbit_api::types;

use crate::error::Error;
use crate::person::Person;
use crate::reply::Reply;

impl Person {
    /// Lists the app's subscriptions to all collections of the person.
    ///
    /// Keep a list of your own and use this one to check it now and then.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn get_subscription_list(&self) -> Result<Reply<types::SubscriptionList>, Error> {
        self.call("get_subscription_list", async |client| {
            client
                .get_subscription_list()
                .user_id(self.who())
                .send()
                .await
        })
        .await
    }

    /// Lists the app's subscriptions to one collection of the person.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn get_collection_subscription_list(
        &self,
        collection: types::CollectionPath,
    ) -> Result<Reply<types::SubscriptionList>, Error> {
        self.call("get_collection_subscription_list", async |client| {
            client
                .get_collection_subscription_list()
                .user_id(self.who())
                .collection_path(collection)
                .send()
                .await
        })
        .await
    }
}
