//! Food and water: the entries of a day make its sums and the series, and the lists of foods come from the log.

use std::collections::{HashMap, HashSet};

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{NO_AGE_AND_HEIGHT, NO_TEXT, OPEN, UNFILLED, cast};
use serde_json::{Value, json};

use crate::http::{get, get_with};

async fn sandbox() -> Sandbox {
    Sandbox::builder().quota(None).start().await.unwrap()
}

/// Whoever writes down what is eaten, and foods of their own.
async fn diarists(sandbox: &Sandbox) -> Vec<String> {
    let mut diarists = Vec::new();
    for person in cast() {
        let meals = get(sandbox, person.id(), "/1/user/-/meals.json")
            .await
            .json();
        if meals["meals"][0].is_object() {
            diarists.push(person.id().to_owned());
        }
    }
    assert!(diarists.contains(&OPEN.to_owned()), "{diarists:?}");
    diarists
}

fn list(body: &Value) -> &Vec<Value> {
    body.as_array()
        .unwrap_or_else(|| panic!("{body} is no list"))
}

async fn series(sandbox: &Sandbox, language: &str, resource: &str) -> HashMap<String, f64> {
    let path = format!("/1/user/-/foods/log/{resource}/date/2026-05-20/1m.json");
    let body = get_with(sandbox, OPEN, &path, language).await.json();
    list(&body[format!("foods-log-{resource}")])
        .iter()
        .map(|day| {
            let value = day["value"].as_str().unwrap().parse().unwrap();
            (day["dateTime"].as_str().unwrap().to_owned(), value)
        })
        .collect()
}

#[tokio::test]
async fn the_entries_of_a_day_make_its_sums_and_the_series() {
    let sandbox = sandbox().await;
    for language in ["", "accept-language: en_US\r\n"] {
        let (energy, water) = (
            series(&sandbox, language, "caloriesIn").await,
            series(&sandbox, language, "water").await,
        );
        let mut eaten_days = 0;
        for (day, energy) in energy {
            let path = format!("/1/user/-/foods/log/date/{day}.json");
            let food = get_with(&sandbox, OPEN, &path, language).await.json();
            let path = format!("/1/user/-/foods/log/water/date/{day}.json");
            let drunk = get_with(&sandbox, OPEN, &path, language).await.json();
            let entries = list(&food["foods"]);
            eaten_days += usize::from(!entries.is_empty());
            let calories = entries
                .iter()
                .map(|entry| entry["loggedFood"]["calories"].as_f64().unwrap());
            let calories: f64 = calories.sum();
            assert!((calories - energy).abs() < 1e-9);
            assert!((food["summary"]["calories"].as_f64().unwrap() - energy).abs() < 1e-9);
            let sodium = entries
                .iter()
                .filter_map(|entry| entry["nutritionalValues"]["sodium"].as_f64());
            let sodium: f64 = sodium.sum();
            assert!((food["summary"]["sodium"].as_f64().unwrap() - sodium).abs() < 0.05);
            let glasses = list(&drunk["water"]).iter();
            let glasses: f64 = glasses.map(|glass| glass["amount"].as_f64().unwrap()).sum();
            assert!((glasses - water[&day]).abs() < 1e-3);
            assert_eq!(food["summary"]["water"], drunk["summary"]["water"]);
        }
        assert!((15..31).contains(&eaten_days), "{eaten_days}");
    }
}

#[tokio::test]
async fn water_in_ounces_has_the_noise_of_single_precision_in_the_series() {
    let sandbox = sandbox().await;
    let path = "/1/user/-/foods/log/water/date/2026-05-20/1m.json";
    let body = get_with(&sandbox, OPEN, path, "accept-language: en_US\r\n")
        .await
        .text;
    assert!(body.contains("0000") || body.contains("9999"), "{body}");
    let metric = get(&sandbox, OPEN, path).await.text;
    assert!(metric.contains("00.0\""), "{metric}");
}

#[tokio::test]
async fn frequent_and_recent_foods_are_bare_lists_from_the_log() {
    let sandbox = sandbox().await;
    let mut eaten: HashMap<i64, (usize, String)> = HashMap::new();
    for day in 0..=30 {
        let day = jiff::civil::date(2026, 4, 20).saturating_add(jiff::Span::new().days(day));
        let path = format!("/1/user/-/foods/log/date/{day}.json");
        for entry in list(&get(&sandbox, OPEN, &path).await.json()["foods"]) {
            let known = eaten
                .entry(entry["loggedFood"]["foodId"].as_i64().unwrap())
                .or_default();
            *known = (known.0 + 1, day.to_string());
        }
    }
    let frequent = get(&sandbox, OPEN, "/1/user/-/foods/log/frequent.json")
        .await
        .json();
    let counts: Vec<usize> = list(&frequent)
        .iter()
        .map(|food| eaten[&food["foodId"].as_i64().unwrap()].0)
        .collect();
    assert!(
        counts.len() > 3 && counts.is_sorted_by(|one, next| one >= next),
        "{counts:?}"
    );
    let recent = get(&sandbox, OPEN, "/1/user/-/foods/log/recent.json")
        .await
        .json();
    for food in list(&recent) {
        assert_eq!(
            food["dateLastEaten"],
            eaten[&food["foodId"].as_i64().unwrap()].1
        );
    }
    assert!(
        list(&recent).is_sorted_by_key(|food| std::cmp::Reverse(food["dateLastEaten"].as_str()))
    );
}

