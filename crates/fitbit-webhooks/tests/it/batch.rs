//! The reader of batches: lenient where an item is odd, strict where the body is none.

use fitbit_webhooks::{Batch, BatchError, Event, MisfitKind};
use jiff::civil::date;
use proptest::prelude::*;
use serde_json::{Value, json};

fn parse(body: &Value) -> Batch {
    Batch::parse(body.to_string().as_bytes()).unwrap()
}

fn whole() -> Value {
    json!({
        "collectionType": "foods", "date": "2026-05-20", "ownerId": "28H22H", "ownerType": "user",
        "subscriptionId": "1234",
    })
}

/// A whole notification with one field changed, or without it.
fn changed(name: &str, value: Option<Value>) -> Value {
    let mut item = whole();
    let fields = item.as_object_mut().unwrap();
    match value {
        Some(value) => fields.insert(name.to_owned(), value),
        None => fields.remove(name),
    };
    item
}

fn misfits(batch: &Batch) -> Vec<(usize, MisfitKind)> {
    let misfits = batch.misfits().iter();
    misfits.map(|misfit| (misfit.place, misfit.kind)).collect()
}

#[test]
fn a_whole_notification_is_read_field_by_field() {
    let batch = parse(&json!([whole()]));
    let [notification] = batch.notifications() else {
        panic!("not one notification");
    };
    assert_eq!(notification.owner_id(), "28H22H");
    assert_eq!(notification.collection(), "foods");
    assert_eq!(notification.event(), Event::Changed);
    assert_eq!(notification.date(), Some(date(2026, 5, 20)));
    assert_eq!(notification.owner_type(), Some("user"));
    assert_eq!(notification.subscription_id(), Some("1234"));
    assert_eq!(misfits(&batch), []);
}

#[test]
fn every_name_of_a_collection_is_kept_and_known_ones_are_events() {
    for (name, event) in [
        ("activities", Event::Changed),
        ("body", Event::Changed),
        ("foods", Event::Changed),
        ("sleep", Event::Changed),
        ("userRevokedAccess", Event::Revoked),
        ("deleteUser", Event::Deleted),
        ("food", Event::Other),
        ("Sleep", Event::Other),
        ("moods and more \u{1f600}", Event::Other),
    ] {
        let batch = parse(&json!([changed("collectionType", Some(name.into()))]));
        assert_eq!(batch.notifications()[0].collection(), name);
        assert_eq!(batch.notifications()[0].event(), event);
        assert_eq!(misfits(&batch), []);
    }
}

#[test]
fn what_may_be_missing_may_be_missing_or_null() {
    let batch = parse(&json!([
        { "collectionType": "userRevokedAccess", "ownerId": "28H22H" },
        { "collectionType": "userRevokedAccess", "ownerId": "28H22H", "date": null,
          "ownerType": null, "subscriptionId": null, "more": { "deep": [1, { "x": null }] } },
    ]));
    assert_eq!(batch.notifications().len(), 2);
    for notification in batch.notifications() {
        assert_eq!(notification.event(), Event::Revoked);
        assert_eq!(notification.date_text(), None);
        assert_eq!(notification.owner_type(), None);
        assert_eq!(notification.subscription_id(), None);
    }
    assert_eq!(misfits(&batch), []);
}

#[test]
fn what_is_no_day_is_kept_as_text_and_is_no_date() {
    for text in [
        "2026-05",
        "",
        "2026-02-30",
        "today",
        "2026-05-20T10:00:00",
        "20260520",
        "2026-5-20",
        "2026-05-20T10",
        "2026-W21-3",
        "20260520T1",
    ] {
        let batch = parse(&json!([changed("date", Some(text.into()))]));
        assert_eq!(batch.notifications()[0].date_text(), Some(text));
        assert_eq!(batch.notifications()[0].date(), None, "{text}");
        assert_eq!(misfits(&batch), []);
    }
}

#[test]
fn a_number_is_as_good_as_its_text() {
    let batch = parse(&json!([changed("subscriptionId", Some(1234.into()))]));
    assert_eq!(batch.notifications()[0].subscription_id(), Some("1234"));
}

#[test]
fn an_item_that_is_no_notification_does_not_lose_the_others() {
    let long = "A".repeat(129);
    let lost = [
        (json!(5), MisfitKind::Shape),
        (json!(null), MisfitKind::Shape),
        (json!("sleep"), MisfitKind::Shape),
        (
            json!(["28H22H", "sleep", "2026-05-20", "user", "7"]),
            MisfitKind::Shape,
        ),
        (json!({}), MisfitKind::Owner),
        (changed("ownerId", None), MisfitKind::Owner),
        (changed("ownerId", Some("".into())), MisfitKind::Owner),
        (
            changed("ownerId", Some(json!(["28H22H"]))),
            MisfitKind::Owner,
        ),
        (
            changed("ownerId", Some(long.as_str().into())),
            MisfitKind::Owner,
        ),
        (changed("collectionType", None), MisfitKind::Collection),
        (
            changed("collectionType", Some(json!({}))),
            MisfitKind::Collection,
        ),
        (
            changed("collectionType", Some(long.as_str().into())),
            MisfitKind::Collection,
        ),
    ];
    for (item, kind) in lost {
        let batch = parse(&json!([whole(), item, whole()]));
        assert_eq!(batch.notifications().len(), 2, "{item}");
        assert_eq!(misfits(&batch), [(1, kind)], "{item}");
        assert!(kind.is_lost());
    }
    let twice = br#"[{"ownerId":"28H22H","ownerId":"22CCZZ","collectionType":"sleep"}, {"ownerId":"28H22H","collectionType":"sleep"}]"#;
    let batch = Batch::parse(twice).unwrap();
    assert_eq!(batch.notifications().len(), 1);
    assert_eq!(misfits(&batch), [(0, MisfitKind::Shape)]);
}

