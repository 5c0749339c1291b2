//! Paging: every item once, every error an item, no link followed to anywhere else or for ever.

use std::collections::HashSet;

use fitbit_core::jiff::civil::date;
use fitbit_core::{
    AccessToken, Client, Cursor, Direction, ErrorKind, Grant, ListQuery, LogId, PageLink, User,
};
use fitbit_sandbox::{Sandbox, people};
use futures_util::{StreamExt, TryStreamExt};

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
        forward.push(
            page.items()
                .map(|item| item.unwrap().log_id)
                .collect::<Vec<_>>(),
        );
        last = page.previous().or(last);
    }
    let mut backward = Vec::new();
    let mut pages = listing
        .with_direction(Direction::Backward)
        .pages_from(last.unwrap());
    while let Some(page) = pages.next().await {
        backward.push(
            page.unwrap()
                .items()
                .map(|item| item.unwrap().log_id)
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
    let place: Cursor = items.cursor().to_text().parse().unwrap();
    let mut rest = listing.resume_items(&place).unwrap();
    assert_eq!(rest.next().await.unwrap().unwrap().raw().log_id.get(), 2);
    assert!(rest.next().await.is_none());
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
    let mut pages = listing.pages_from(PageLink::new(link));
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

#[tokio::test]
async fn a_cursor_goes_on_in_another_process_wherever_the_first_one_stopped() {
    let sandbox = Sandbox::start().await.unwrap();
    let listing = || {
        sandbox_user(&sandbox)
            .get_activity_log_list(ListQuery::after(date(2007, 1, 1)).with_limit(40))
    };
    let whole: Vec<LogId> = listing()
        .items()
        .map_ok(|item| item.raw().log_id)
        .try_collect()
        .await
        .unwrap();
    for stop in [0, 1, 39, 40, 41, 95, whole.len()] {
        let mut items = listing().items().with_prefetch();
        let mut ids = Vec::new();
        for _ in 0..stop {
            ids.push(items.next().await.unwrap().unwrap().raw().log_id);
        }
        let kept = serde_json::to_string(&items.cursor()).unwrap();
        drop(items);
        let rest = listing()
            .resume_items(&serde_json::from_str(&kept).unwrap())
            .unwrap();
        let rest: Vec<LogId> = rest
            .map_ok(|item| item.raw().log_id)
            .try_collect()
            .await
            .unwrap();
        ids.extend(rest);
        assert!(ids == whole, "stopped after {stop}");
    }
}

#[tokio::test]
async fn all_four_lists_are_walked() {
    let sandbox = Sandbox::start().await.unwrap();
    let user = sandbox_user(&sandbox);
    let query = || ListQuery::after(date(2007, 1, 1));
    assert!(user.get_activity_log_list(query()).items().count().await > 0);
    assert!(user.get_sleep_log_list(query()).items().count().await > 0);
    let ecg = user.get_ecg_log_list(query().with_limit(2)).items();
    assert!(ecg.try_collect::<Vec<_>>().await.is_ok());
    let irn = user.get_irn_alerts_list(query()).items();
    assert!(irn.try_collect::<Vec<_>>().await.is_ok());
}

#[tokio::test]
async fn readings_without_an_id_come_once_too() {
    let reading =
        |time: &str| format!(r#"{{"startTime":"2026-05-20T{time}","waveformSamples":[1,2]}}"#);
    let page = |readings: &[&str], next: &str| {
        let readings: Vec<String> = readings.iter().map(|time| reading(time)).collect();
        json(
            "200 OK",
            &format!(
                r#"{{"ecgReadings":[{}],"pagination":{{"next":"{next}","previous":""}}}}"#,
                readings.join(",")
            ),
        )
    };
    let next = "{base}/1/user/-/ecg/list.json?offset=2";
    let server = Scripted::start([
        page(&["08:00:00", "09:00:00"], next),
        page(&["09:00:00", "10:00:00"], ""),
    ])
    .await;
    let mut items = server.user().get_ecg_log_list(query()).items();
    let mut count = 0;
    while let Some(item) = items.next().await {
        item.unwrap();
        count += 1;
    }
    assert_eq!((count, items.repeated()), (3, 1));
}

#[tokio::test]
async fn an_entry_on_both_sides_of_an_edge_comes_once() {
    let server = Scripted::start([
        page(&[1, 2], &link(1)),
        page(&[2, 3], &link(2)),
        page(&[3, 4], ""),
    ])
    .await;
    assert_eq!(walk(&server.user()).await, (vec![1, 2, 3, 4], None));
}

fn with_a_bad_item() -> [Turn; 2] {
    let body = r#"{"activities":[{"logId":1},{"logId":2,"steps":"secret"},{"logId":3}],
        "pagination":{"next":"{base}/1/user/-/activities/list.json?offset=3","previous":""}}"#;
    [json("200 OK", body), page(&[4], "")]
}

#[tokio::test]
async fn a_bad_item_is_an_error_in_its_place_and_loses_nothing_else() {
    let server = Scripted::start(with_a_bad_item()).await;
    let mut items = server.user().get_activity_log_list(query()).items();
    let mut places = Vec::new();
    while let Some(item) = items.next().await {
        places.push(match item {
            Ok(item) => Ok(item.raw().log_id.get()),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::BadItem);
                assert_eq!(error.operation(), Some("get_activity_log_list"));
                assert_eq!(error.body(), br#"{"logId":2,"steps":"secret"}"#);
                assert!(!format!("{error} {error:?}").contains("secret"));
                Err(error.misfit().unwrap().path().to_owned())
            }
        });
    }
    assert_eq!(
        places,
        [Ok(1), Err("$.activities[1].steps".to_owned()), Ok(3), Ok(4)]
    );
}

#[tokio::test]
async fn a_bad_item_is_not_told_again_after_a_restart() {
    let [first, last] = with_a_bad_item();
    let server = Scripted::start([first.clone(), first, last]).await;
    let listing = server.user().get_activity_log_list(query());
    let mut items = listing.items();
    assert!(items.next().await.unwrap().is_ok());
    assert!(items.next().await.unwrap().is_err());
    let rest: Vec<u64> = listing
        .resume_items(&items.cursor())
        .unwrap()
        .map_ok(|item| item.raw().log_id.get())
        .try_collect()
        .await
        .unwrap();
    assert_eq!(rest, [3, 4]);
}

#[tokio::test]
async fn a_page_has_its_bad_item_in_its_place() {
    let server = Scripted::start(with_a_bad_item()).await;
    let mut pages = server.user().get_activity_log_list(query()).pages();
    let page = pages.next().await.unwrap().unwrap();
    let good: Vec<bool> = page.items().map(|item| item.is_ok()).collect();
    assert_eq!(good, [true, false, true]);
    let good: Vec<bool> = page.into_items().iter().map(Result::is_ok).collect();
    assert_eq!(good, [true, false, true]);
    assert!(pages.next().await.unwrap().is_ok());
}

#[tokio::test]
async fn what_is_wrong_with_a_page_ends_the_list_and_not_silently() {
    let server = Scripted::start([
        page(&[1], &link(1)),
        json(
            "200 OK",
            r#"{"activities":{"logId":2},"pagination":{"next":""}}"#,
        ),
    ])
    .await;
    assert_eq!(
        walk(&server.user()).await,
        (vec![1], Some(ErrorKind::Decode))
    );
}

#[tokio::test]
async fn a_cycle_and_a_foreign_link_are_told_again_after_a_restart() {
    let turns = [
        page(&[1], &link(1)),
        page(&[2], &link(2)),
        page(&[3], &link(1)),
    ];
    let server = Scripted::start(turns).await;
    let listing = server.user().get_activity_log_list(query());
    let mut items = listing.items();
    while items.next().await.unwrap().is_ok() {}
    for _ in 0..2 {
        items = listing
            .resume_items(&items.cursor().to_text().parse().unwrap())
            .unwrap();
        assert_eq!(
            items.next().await.unwrap().unwrap_err().kind(),
            ErrorKind::RepeatedPage
        );
        assert!(items.next().await.is_none());
    }
    let server = Scripted::start([page(
        &[1],
        "https://api.fitbit.com/1/user/-/activities/list.json",
    )])
    .await;
    let listing = server.user().get_activity_log_list(query());
    let mut items = listing.items();
    while items.next().await.unwrap().is_ok() {}
    items = listing.resume_items(&items.cursor()).unwrap();
    assert_eq!(
        items.next().await.unwrap().unwrap_err().kind(),
        ErrorKind::ForeignLink
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_cursor_of_another_list_query_person_or_direction_is_refused() {
    let server = Scripted::start([page(&[1, 2], &link(1))]).await;
    let owned = |id: &str| {
        let token = AccessToken::new("a.test.token").unwrap();
        server.user_with(Grant::new(token).with_owner(id.parse().unwrap()))
    };
    let user = owned("28H22H");
    let mut items = user.get_activity_log_list(query()).items();
    items.next().await.unwrap().unwrap();
    let cursor = items.cursor();

    let refusals = [
        user.get_sleep_log_list(query())
            .resume_items(&cursor)
            .map(drop),
        user.get_activity_log_list(ListQuery::after(date(2026, 1, 2)))
            .resume_items(&cursor)
            .map(drop),
        user.get_activity_log_list(query())
            .resume_pages(&cursor)
            .map(drop),
        user.get_activity_log_list(query())
            .with_direction(Direction::Backward)
            .resume_items(&cursor)
            .map(drop),
    ];
    for refusal in refusals {
        assert_eq!(refusal.unwrap_err().kind(), ErrorKind::Cursor);
    }
    let other = owned("GGNJL9").get_activity_log_list(query());
    let error = other
        .resume_items(&cursor)
        .unwrap()
        .next()
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Cursor);
    assert_eq!(
        server.requests().len(),
        1,
        "nothing was sent for any of them"
    );
}

#[tokio::test]
async fn the_calls_of_a_list_are_estimated() {
    let server = Scripted::start([]).await;
    let user = server.user();
    let listing = user.get_activity_log_list(query());
    assert_eq!(
        [0, 100, 101].map(|items| listing.estimated_calls(items)),
        [1, 1, 2]
    );
    let listing = user.get_ecg_log_list(query().with_limit(5));
    assert_eq!(listing.estimated_calls(11), 3);
}
