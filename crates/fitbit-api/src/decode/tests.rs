//! The rules about bodies, one by one.

use super::*;
use crate::types;

fn read<T: Body>(operation: &str, text: &str) -> Result<T, Misfit> {
    body(Operation::find(operation).unwrap(), text.as_bytes())
}

fn subscriptions(text: &str) -> Result<usize, MisfitKind> {
    read::<types::SubscriptionList>("get_subscription_list", text)
        .map(|list| list.api_subscriptions.unwrap_or_default().len())
        .map_err(|misfit| misfit.kind())
}

fn badges(text: &str) -> Result<types::BadgeList, Misfit> {
    read("get_badges", text)
}

#[test]
fn an_error_document_is_no_success_wherever_its_root_key_stands() {
    for text in [
        r#"{"errors":[]}"#,
        r#"{"success":false,"errors":[{"errorType":"system"}]}"#,
        r#" {"error":{"code":403}}"#,
    ] {
        assert_eq!(subscriptions(text), Err(MisfitKind::ErrorDocument));
    }
    // The word alone makes no error.
    assert!(badges(r#"{"badges":[{"description":"\"errors\""}]}"#).is_ok());
}

#[test]
fn the_forms_of_no_data_are_taken_where_the_spec_allows_them() {
    for text in [
        "",
        " \n",
        "{}",
        "null",
        "\"\"",
        r#"{"apiSubscriptions":null}"#,
    ] {
        assert_eq!(subscriptions(text), Ok(0), "{text:?}");
    }
    assert_eq!(badges("").unwrap_err().kind(), MisfitKind::Empty);
    assert_eq!(badges("{}").unwrap_err().kind(), MisfitKind::Shape);
}

#[test]
fn a_bare_item_and_a_bare_list_are_lists_and_anything_else_is_none() {
    let item = r#"{"subscriptionId":"1"}"#;
    assert_eq!(subscriptions(item), Ok(1));
    assert_eq!(subscriptions(&format!("[{item}, {item}]")), Ok(2));
    assert_eq!(
        subscriptions(r#"{"something":"else"}"#),
        Err(MisfitKind::Shape)
    );
    assert_eq!(subscriptions("7"), Err(MisfitKind::Shape));
}

#[test]
fn a_byte_order_mark_is_no_misfit_and_bytes_that_are_no_text_are() {
    assert!(badges("\u{feff}{\"badges\":[]}").is_ok());
    let operation = Operation::find("get_badges").unwrap();
    let misfit = body::<types::BadgeList>(operation, b"{\"badges\":[\xff]}").unwrap_err();
    assert_eq!(misfit.kind(), MisfitKind::NotText);
}

#[test]
fn a_misfit_says_where_and_what_was_expected_and_never_what_was_there() {
    let misfit = badges(r#"{"badges":[{},{"dateTime":"secret, expected x"}]}"#).unwrap_err();
    assert_eq!(misfit.path(), "$.badges[1].dateTime");
    let misfit = badges(r#"{"badges":[{"timesAchieved":"secret, expected x"}]}"#).unwrap_err();
    assert_eq!(misfit.expected(), Some("expected an integer"));
    assert!(!format!("{misfit} {misfit:?}").contains("secret"));
}

#[test]
fn what_stands_behind_a_document_is_a_misfit() {
    assert_eq!(
        badges(r#"{"badges":[]}x"#).unwrap_err().kind(),
        MisfitKind::NotJson
    );
    assert_eq!(
        badges(r#"{"badges":["#).unwrap_err().kind(),
        MisfitKind::CutOff
    );
}

#[test]
fn no_data_of_a_list_is_a_list_without_items() {
    let days = |text| {
        read::<types::SpO2DayList>("get_spo2_summary_by_interval", text).map(|list| list.0.len())
    };
    for text in ["[]", "", "{}", "null", "\"\""] {
        assert_eq!(days(text).ok(), Some(0), "{text:?}");
    }
    assert_eq!(days(r#"[{"dateTime":"2026-05-20"}]"#).ok(), Some(1));
    let misfit = days(r#"{"dateTime":"2026-05-20"}"#).unwrap_err();
    assert_eq!(misfit.kind(), MisfitKind::Shape);
    let misfit = days(r#"[{"dateTime":"2026-05-20"},{"dateTime":7}]"#).unwrap_err();
    assert_eq!(misfit.path(), "$[1].dateTime");
}

#[test]
fn a_bare_object_is_the_one_that_its_envelope_would_hold() {
    let name = |text: &str| {
        read::<types::MealResponse>("get_meal", text).map(|response| response.meal.name)
    };
    let meal = r#"{"id":1,"name":"Breakfast"}"#;
    for text in [meal.to_owned(), format!(r#"{{"meal":{meal}}}"#)] {
        assert_eq!(name(&text).unwrap().as_deref(), Some("Breakfast"));
    }
    assert_eq!(name("{}").unwrap_err().kind(), MisfitKind::Shape);
}

#[test]
fn a_choice_that_nothing_fits_is_named_without_its_value() {
    let text = r#"{"activities-heart":[{"dateTime":"2026-05-20","value":["secret"]}]}"#;
    let misfit =
        read::<types::HeartRateIntraday>("get_heart_rate_intraday_by_date", text).unwrap_err();
    assert_eq!(misfit.path(), "$.activities-heart[0].value");
    let expected = misfit.expected().unwrap();
    assert!(expected.ends_with("HeartRateValue"), "{expected}");
    assert!(!misfit.to_string().contains("secret"));
}

#[test]
fn an_xml_success_is_xml_with_its_root_and_never_an_error_document() {
    let operation = Operation::find("get_activity_tcx").unwrap();
    let read = |text: &'static str| {
        document(operation, Bytes::from_static(text.as_bytes())).map_err(|misfit| misfit.kind())
    };
    let text =
        "<?xml version=\"1.0\"?><TrainingCenterDatabase><Activities/></TrainingCenterDatabase>";
    assert_eq!(read(text).unwrap().as_str(), text);
    for (text, kind) in [
        ("", MisfitKind::Empty),
        (
            r#"{"errors":[{"errorType":"system"}]}"#,
            MisfitKind::ErrorDocument,
        ),
        ("<html><body/></html>", MisfitKind::Shape),
        ("<TrainingCenterDatabase><Activities>", MisfitKind::CutOff),
        ("{}", MisfitKind::NotXml),
    ] {
        assert_eq!(read(text).err(), Some(kind), "{text}");
    }
    assert!(check(operation, text.as_bytes()).unwrap().is_ok());
    let json = Operation::find("get_badges").unwrap();
    assert!(document(json, Bytes::from_static(text.as_bytes())).is_err());
}

#[test]
fn an_object_of_which_nothing_is_known_is_no_empty_answer() {
    let read = |text| {
        let operation = Operation::find("get_activity_time_series").unwrap();
        check(operation, text)
            .unwrap()
            .map_err(|misfit| misfit.kind())
    };
    assert_eq!(
        read(br#"{"something":[],"else":1}"#),
        Err(MisfitKind::Shape)
    );
    assert_eq!(read(b"{}"), Ok(()));
    assert_eq!(read(br#"{"something":[],"activities-steps":[]}"#), Ok(()));
}
