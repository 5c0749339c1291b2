//! What is exported: one file a part.

use std::collections::BTreeSet;
use std::path::Path;

use fitbit_core::jiff::civil::date;
use fitbit_core::{ListQuery, Reply, Setting, User};
use indicatif::ProgressBar;
use serde_json::Value;

use super::lines::Lines;
use super::report::Report;
use super::{PartFailure, blanks};

/// One part of the export.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Badges,
    FriendsV1,
    Friends,
    LeaderboardV1,
    Leaderboard,
    Subscriptions,
    ActivityLog,
}

/// All parts, in the order in which they are read.
pub(super) const PARTS: [Part; 7] = [
    Part::Badges,
    Part::FriendsV1,
    Part::Friends,
    Part::LeaderboardV1,
    Part::Leaderboard,
    Part::Subscriptions,
    Part::ActivityLog,
];

impl Part {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Badges => "badges",
            Self::FriendsV1 => "friends (version 1)",
            Self::Friends => "friends",
            Self::LeaderboardV1 => "leaderboard (version 1)",
            Self::Leaderboard => "leaderboard",
            Self::Subscriptions => "subscriptions",
            Self::ActivityLog => "activities",
        }
    }

    fn file(self) -> &'static str {
        match self {
            Self::Badges => "badges.jsonl",
            Self::FriendsV1 => "friends_v1.jsonl",
            Self::Friends => "friends.jsonl",
            Self::LeaderboardV1 => "leaderboard_v1.jsonl",
            Self::Leaderboard => "leaderboard.jsonl",
            Self::Subscriptions => "subscriptions.jsonl",
            Self::ActivityLog => "activities.jsonl",
        }
    }

    /// The field of the answer that holds the items.
    fn list(self) -> &'static str {
        match self {
            Self::Badges => "badges",
            Self::FriendsV1 | Self::LeaderboardV1 => "friends",
            Self::Friends | Self::Leaderboard => "data",
            Self::Subscriptions => "apiSubscriptions",
            Self::ActivityLog => "activities",
        }
    }

    /// Reads the part and writes its file.
    pub(super) async fn write(
        self,
        user: &User,
        folder: &Path,
        report: &mut Report,
        progress: &ProgressBar,
    ) -> Result<(), PartFailure> {
        let mut writing = Writing {
            part: self,
            lines: Lines::begin(folder, self.file())?,
            items: 0,
            incomplete: BTreeSet::new(),
            report,
            progress,
        };
        match self {
            Self::Badges => writing.answer(&user.get_badges().await?)?,
            Self::FriendsV1 => {
                let friends = user.get_friends_v1().await?;
                writing.report.judge(&friends);
                writing.answer(&friends)?;
            }
            Self::Friends => writing.answer(&user.get_friends().await?)?,
            Self::LeaderboardV1 => writing.answer(&user.get_friends_leaderboard_v1().await?)?,
            Self::Leaderboard => writing.answer(&user.get_friends_leaderboard().await?)?,
            Self::Subscriptions => writing.answer(&user.get_subscription_list().await?)?,
            Self::ActivityLog => {
                // Before the first tracker was sold: the whole history.
                let query = ListQuery::after(date(2007, 1, 1));
                let mut pages = user.get_activity_log_list(query).pages();
                while let Some(page) = pages.next().await {
                    writing.answer(page?.reply())?;
                }
            }
        }
        writing.finish()?;
        Ok(())
    }
}

/// A part while it is being written.
struct Writing<'a> {
    part: Part,
    lines: Lines,
    items: usize,
    incomplete: BTreeSet<Setting>,
    report: &'a mut Report,
    progress: &'a ProgressBar,
}

impl Writing<'_> {
    /// Writes the items of an answer as they came: what the types do not know is not lost.
    fn answer<T>(&mut self, reply: &Reply<T>) -> Result<(), PartFailure> {
        self.report.call(reply);
        self.incomplete.extend(reply.may_be_incomplete());
        let body = json(reply.body())?;
        blanks::count(reply.operation(), &body, &mut self.report.blanks);
        for item in items(body, self.part.list()) {
            self.lines.push(&item)?;
            self.items += 1;
            self.progress
                .set_message(format!("{}: {}", self.part.name(), self.items));
            self.progress.tick();
        }
        Ok(())
    }

    fn finish(self) -> Result<(), PartFailure> {
        self.lines.finish()?;
        self.report
            .read(self.part.name(), self.items, self.incomplete);
        Ok(())
    }
}

/// The body as it came. It was decoded once, so only "no data" may be no JSON; anything else is not passed over.
fn json(body: &[u8]) -> Result<Value, PartFailure> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if body.trim_ascii().is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(body).map_err(|_| PartFailure::Unreadable)
}

/// The items of an answer: its list, or the bare list or item that some answers are.
fn items(body: Value, list: &str) -> Vec<Value> {
    match body {
        Value::Array(items) => items,
        Value::Object(mut object) => match object.remove(list) {
            Some(Value::Array(items)) => items,
            Some(_) => Vec::new(),
            None if object.is_empty() => Vec::new(),
            None => vec![Value::Object(object)],
        },
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_with_a_byte_order_mark_loses_no_item() {
        let body = json("\u{feff}{\"badges\":[{},{}]}".as_bytes())
            .ok()
            .unwrap();
        assert_eq!(items(body, "badges").len(), 2);
    }

    #[test]
    fn no_data_is_no_item_and_what_cannot_be_read_is_a_failure() {
        assert!(items(json(b" \n").ok().unwrap(), "badges").is_empty());
        assert!(matches!(
            json(b"{\"badges\":["),
            Err(PartFailure::Unreadable)
        ));
    }
}