#[tokio::test]
async fn a_favourite_is_marked_in_the_log() {
    let sandbox = sandbox().await;
    let favorites = get(&sandbox, OPEN, "/1/user/-/foods/log/favorite.json")
        .await
        .json();
    let favorites: HashSet<i64> = list(&favorites)
        .iter()
        .map(|food| food["foodId"].as_i64().unwrap())
        .collect();
    for day in 1..20 {
        let path = format!("/1/user/-/foods/log/date/2026-05-{day:02}.json");
        for entry in list(&get(&sandbox, OPEN, &path).await.json()["foods"]) {
            let id = entry["loggedFood"]["foodId"].as_i64().unwrap();
            assert_eq!(entry["isFavorite"], favorites.contains(&id));
        }
    }
}

#[tokio::test]
async fn a_private_food_is_shared_with_those_who_see_the_log_and_found_by_nobody_else() {
    let sandbox = sandbox().await;
    let path = format!("/1/user/{OPEN}/foods/log/favorite.json");
    let own = get(&sandbox, OPEN, &path).await.json()[0].clone();
    assert_eq!(
        (&own["accessLevel"], own.get("locale")),
        (&json!("PRIVATE"), None)
    );
    let seen = get(&sandbox, NO_TEXT, &path).await.json()[0].clone();
    assert_eq!(
        (&seen["foodId"], &seen["accessLevel"]),
        (&own["foodId"], &json!("SHARED"))
    );
    let path = format!("/1/foods/{}.json", own["foodId"]);
    let food = get(&sandbox, OPEN, &path).await.json();
    assert_eq!(
        food["food"]["nutritionalValues"]["calories"],
        own["calories"]
    );
    assert_eq!(get(&sandbox, NO_TEXT, &path).await.status, 404);
}

#[tokio::test]
async fn a_search_finds_names_whatever_their_case() {
    let sandbox = sandbox().await;
    let found = get(&sandbox, OPEN, "/1/foods/search.json?query=ALMOND")
        .await
        .json();
    assert_eq!(found["foods"][0]["name"], "Almonds");
    let none = get(&sandbox, OPEN, "/1/foods/search.json?query=unicorn")
        .await
        .json();
    assert_eq!(none["foods"], json!([]));
    assert_eq!(
        get(&sandbox, OPEN, "/1/foods/search.json").await.status,
        400
    );
}

#[tokio::test]
async fn every_unit_of_every_food_is_in_the_list_of_units() {
    let sandbox = sandbox().await;
    let units = get(&sandbox, OPEN, "/1/foods/units.json").await.json();
    let units: HashSet<i64> = list(&units)
        .iter()
        .map(|unit| unit["id"].as_i64().unwrap())
        .collect();
    let foods = get(&sandbox, OPEN, "/1/foods/search.json?query=a")
        .await
        .json();
    for food in list(&foods["foods"]) {
        assert!(
            list(&food["units"])
                .iter()
                .all(|unit| units.contains(&unit.as_i64().unwrap()))
        );
        assert!(food["servings"][1].get("unit").is_none());
    }
}

#[tokio::test]
async fn a_meal_is_in_an_envelope_or_bare() {
    let sandbox = sandbox().await;
    let diarists = diarists(&sandbox).await;
    let path = "/1/user/-/meals/4100001.json";
    let meal = get(&sandbox, OPEN, path).await.json();
    assert_eq!(meal["meal"]["name"], "Weekday Breakfast");
    if diarists.iter().any(|id| id == NO_AGE_AND_HEIGHT) {
        let bare = get(&sandbox, NO_AGE_AND_HEIGHT, path).await.json();
        assert_eq!(bare["name"], "Weekday Breakfast");
    }
    assert_eq!(get(&sandbox, UNFILLED, path).await.status, 404);
}

#[tokio::test]
async fn goals_are_told_of_the_last_three_weeks_only() {
    let sandbox = sandbox().await;
    let of = async |day: &str| {
        let path = format!("/1/user/-/foods/log/date/{day}.json");
        get(&sandbox, OPEN, &path).await.json()["goals"].clone()
    };
    let goal = get(&sandbox, OPEN, "/1/user/-/foods/log/goal.json")
        .await
        .json();
    assert_eq!(
        of("2026-05-01").await["calories"],
        goal["goals"]["calories"]
    );
    assert!(of("today").await["estimatedCaloriesOut"].is_u64());
    assert!(of("2026-04-01").await.is_null());
    let water = get(&sandbox, UNFILLED, "/1/user/-/foods/log/water/goal.json").await;
    assert_eq!(water.text, "{}");
}

#[tokio::test]
async fn a_day_has_what_was_eaten_until_now() {
    let sandbox = sandbox().await;
    for person in diarists(&sandbox).await {
        let path = "/1/user/-/foods/log/date/today.json";
        let today = get(&sandbox, &person, path).await.json();
        let meals = list(&today["foods"]).iter();
        // It is 12:17 in Oslo: lunch is at 12:40.
        if person == OPEN {
            assert!(
                meals
                    .clone()
                    .all(|entry| entry["loggedFood"]["mealTypeId"] != 5)
            );
        }
        let path = "/1/user/-/foods/log/date/2026-05-22.json";
        assert_eq!(
            get(&sandbox, &person, path).await.json()["foods"],
            json!([])
        );
    }
}
