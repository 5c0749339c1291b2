//! Paging: every item once, every error an item, no link followed to anywhere else or for ever.

use std::collections::HashSet;

use fitbit_core::jiff::civil::date;
use fitbit_core::{AccessToken, Client, Direction, ErrorKind, ListQuery, LogId, PageLink, User};
use fitbit_sandbox::{Sandbox, people};
use futures_util::TryStreamExt;

use crate::scripted::{Scripted, Turn, json};

fn page(entries: &[u64], next: &str) -> Turn {
    let entries: Vec<String> = entries
        .iter()
        .map(|id| format!(r#"{{"logId":{id}}}"#))
        .collect();
    json(
        "200 OK",
        &format!(
            r#"{{"activities":[{}],"pagination":{{"next":"{next}","previous":""}}}}"#,
            entries.join(",")
        ),
    )
}

fn link(page: u32) -> String {
    format!("{{base}}/1/user/-/activities/list.json?offset={page}")
}

fn query() -> ListQuery {
    ListQuery::after(date(2026, 1, 1))
}

/// The ids of the items, and how it ended.
async fn walk(user: &User) -> (Vec<u64>, Option<ErrorKind>) {
    let mut items = user.get_activity_log_list(query()).items();
    let mut ids = Vec::new();
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => ids.push(item.raw().log_id.get()),
            Err(error) => {
                assert!(items.next().await.is_none(), "an error ends the list");
                return (ids, Some(error.kind()));
            }
        }
    }
    (ids, None)
}

fn sandbox_user(sandbox: &Sandbox) -> User {
    Client::builder()
        .base_url(sandbox.url())
        .build()
        .unwrap()
        .user(AccessToken::new(sandbox.token(people::OPEN)).unwrap())
}

#[tokio::test]
async fn the_whole_history_comes_once_oldest_first_and_newest_first() {
    let sandbox = Sandbox::start().await.unwrap();
    let user = sandbox_user(&sandbox);
    let mut orders = Vec::new();
    for query in [
        ListQuery::after(date(2007, 1, 1)),
        ListQuery::before(date(2030, 1, 1)),
    ] {
        let entries: Vec<_> = user
            .get_activity_log_list(query.with_limit(40))
            .items()
            .into_stream()
            .try_collect()
            .await
            .unwrap();
        let ids: Vec<LogId> = entries.iter().map(|entry| entry.raw().log_id).collect();
        assert!(ids.len() > 200);
        assert_eq!(
            ids.iter().collect::<HashSet<_>>().len(),
            ids.len(),
            "each once"
        );
        orders.push(ids);
    }
    orders[1].reverse();
    assert!(orders[0] == orders[1]);
}

#[tokio::test]
async fn pages_are_walked_back_by_their_links() {
    let sandbox = Sandbox::start().await.unwrap();
    let listing = sandbox_user(&sandbox)
        .get_activity_log_list(ListQuery::after(date(2007, 1, 1)).with_limit(50));
    let mut forward = Vec::new();
    let mut last = None;
    let mut pages = listing.pages();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        forward.push(page.items().map(|item| item.log_id).collect::<Vec<_>>());
        last = page.previous().or(last);
    }
    let mut backward = Vec::new();
    let mut pages = listing.pages_from(last.unwrap(), Direction::Backward);
    while let Some(page) = pages.next().await {
        backward.push(
            page.unwrap()
                .items()
                .map(|item| item.log_id)
                .collect::<Vec<_>>(),
        );
    }
    forward.pop();
    forward.reverse();
    assert!(forward.len() >= 3);
    assert!(forward == backward);
}

#[tokio::test]
async fn an_empty_page_with_a_link_goes_on() {
    let server = Scripted::start([page(&[1], &link(1)), page(&[], &link(2)), page(&[2], "")]).await;
    assert_eq!(walk(&server.user()).await, (vec![1, 2], None));
}

