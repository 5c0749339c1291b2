//! Friends and leaderboards, and what each setting does to what is seen of a person.

use fitbit_sandbox::people::{
    CLOSED, NO_AGE_AND_HEIGHT, NO_BODY, NO_LOCATION, NO_TEXT, OPEN, STRANGER, UNFILLED,
};
use fitbit_sandbox::{Audience, Person, Privacy, Sandbox, Setting, Units};
use serde_json::{Value, json};

use crate::http::{get, get_with};

const FRIENDS_V1: &str = "/1/user/-/friends.json";
const LEADERBOARD_V1: &str = "/1/user/-/friends/leaderboard.json";
const LEADERBOARD: &str = "/1.1/user/-/leaderboard/friends.json";

fn user<'a>(body: &'a Value, id: &str) -> &'a Value {
    let friends = body["friends"].as_array().unwrap();
    let found = friends
        .iter()
        .map(|friend| &friend["user"])
        .find(|user| user["encodedId"] == id);
    found.unwrap_or_else(|| panic!("{id} is not listed"))
}

fn fields<'a, const N: usize>(user: &'a Value, names: [&str; N]) -> [&'a Value; N] {
    names.map(|name| {
        user.get(name)
            .unwrap_or_else(|| panic!("{name} is missing"))
    })
}

#[tokio::test]
async fn a_closed_setting_blanks_its_fields_and_no_others() {
    let sandbox = Sandbox::start().await.unwrap();
    let blanks = json!([
        [NO_TEXT, {"aboutMe": "", "gender": "NA"}],
        [NO_AGE_AND_HEIGHT, {"dateOfBirth": "", "height": 0}],
        [NO_LOCATION, {"country": "", "state": "", "city": "", "timezone": "", "offsetFromUTCMillis": 0}],
        [NO_BODY, {"weight": 0}],
    ]);
    for path in [FRIENDS_V1, LEADERBOARD_V1] {
        let body = get(&sandbox, OPEN, path).await.json();
        for group in blanks.as_array().unwrap() {
            let closed = group[0].as_str().unwrap();
            let other = if closed == NO_TEXT { NO_BODY } else { NO_TEXT };
            for (field, blank) in group[1].as_object().unwrap() {
                assert_eq!(user(&body, closed)[field], *blank, "{closed}: {field}");
                assert_ne!(user(&body, other)[field], *blank, "{other}: {field}");
            }
        }
        if path == FRIENDS_V1 {
            assert_eq!(user(&body, NO_AGE_AND_HEIGHT)["strideLengthWalking"], 0);
            assert_eq!(user(&body, NO_TEXT)["strideLengthWalking"], 78);
        }
        let avatar = |id| {
            user(&body, id)["avatar"]
                .as_str()
                .unwrap()
                .rsplit('/')
                .next()
                .unwrap()
                .starts_with("defaultProfile")
        };
        assert!(avatar(NO_TEXT) && !avatar(NO_BODY));
    }
}

#[tokio::test]
async fn nothing_is_blanked_for_oneself() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = get(&sandbox, CLOSED, LEADERBOARD_V1).await.json();
    let me = user(&body, CLOSED);
    assert_eq!(
        fields(me, ["gender", "city", "dateOfBirth", "weight"]),
        [
            &json!("MALE"),
            &json!("Nelson"),
            &json!("1979-04-02"),
            &json!(84)
        ]
    );
    assert_eq!(me["offsetFromUTCMillis"], 43_200_000);
}

#[tokio::test]
async fn what_was_never_filled_in_looks_like_what_is_hidden() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = get(&sandbox, OPEN, FRIENDS_V1).await.json();
    let [about, gender, born, height, weight] = fields(
        user(&body, UNFILLED),
        ["aboutMe", "gender", "dateOfBirth", "height", "weight"],
    );
    assert_eq!(
        [about, gender, born, height, weight],
        [&json!(""), &json!("NA"), &json!(""), &json!(0), &json!(0)]
    );
    assert_eq!(
        fields(user(&body, UNFILLED), ["timezone", "offsetFromUTCMillis"]),
        [&json!("UTC"), &json!(0)]
    );
}

