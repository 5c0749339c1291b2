//! Activity: the log of exercises.
//!
//! Source: <https://dev.fitbit.com/build/reference/web-api/activity/get-activity-log-list/>.

use std::fmt;
use std::sync::Arc;

use fitbit_api::prelude::*;
use fitbit_api::{DateOrDateTime, types};

use crate::page::Listing;
use crate::person::Person;

/// Which part of the activity log is wanted, and from which end.
#[derive(Clone, Copy)]
pub struct ActivityLogQuery {
    edge: Edge,
    limit: u32,
}

#[derive(Clone, Copy)]
enum Edge {
    After(DateOrDateTime),
    Before(DateOrDateTime),
}

impl ActivityLogQuery {
    /// The most entries that a page may be asked to hold, and what is asked for unless said otherwise.
    pub const MAX_LIMIT: u32 = 100;

    /// The entries after a date, or a time on the person's clock; the oldest first.
    ///
    /// Whether the edge itself belongs to it is not documented; entries of that very date were seen.
    pub fn after(edge: impl Into<DateOrDateTime>) -> Self {
        Self {
            edge: Edge::After(edge.into()),
            limit: Self::MAX_LIMIT,
        }
    }

    /// The entries before a date, or a time on the person's clock; the newest first.
    pub fn before(edge: impl Into<DateOrDateTime>) -> Self {
        Self {
            edge: Edge::Before(edge.into()),
            limit: Self::MAX_LIMIT,
        }
    }

    /// How many entries a page holds: 1 to 100, checked before anything is sent.
    #[must_use]
    pub fn with_limit(mut self, limit: u32) -> Self {
        self.limit = limit;
        self
    }
}

impl fmt::Debug for ActivityLogQuery {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ActivityLogQuery")
    }
}

impl Person {
    /// Lists the activity log of the person, page after page.
    ///
    /// Nothing is sent before the first item or page is wanted. Heart-rate fields are missing without the scope
    /// `heartrate`; names and zones are missing on old entries. Times carry the offset of the person's clock.
    ///
    /// ```no_run
    /// # async fn run(user: fitbit_core::User) -> Result<(), fitbit_core::Error> {
    /// use fitbit_core::{ActivityLogQuery, jiff::civil::date};
    ///
    /// let mut entries = user
    ///     .get_activity_log_list(ActivityLogQuery::after(date(2026, 1, 1)))
    ///     .items();
    /// while let Some(entry) = entries.next().await {
    ///     let entry = entry?;
    ///     if let Some(distance) = entry.view().distance() {
    ///         println!("{:.1} km", distance.kilometres());
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn get_activity_log_list(
        &self,
        query: ActivityLogQuery,
    ) -> Listing<types::ActivityLogList> {
        let who = self.who();
        Listing::new(
            self.clone(),
            Arc::new(move |client| {
                let who = who.clone();
                Box::pin(async move {
                    if !(1..=ActivityLogQuery::MAX_LIMIT).contains(&query.limit) {
                        return Err(fitbit_api::Error::InvalidRequest(
                            "limit must be from 1 to 100 entries a page".to_owned(),
                        ));
                    }
                    // The only offset that the API supports; later pages come by their links.
                    let request = client
                        .get_activity_log_list()
                        .user_id(who)
                        .limit(i64::from(query.limit))
                        .offset(0);
                    match query.edge {
                        Edge::After(edge) => {
                            request
                                .after_date(edge)
                                .sort(types::SortOrder::Asc)
                                .send()
                                .await
                        }
                        Edge::Before(edge) => {
                            request
                                .before_date(edge)
                                .sort(types::SortOrder::Desc)
                                .send()
                                .await
                        }
                    }
                })
            }),
        )
    }
}