#[tokio::test]
async fn a_missing_pagination_or_link_is_the_end() {
    for body in [
        r#"{"activities":[{"logId":1}]}"#,
        r#"{"activities":[{"logId":1}],"pagination":{}}"#,
        r#"{"activities":[{"logId":1}],"pagination":{"next":null}}"#,
    ] {
        let server = Scripted::start([json("200 OK", body)]).await;
        assert_eq!(walk(&server.user()).await, (vec![1], None));
    }
}

#[tokio::test]
async fn an_error_in_the_middle_is_an_item_and_the_place_is_known() {
    let server = Scripted::start([
        page(&[1], &link(1)),
        json("500 Internal Server Error", ""),
        page(&[2], ""),
    ])
    .await;
    let listing = server.user().get_activity_log_list(query());
    let mut items = listing.items();
    assert!(items.next().await.unwrap().is_ok());
    assert_eq!(
        items.next().await.unwrap().unwrap_err().kind(),
        ErrorKind::Server
    );
    assert!(items.next().await.is_none());
    let place: PageLink = items.place().unwrap().clone();
    let mut rest = listing.pages_from(place, Direction::Forward);
    assert_eq!(rest.next().await.unwrap().unwrap().items().len(), 1);
}

#[tokio::test]
async fn a_page_that_repeats_is_an_error_and_so_is_a_cycle() {
    let server = Scripted::start([page(&[1], &link(1)), page(&[2], &link(1))]).await;
    assert_eq!(
        walk(&server.user()).await,
        (vec![1, 2], Some(ErrorKind::RepeatedPage))
    );
    let server = Scripted::start([
        page(&[1], &link(1)),
        page(&[2], &link(2)),
        page(&[3], &link(1)),
    ])
    .await;
    assert_eq!(
        walk(&server.user()).await,
        (vec![1, 2, 3], Some(ErrorKind::RepeatedPage))
    );
}

#[tokio::test]
async fn a_link_to_anywhere_else_is_refused_and_the_token_stays_here() {
    let elsewhere = Scripted::start([]).await;
    for foreign in [
        format!("{}/1/user/-/activities/list.json", elsewhere.base()),
        "https://api.fitbit.com/1/user/-/activities/list.json".to_owned(),
        "http://user:word@{host}/1/user/-/activities/list.json".to_owned(),
        "https ://api.fitbit.com/1/user/-/activities/list.json".to_owned(),
        "/1/user/-/activities/list.json".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        let server = Scripted::start([page(&[1], &foreign)]).await;
        assert_eq!(
            walk(&server.user()).await,
            (vec![1], Some(ErrorKind::ForeignLink)),
            "{foreign}"
        );
        assert_eq!(server.requests().len(), 1);
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_link_with_credentials_is_refused_even_at_home() {
    let server = Scripted::start([]).await;
    let link = server.base().replace("http://", "http://user:word@");
    let listing = server.user().get_activity_log_list(query());
    let mut pages = listing.pages_from(PageLink::new(link), Direction::Forward);
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignLink);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_limit_that_no_page_has_is_refused_before_a_call_is_spent() {
    let server = Scripted::start([]).await;
    for limit in [0, 101] {
        let listing = server
            .user()
            .get_activity_log_list(query().with_limit(limit));
        let error = listing.items().next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("limit"));
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_first_request_has_all_that_the_api_asks_for() {
    let server = Scripted::start([page(&[], ""), page(&[], "")]).await;
    let user = server.user();
    for query in [
        query(),
        ListQuery::before(date(2026, 1, 1).at(8, 5, 0, 0)).with_limit(7),
    ] {
        assert!(
            user.get_activity_log_list(query)
                .items()
                .next()
                .await
                .is_none()
        );
    }
    let paths: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.split(' ').nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(
        paths,
        [
            "/1/user/-/activities/list.json?afterDate=2026-01-01&limit=100&offset=0&sort=asc",
            "/1/user/-/activities/list.json?beforeDate=2026-01-01T08%3A05%3A00&limit=7&offset=0&sort=desc",
        ]
    );
}