#[tokio::test]
async fn a_setting_for_friends_lets_friends_in_and_no_stranger() {
    let people = [
        Person::new("AAAAAA", "One").with_friends(["BBBBBB"]),
        Person::new("BBBBBB", "Two")
            .with_home("FR", "", "Nantes")
            .with_privacy(Privacy::all(Audience::Friends).with(Setting::MyBody, Audience::Public)),
        Person::new("CCCCCC", "Three"),
    ];
    let sandbox = Sandbox::builder().people(people).start().await.unwrap();
    let friends = "/1/user/AAAAAA/friends.json";
    assert_eq!(
        user(&get(&sandbox, "AAAAAA", friends).await.json(), "BBBBBB")["city"],
        "Nantes"
    );
    assert_eq!(
        user(&get(&sandbox, "CCCCCC", friends).await.json(), "BBBBBB")["city"],
        ""
    );
    assert_eq!(
        get(&sandbox, "AAAAAA", "/1/user/BBBBBB/friends.json")
            .await
            .status,
        200
    );
    assert_eq!(
        get(&sandbox, "CCCCCC", "/1/user/BBBBBB/friends.json")
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn heights_and_weights_follow_the_language() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut seen = Vec::new();
    for language in [
        "",
        "accept-language: en_US\r\n",
        "accept-language: en_GB\r\n",
    ] {
        let body = get_with(&sandbox, OPEN, FRIENDS_V1, language).await.json();
        let [height, weight, stride] = fields(
            user(&body, NO_TEXT),
            ["height", "weight", "strideLengthWalking"],
        );
        seen.push((height.clone(), weight.clone(), stride.clone()));
    }
    assert_eq!(seen[0], (json!(188), json!(92.1), json!(78)));
    assert_eq!(seen[1], (json!(74), json!(203), json!(30.7)));
    assert_eq!(seen[2], (json!(188), json!(14.5), json!(78)));
}

#[tokio::test]
async fn whoever_hides_from_rankings_is_seen_there_by_nobody_else() {
    let sandbox = Sandbox::start().await.unwrap();
    let listed = |body: &Value| {
        body["friends"]
            .as_array()
            .unwrap()
            .iter()
            .any(|friend| friend["user"]["encodedId"] == CLOSED)
    };
    let others = get(&sandbox, OPEN, LEADERBOARD_V1).await.json();
    assert_eq!(
        (&others["hideMeFromLeaderboard"], listed(&others)),
        (&json!("false"), false)
    );
    let own = get(&sandbox, CLOSED, LEADERBOARD_V1).await.json();
    assert_eq!(
        (&own["hideMeFromLeaderboard"], listed(&own)),
        (&json!("true"), true)
    );
    let included = get(&sandbox, OPEN, LEADERBOARD).await.json();
    assert!(!included.to_string().contains(CLOSED));
}

#[tokio::test]
async fn ranks_follow_steps_in_both_versions() {
    let sandbox = Sandbox::start().await.unwrap();
    let v1 = get(&sandbox, OPEN, LEADERBOARD_V1).await.json();
    let new = get(&sandbox, OPEN, LEADERBOARD).await.json();
    let ranked: Vec<(i64, i32)> = v1["friends"]
        .as_array()
        .unwrap()
        .iter()
        .map(|friend| {
            (
                friend["rank"]["steps"].as_i64().unwrap(),
                i32::try_from(friend["summary"]["steps"].as_i64().unwrap()).unwrap(),
            )
        })
        .collect();
    assert_eq!(
        ranked.iter().map(|(rank, _)| *rank).collect::<Vec<_>>(),
        (1..=6).collect::<Vec<_>>()
    );
    assert!(ranked.is_sorted_by_key(|(_, steps)| -steps));
    let data = new["data"].as_array().unwrap();
    let with_rank: Vec<&Value> = data
        .iter()
        .filter_map(|entry| entry.get("attributes"))
        .collect();
    let ranks: Vec<i64> = with_rank
        .iter()
        .map(|attributes| attributes["step-rank"].as_i64().unwrap())
        .collect();
    assert_eq!(ranks, [1, 2, 3, 4]);
    for (attributes, of_the_next) in with_rank.iter().zip(&with_rank[1..]) {
        assert!(attributes["step-summary"].as_f64() > of_the_next["step-summary"].as_f64());
    }
    for attributes in with_rank {
        let steps = attributes["step-summary"].as_f64().unwrap();
        assert!(
            ranked
                .iter()
                .any(|(_, in_v1)| (f64::from(*in_v1) - steps).abs() < 0.5)
        );
    }
}

#[tokio::test]
async fn whoever_shows_no_steps_is_inactive_and_only_oneself_is_no_friend() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = get(&sandbox, OPEN, LEADERBOARD).await.json();
    let data = body["data"].as_array().unwrap();
    let inactive: Vec<&Value> = data
        .iter()
        .filter(|entry| entry["type"] == "inactive-user")
        .collect();
    let ids: Vec<&str> = inactive
        .iter()
        .map(|entry| entry["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        [NO_BODY, UNFILLED],
        "one hides the number of steps, the other takes none"
    );
    assert!(
        inactive
            .iter()
            .all(|entry| entry.get("attributes").is_none())
    );
    let own = get(&sandbox, NO_BODY, LEADERBOARD).await.json();
    assert!(
        own["data"]
            .as_array()
            .unwrap()
            .iter()
            .all(|entry| entry["type"] == "ranked-user")
    );
    for person in body["included"].as_array().unwrap() {
        let expected = if person["id"] == OPEN {
            None
        } else {
            Some(&json!(true))
        };
        assert_eq!(person["attributes"].get("friend"), expected);
    }
    let text = get(&sandbox, OPEN, LEADERBOARD).await.text;
    assert!(
        text.contains(".0,") || text.contains(".0}"),
        "the sum of steps is written with a fraction"
    );
}

#[tokio::test]
async fn one_may_look_at_the_friends_of_another_and_find_oneself_there() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = get(&sandbox, NO_TEXT, &format!("/1/user/{OPEN}/friends.json"))
        .await
        .json();
    assert_eq!(user(&body, NO_TEXT)["aboutMe"], "Nobody is to read this.");
    let ids: Vec<&str> = body["friends"]
        .as_array()
        .unwrap()
        .iter()
        .map(|friend| friend["user"]["encodedId"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        [
            NO_TEXT,
            NO_AGE_AND_HEIGHT,
            NO_LOCATION,
            NO_BODY,
            CLOSED,
            UNFILLED
        ]
    );
    assert!(
        get(&sandbox, STRANGER, FRIENDS_V1).await.json()["friends"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn people_have_different_units_in_their_profiles() {
    let sandbox = Sandbox::start().await.unwrap();
    for units in [Units::Metric, Units::UnitedStates, Units::UnitedKingdom] {
        assert!(
            sandbox
                .people()
                .iter()
                .any(|person| person.units() == units)
        );
    }
}
