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
