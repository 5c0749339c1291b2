//! Which part of a list is wanted, and from which end.

use std::fmt;

use fitbit_api::DateOrDateTime;

/// Which part of a list is wanted, and from which end.
///
/// ```
/// use fitbit_core::{ListQuery, jiff::civil::date};
///
/// let newest = ListQuery::before(date(2026, 5, 20)).with_limit(10);
/// # let _ = newest;
/// ```
#[derive(Clone, Copy)]
pub struct ListQuery {
    edge: Edge,
    limit: Option<u32>,
}

/// The date that the list begins at.
#[derive(Clone, Copy)]
pub(crate) enum Edge {
    After(DateOrDateTime),
    Before(DateOrDateTime),
}

impl ListQuery {
    /// The entries after a date, or a time on the person's clock; the oldest first.
    ///
    /// Whether the edge itself belongs to it is not documented; entries of that very date were seen.
    pub fn after(edge: impl Into<DateOrDateTime>) -> Self {
        Self {
            edge: Edge::After(edge.into()),
            limit: None,
        }
    }

    /// The entries before a date, or a time on the person's clock; the newest first.
    pub fn before(edge: impl Into<DateOrDateTime>) -> Self {
        Self {
            edge: Edge::Before(edge.into()),
            limit: None,
        }
    }

    /// How many entries a page holds; as many as the list allows when not set. Checked before anything is sent.
    #[must_use]
    pub fn with_limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    pub(crate) fn edge(&self) -> Edge {
        self.edge
    }

    /// What tells this query from others.
    pub(super) fn identity(&self) -> String {
        let limit = self.limit.unwrap_or_default();
        match self.edge {
            Edge::After(edge) => format!("after {edge} by {limit}"),
            Edge::Before(edge) => format!("before {edge} by {limit}"),
        }
    }

    /// How many entries a full page has.
    pub(super) fn page_size(&self, max: u32) -> u32 {
        self.limit.unwrap_or(max).clamp(1, max.max(1))
    }

    /// The entries of a page of a list that allows `max`.
    #[expect(
        clippy::result_large_err,
        reason = "it is the generated client's error, handed straight back to it"
    )]
    pub(crate) fn limit(&self, max: u32) -> Result<i64, fitbit_api::Error<()>> {
        match self.limit {
            None => Ok(i64::from(max)),
            Some(limit) if (1..=max).contains(&limit) => Ok(i64::from(limit)),
            Some(_) => Err(fitbit_api::Error::InvalidRequest(format!(
                "limit must be from 1 to {max} entries a page"
            ))),
        }
    }
}

impl fmt::Debug for ListQuery {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ListQuery")
    }
}
