//! What an export was: counts, calls, blank fields, verdicts. No name, id or value of a person.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fitbit_core::{RateLimit, Reply, Setting, View, types};

use super::blanks::Blanks;
use crate::table::Table;

/// Everything the table at the end tells.
#[derive(Default)]
pub(crate) struct Report {
    read: Vec<(&'static str, usize, BTreeSet<Setting>)>,
    failed: Vec<(&'static str, String)>,
    calls: usize,
    rate: RateLimit,
    pub(super) blanks: Blanks,
    people: usize,
    closed: BTreeMap<Setting, usize>,
}

impl Report {
    pub(super) fn read(&mut self, name: &'static str, items: usize, incomplete: BTreeSet<Setting>) {
        self.read.push((name, items, incomplete));
    }

    pub(super) fn fail(&mut self, name: &'static str, reason: String) {
        self.failed.push((name, reason));
    }

    pub(super) fn call<T>(&mut self, reply: &Reply<T>) {
        self.calls += 1;
        self.rate = *reply.rate_limit();
    }

    /// Adds the verdicts on every friend. Only these answers have whole profiles of other people.
    pub(super) fn judge(&mut self, friends: &Reply<types::FriendListV1>) {
        for friend in friends
            .view()
            .friends()
            .filter_map(View::<types::FriendV1>::user)
        {
            self.people += 1;
            for setting in friend.evidently_closed() {
                *self.closed.entry(setting).or_default() += 1;
            }
        }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.failed.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut read = Table::new("Read");
        for (name, items, incomplete) in &self.read {
            let settings: Vec<&str> = incomplete.iter().map(|setting| setting.as_str()).collect();
            let remark = if settings.is_empty() {
                String::new()
            } else {
                format!("may be incomplete: {}", settings.join(", "))
            };
            read.row(*name, *items, remark);
        }
        write!(formatter, "{read}")?;
        for (name, reason) in &self.failed {
            writeln!(formatter, "  {name} is missing: {reason}")?;
        }

        write!(formatter, "\nCalls\n  {} spent", self.calls)?;
        if let (Some(limit), Some(remaining)) = (self.rate.limit, self.rate.remaining) {
            write!(
                formatter,
                "; the server says {remaining} of {limit} are left"
            )?;
        }
        writeln!(formatter, "\n")?;

        let mut blanks = Table::new("Fields that came blank, by the setting that governs them");
        for (setting, count) in &self.blanks {
            blanks.row(setting.as_str(), *count, "hidden, or never filled in");
        }
        writeln!(formatter, "{blanks}")?;

        let mut closed = Table::new("Settings evidently closed");
        for (setting, count) in &self.closed {
            closed.row(
                setting.as_str(),
                *count,
                format!("of {} friends", self.people),
            );
        }
        write!(formatter, "{closed}")
    }
}
