//! Many notifications become the fewest things to do.

use std::collections::{BTreeMap, BTreeSet};

use fitbit_webhooks::{Batch, Event, coalesce};
use proptest::prelude::*;
use serde_json::json;

type Item = (&'static str, &'static str, &'static str);

fn batch(items: &[Item]) -> Batch {
    let items: Vec<_> = items
        .iter()
        .enumerate()
        .map(|(number, (owner, collection, date))| {
            json!({ "ownerId": owner, "collectionType": collection, "date": date, "subscriptionId": number })
        })
        .collect();
    Batch::parse(json!(items).to_string().as_bytes()).unwrap()
}

#[test]
fn one_fetch_is_left_of_each_person_collection_and_day() {
    let batch = batch(&[
        ("A", "sleep", "2026-05-20"),
        ("A", "sleep", "2026-05-20"),
        ("A", "body", "2026-05-20"),
        ("B", "sleep", "2026-05-20"),
        ("A", "sleep", "2026-05-21"),
        ("A", "sleep", "2026-05-20"),
    ]);
    let work = coalesce(batch.notifications(), 100);
    assert_eq!(
        (work.fetches.len(), work.ended.len(), work.taken),
        (4, 0, 6)
    );
}

#[test]
fn nothing_is_read_of_a_person_whose_access_has_ended() {
    let batch = batch(&[
        ("A", "sleep", "2026-05-20"),
        ("B", "sleep", "2026-05-20"),
        ("A", "userRevokedAccess", "2026-05-20"),
        ("A", "body", "2026-05-20"),
        ("C", "deleteUser", "2026-05-20"),
        ("C", "userRevokedAccess", "2026-05-20"),
    ]);
    let work = coalesce(batch.notifications(), 100);
    let owners: Vec<&str> = work.fetches.iter().map(|fetch| fetch.owner_id).collect();
    assert_eq!(owners, ["B"]);
    assert_eq!(
        work.ended,
        BTreeMap::from([("A", Event::Revoked), ("C", Event::Deleted)])
    );
}

#[test]
fn it_stops_where_there_is_no_room_and_says_where() {
    let items: Vec<Item> = ["A", "B", "A", "C", "D"]
        .map(|owner| (owner, "sleep", "2026-05-20"))
        .into();
    let batch = batch(&items);
    let mut rest = batch.notifications();
    let mut seen = Vec::new();
    while !rest.is_empty() {
        let work = coalesce(rest, 2);
        assert!(work.fetches.len() <= 2 && work.taken > 0);
        seen.extend(work.fetches.iter().map(|fetch| fetch.owner_id));
        rest = &rest[work.taken..];
    }
    assert_eq!(seen, ["A", "B", "C", "D"]);
    assert_eq!(coalesce(batch.notifications(), 0).taken, 0);
}

proptest! {
    #[test]
    fn what_is_left_does_not_depend_on_the_order(items in proptest::collection::vec(
        (
            prop::sample::select(vec!["A", "B", "C"]),
            prop::sample::select(vec!["sleep", "body", "moods", "userRevokedAccess", "deleteUser"]),
            prop::sample::select(vec!["2026-05-20", "2026-05"]),
        ), 0..20), at_most in 0_usize..8)
    {
        let forwards = batch(&items);
        let backwards = batch(&items.iter().rev().copied().collect::<Vec<_>>());
        let work = coalesce(forwards.notifications(), usize::MAX);
        let other = coalesce(backwards.notifications(), usize::MAX);
        prop_assert!(work.fetches == other.fetches);
        prop_assert_eq!(&work.ended, &other.ended);
        prop_assert_eq!(work.taken, items.len());

        let ended: BTreeSet<_> = items.iter().filter(|item| item.1.ends_with("Access") || item.1 == "deleteUser").map(|item| item.0).collect();
        let fetched: BTreeSet<_> = items.iter().filter(|item| !ended.contains(item.0)).collect();
        prop_assert_eq!(work.ended.keys().copied().collect::<BTreeSet<_>>(), ended);
        prop_assert_eq!(work.fetches.len(), fetched.len());

        let bounded = coalesce(forwards.notifications(), at_most);
        prop_assert!(bounded.fetches.len() + bounded.ended.len() <= at_most);
        prop_assert!(bounded.taken == items.len() || bounded.fetches.len() + bounded.ended.len() == at_most);
    }
}
