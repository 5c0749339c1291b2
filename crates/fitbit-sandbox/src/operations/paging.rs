//! Lists that come page by page. Further pages are reached by the links of a page only: an offset of one's own making is
//! refused, which the API does not promise to do but warns of.

use jiff::civil::{Date, DateTime};
use serde_json::{Value, json};

use crate::call::Call;
use crate::refusal::Refusal;

/// The limit where the bundle states none.
const LARGEST_PAGE: u64 = 100;

/// What a page is asked for.
struct Wanted<'a> {
    after: bool,
    date: &'a str,
    from: DateTime,
    limit: usize,
    offset: usize,
}

/// The items of the page that the call asks for, in its order, and what stands beside them. `items` gives all there are,
/// oldest first; `time` says when an item was, in the time of the person.
pub(super) fn page<T>(
    call: &Call<'_>,
    subject: usize,
    items: impl FnOnce() -> Vec<T>,
    time: impl Fn(&T) -> DateTime,
) -> Result<(Vec<T>, Value), Refusal> {
    let wanted = Wanted::of(call)?;
    if wanted.offset != 0 && !is_linked(call, subject, &wanted) {
        return Err(Refusal::validation(
            "offset",
            "Only 0 is supported; further pages have links.",
        ));
    }
    let mut items = items();
    items.retain(|item| wanted.takes(time(item)));
    if !wanted.after {
        items.reverse();
    }
    let next = wanted.offset.saturating_add(wanted.limit);
    let link = |offset: Option<usize>| {
        offset.map_or_else(String::new, |offset| link(call, subject, &wanted, offset))
    };
    let pagination = json!({
        wanted.date_name(): wanted.date,
        "limit": wanted.limit,
        "next": link((next < items.len()).then_some(next)),
        "offset": wanted.offset,
        "previous": link((wanted.offset > 0).then(|| wanted.offset.saturating_sub(wanted.limit))),
        "sort": wanted.sort(),
    });
    let page = items.into_iter().skip(wanted.offset).take(wanted.limit);
    Ok((page.collect(), pagination))
}

/// What is remembered of a link: which list, and which part of it.
fn linked(call: &Call<'_>, subject: usize, query: &str) -> (usize, String) {
    (subject, format!("{}?{query}", call.operation.id))
}

fn is_linked(call: &Call<'_>, subject: usize, wanted: &Wanted<'_>) -> bool {
    let link = linked(call, subject, &wanted.query(wanted.offset));
    call.world.state().page_links.contains(&link)
}

fn link(call: &Call<'_>, subject: usize, wanted: &Wanted<'_>, offset: usize) -> String {
    let query = wanted.query(offset);
    let path = call
        .operation
        .template
        .replace("{user-id}", call.parameter("user-id"));
    let link = linked(call, subject, &query);
    call.world.state().page_links.insert(link);
    format!("{}{path}?{query}", call.origin)
}

impl<'a> Wanted<'a> {
    fn of(call: &Call<'a>) -> Result<Self, Refusal> {
        let (after, date) = match (call.argument("afterDate"), call.argument("beforeDate")) {
            (Some(date), None) => (true, date),
            (None, Some(date)) => (false, date),
            (Some(_), Some(_)) => {
                return Err(Refusal::validation(
                    "afterDate",
                    "Either afterDate or beforeDate is given, not both.",
                ));
            }
            (None, None) => {
                return Err(Refusal::validation(
                    "afterDate",
                    "Either afterDate or beforeDate is required.",
                ));
            }
        };
        let name = if after { "afterDate" } else { "beforeDate" };
        let from = date_or_date_time(date).ok_or_else(|| {
            Refusal::validation(name, "The date is yyyy-MM-dd or yyyy-MM-ddTHH:mm:ss.")
        })?;
        let sort = if after { "asc" } else { "desc" };
        if call.argument("sort") != Some(sort) {
            return Err(Refusal::validation(
                "sort",
                format!("With {name}, sort is {sort}."),
            ));
        }
        let largest = call.operation.max_limit.unwrap_or(LARGEST_PAGE);
        let limit = call
            .argument("limit")
            .and_then(|limit| limit.parse::<u64>().ok())
            .filter(|limit| (1..=largest).contains(limit));
        let limit = limit.and_then(|limit| usize::try_from(limit).ok());
        let limit = limit
            .ok_or_else(|| Refusal::validation("limit", format!("The limit is 1 to {largest}.")))?;
        let offset = call
            .argument("offset")
            .and_then(|offset| offset.parse().ok());
        let offset = offset
            .ok_or_else(|| Refusal::validation("offset", "The offset is required, and 0."))?;
        Ok(Self {
            after,
            date,
            from,
            limit,
            offset,
        })
    }

    /// After includes the instant given, before does not: the two neither overlap nor leave a gap.
    fn takes(&self, time: DateTime) -> bool {
        (time >= self.from) == self.after
    }

    fn date_name(&self) -> &'static str {
        if self.after {
            "afterDate"
        } else {
            "beforeDate"
        }
    }

    fn sort(&self) -> &'static str {
        if self.after { "asc" } else { "desc" }
    }

    /// The query of a page.
    fn query(&self, offset: usize) -> String {
        form_urlencoded::Serializer::new(String::new())
            .append_pair("offset", &offset.to_string())
            .append_pair("limit", &self.limit.to_string())
            .append_pair("sort", self.sort())
            .append_pair(self.date_name(), self.date)
            .finish()
    }
}

/// In the time of the person whose log it is.
fn date_or_date_time(text: &str) -> Option<DateTime> {
    match text.len() {
        10 => text
            .parse::<Date>()
            .ok()
            .map(|date| date.to_datetime(jiff::civil::Time::midnight())),
        19 if text.as_bytes()[10] == b'T' => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_one_of_two_forms() {
        assert_eq!(
            date_or_date_time("2019-01-03"),
            Some(jiff::civil::datetime(2019, 1, 3, 0, 0, 0, 0))
        );
        assert_eq!(
            date_or_date_time("2019-01-03T12:08:29"),
            Some(jiff::civil::datetime(2019, 1, 3, 12, 8, 29, 0))
        );
        for wrong in [
            "",
            "today",
            "2019-1-3",
            "20190103",
            "2019-02-30",
            "2019-01-03 12:08:29",
            "2019-01-03T12:08Z",
            "2019-01-03T12:08:29Z",
        ] {
            assert_eq!(date_or_date_time(wrong), None, "{wrong}");
        }
    }
}