#[test]
fn a_field_that_may_be_missing_and_is_odd_is_reported_and_costs_nothing_else() {
    for name in ["date", "ownerType", "subscriptionId"] {
        for value in [
            json!(true),
            json!(-1),
            json!(0.5),
            json!([1, [2]]),
            json!({ "a": { "b": 1 } }),
        ] {
            let batch = parse(&json!([changed(name, Some(value))]));
            assert_eq!(batch.notifications().len(), 1);
            assert_eq!(batch.notifications()[0].owner_id(), "28H22H");
            assert_eq!(misfits(&batch), [(0, MisfitKind::Field(name))]);
            assert!(!MisfitKind::Field(name).is_lost());
        }
    }
}

#[test]
fn one_notification_without_a_list_and_a_mark_of_bytes_are_taken() {
    assert_eq!(parse(&whole()).notifications().len(), 1);
    let marked = format!("\u{feff} \n[{}]\r\n", whole());
    assert_eq!(
        Batch::parse(marked.as_bytes())
            .unwrap()
            .notifications()
            .len(),
        1
    );
    assert_eq!(parse(&json!([])).notifications().len(), 0);
}

#[test]
fn a_body_that_is_no_list_is_an_error_with_a_place_and_no_value() {
    let not_json = [
        r#"[{"ownerId":"28H22H","collectionType":"sleep",}]"#,
        r#"[{"ownerId":"28H22H","collectionType":"sleep"},]"#,
        r#"[{"ownerId":"28H22H","collectionType":"sleep"}"#,
        r#"[{"ownerId":"28H22H","collectionType":"sleep"}] 28H22H"#,
        r#"{"ownerId":"28H22H"#,
        "[28H22H]",
        "[",
        &"[".repeat(100_000),
    ];
    for body in not_json {
        let error = Batch::parse(body.as_bytes()).unwrap_err();
        assert!(matches!(error, BatchError::NotJson { .. }));
        assert!(!format!("{error} {error:?}").contains("28H22H"));
    }
    for body in ["", " ", "null", "7", "\"28H22H\"", "<xml/>", "updates=1"] {
        assert_eq!(
            Batch::parse(body.as_bytes()).unwrap_err(),
            BatchError::NotAList
        );
    }
    assert_eq!(
        Batch::parse(b"[\"\xff\"]").unwrap_err(),
        BatchError::NotText
    );
}

#[test]
fn debug_shows_counts_and_no_value() {
    let batch = parse(&json!([whole(), 7]));
    let shown = format!("{batch:?} {:?}", batch.notifications());
    assert!(shown.contains("notifications: 1"), "{shown}");
    for value in ["28H22H", "foods", "2026", "1234"] {
        assert!(!shown.contains(value), "{shown}");
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("28H22H")),
    ];
    let name = prop_oneof![
        "[a-z]{0,4}".boxed(),
        Just("ownerId".to_owned()).boxed(),
        Just("collectionType".to_owned()).boxed(),
        Just("date".to_owned()).boxed(),
    ];
    leaf.prop_recursive(4, 64, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_body_makes_the_reader_panic(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Batch::parse(&body);
    }

    #[test]
    fn every_item_of_a_list_is_read_or_reported(items in proptest::collection::vec(json_value(), 0..8)) {
        let batch = parse(&Value::from(items.clone()));
        let lost = batch.misfits().iter().filter(|misfit| misfit.kind.is_lost()).count();
        prop_assert_eq!(batch.notifications().len() + lost, items.len());
        // By another reader: what is an object with both names as texts is read.
        let is_name = |value: Option<&Value>| value.and_then(Value::as_str).is_some_and(|text| !text.is_empty() && text.len() <= 128);
        let surely = items.iter().filter(|item| is_name(item.get("ownerId")) && is_name(item.get("collectionType")));
        prop_assert!(batch.notifications().len() >= surely.count());
    }

    #[test]
    fn a_batch_that_was_cut_off_is_no_batch(count in 1_usize..4, cut in any::<prop::sample::Index>()) {
        let body = Value::from(vec![whole(); count]).to_string();
        let cut = cut.index(body.len());
        prop_assert!(Batch::parse(&body.as_bytes()[..cut]).is_err());
    }
}
