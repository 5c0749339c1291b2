//! Food, meals and water.

use fitbit_sandbox::Sandbox;
use fitbit_sandbox::people::{NO_LOCATION, OPEN};
use serde_json::{Value, json};

use super::{deleted, place, read, written};
use crate::http::{post, send};

const LOG: &str = "/1/user/-/foods/log.json";
const DAY: &str = "/1/user/-/foods/log/date/2026-05-19.json";

/// A POST of JSON.
async fn post_json(sandbox: &Sandbox, target: &str, body: &Value) -> crate::http::Reply {
    let body = body.to_string();
    let headers = format!(
        "authorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
        sandbox.token(OPEN),
        body.len()
    );
    send(sandbox, "POST", target, &headers, &body).await
}

#[tokio::test]
async fn an_eaten_food_is_in_the_day_its_sums_the_series_and_the_recent_ones() {
    let sandbox = Sandbox::start().await.unwrap();
    let series = "/1/user/-/foods/log/caloriesIn/date/2026-05-19/1d.json";
    // Whoever keeps no diary has an empty day to begin with.
    let form = "foodId=80102&mealTypeId=1&unitId=311&amount=3&date=2026-05-19&favorite=true";
    let body = written(&sandbox, NO_LOCATION, LOG, form, 201).await;
    let entry = &body["foodLog"];
    assert!(entry["logId"].as_u64().unwrap() > 1 << 53);
    assert_eq!(entry["loggedFood"]["calories"], 3 * 83);
    assert_eq!(body["foodDay"]["summary"]["calories"], 3 * 83);
    let day = read(&sandbox, NO_LOCATION, DAY).await;
    assert_eq!(
        (&day["foods"], &day["summary"]["sodium"]),
        (&json!([entry]), &json!(3 * 193))
    );
    let of_series = read(&sandbox, NO_LOCATION, series).await;
    assert_eq!(of_series["foods-log-caloriesIn"][0]["value"], "249");
    let recent = read(&sandbox, NO_LOCATION, "/1/user/-/foods/log/recent.json").await;
    assert_eq!(recent[0]["foodId"], 80_102);
    let favorites = read(&sandbox, NO_LOCATION, "/1/user/-/foods/log/favorite.json").await;
    assert_eq!(favorites[0]["foodId"], 80_102);

    let target = format!("/1/user/-/foods/log/{}.json", entry["logId"]);
    // An ounce is 1 / 1.13 of a slice.
    let body = written(
        &sandbox,
        NO_LOCATION,
        &target,
        "mealTypeId=3&unitId=226&amount=2.26",
        200,
    )
    .await;
    let food = &body["foodLog"]["loggedFood"];
    assert_eq!(
        (&food["calories"], &food["mealTypeId"], &food["unit"]["id"]),
        (&json!(166), &json!(3), &json!(226))
    );
    assert_eq!(
        read(&sandbox, NO_LOCATION, DAY).await["foods"],
        json!([body["foodLog"]])
    );
    deleted(&sandbox, NO_LOCATION, &target).await;
    assert_eq!(read(&sandbox, NO_LOCATION, DAY).await["foods"], json!([]));
}

#[tokio::test]
async fn an_invented_entry_can_be_changed_and_deleted_and_the_others_stay() {
    let sandbox = Sandbox::start().await.unwrap();
    let day = |ago: i8| format!("/1/user/-/foods/log/date/2026-05-{:02}.json", 19 - ago);
    let mut found = None;
    for ago in 0..9 {
        let body = read(&sandbox, OPEN, &day(ago)).await;
        let entries = body["foods"].as_array().unwrap().clone();
        if entries.len() > 1 && entries[0]["loggedFood"]["foodId"] != 0 {
            found = Some((day(ago), entries));
            break;
        }
    }
    let (path, before) = found.unwrap();
    let target = format!("/1/user/-/foods/log/{}.json", before[0]["logId"]);
    let unit = &before[0]["loggedFood"]["unit"]["id"];
    let form = format!("mealTypeId=7&unitId={unit}&amount=77");
    let changed = written(&sandbox, OPEN, &target, &form, 200).await;
    let after = read(&sandbox, OPEN, &path).await;
    let after = after["foods"].as_array().unwrap();
    assert_eq!(after.len(), before.len());
    assert!(
        after.contains(&changed["foodLog"])
            && before[1..].iter().all(|entry| after.contains(entry))
    );
    deleted(&sandbox, OPEN, &target).await;
    assert_eq!(
        read(&sandbox, OPEN, &path).await["foods"],
        json!(before[1..])
    );
}

#[tokio::test]
async fn a_food_of_ones_own_is_found_eaten_marked_and_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let form = "name=Wheel%20Bread&defaultFoodMeasurementUnitId=311&defaultServingSize=2&calories=190&formType=DRY&description=&iron=1.5&sodium=300";
    let body = written(&sandbox, OPEN, "/1/user/-/foods.json", form, 201).await;
    let food = &body["food"];
    assert_eq!(food["accessLevel"], "PRIVATE");
    assert_eq!(
        food["nutritionalValues"],
        json!({"calories": 190, "iron": 1.5, "sodium": 300})
    );
    let id = &food["foodId"];
    let one = read(&sandbox, OPEN, &format!("/1/foods/{id}.json")).await;
    assert_eq!(one["food"]["name"], "Wheel Bread");
    let found = read(&sandbox, OPEN, "/1/foods/search.json?query=wheel").await;
    assert_eq!(found["foods"][0]["foodId"], *id);
    let form = format!("foodId={id}&mealTypeId=2&unitId=311&amount=1&date=2026-05-19");
    let logged = written(&sandbox, OPEN, LOG, &form, 201).await;
    assert_eq!(logged["foodLog"]["loggedFood"]["calories"], 95);
    assert_eq!(logged["foodLog"]["nutritionalValues"]["sodium"], 150);

    let mark = format!("/1/user/-/foods/log/favorite/{id}.json");
    assert_eq!(written(&sandbox, OPEN, &mark, "", 201).await, Value::Null);
    let favorites = "/1/user/-/foods/log/favorite.json";
    assert!(place(&read(&sandbox, OPEN, favorites).await, "foodId", id).is_some());
    deleted(&sandbox, OPEN, &mark).await;
    assert_eq!(
        place(&read(&sandbox, OPEN, favorites).await, "foodId", id),
        None
    );

    deleted(&sandbox, OPEN, &format!("/1/user/-/foods/{id}.json")).await;
    let gone = crate::http::get(&sandbox, OPEN, &format!("/1/foods/{id}.json")).await;
    assert_eq!(gone.status, 404);
    // What was eaten stays eaten.
    let day = read(&sandbox, OPEN, DAY).await;
    assert!(place(&day["foods"], "logId", &logged["foodLog"]["logId"]).is_some());
    // A public food is nobody's to delete.
    let public = crate::http::delete(&sandbox, OPEN, "/1/user/-/foods/80101.json").await;
    assert_eq!(public.status, 404);
}

#[tokio::test]
async fn a_food_by_name_brings_its_own_energy_which_can_be_changed() {
    let sandbox = Sandbox::start().await.unwrap();
    let form = "foodName=Canteen%20stew&brandName=Hall&mealTypeId=6&unitId=147&amount=350&date=2026-05-19&calories=420&protein=22.5";
    let body = written(&sandbox, NO_LOCATION, LOG, form, 201).await;
    let food = &body["foodLog"]["loggedFood"];
    assert_eq!(
        (&food["name"], &food["brand"], &food["calories"]),
        (&json!("Canteen stew"), &json!("Hall"), &json!(420))
    );
    assert_eq!(body["foodLog"]["nutritionalValues"]["protein"], 22.5);
    let target = format!("/1/user/-/foods/log/{}.json", body["foodLog"]["logId"]);
    let body = written(
        &sandbox,
        NO_LOCATION,
        &target,
        "mealTypeId=5&calories=500",
        200,
    )
    .await;
    assert_eq!(body["foodDay"]["summary"]["calories"], 500);
    let form = "foodId=80101&mealTypeId=1&unitId=304&amount=1&date=2026-05-19";
    let public = written(&sandbox, NO_LOCATION, LOG, form, 201).await;
    let target = format!("/1/user/-/foods/log/{}.json", public["foodLog"]["logId"]);
    let refused = post(&sandbox, NO_LOCATION, &target, "mealTypeId=5&calories=500").await;
    assert_eq!(
        (refused.status, refused.error().1.as_str()),
        (400, "calories")
    );
    let refused = post(&sandbox, NO_LOCATION, &target, "mealTypeId=5").await;
    assert_eq!(
        (refused.status, refused.error().1.as_str()),
        (400, "unitId")
    );
}

#[tokio::test]
async fn a_meal_comes_as_json_and_is_replaced_as_a_whole() {
    let sandbox = Sandbox::start().await.unwrap();
    let meals = "/1/user/-/meals.json";
    let before = read(&sandbox, OPEN, meals).await["meals"]
        .as_array()
        .unwrap()
        .len();
    let meal = json!({"name": "Tea", "description": "", "mealFoods": [
        {"foodId": 80_102, "amount": 2, "unitId": 311}, {"foodId": 80_106, "amount": 1, "unitId": 304}]});
    let created = post_json(&sandbox, meals, &meal).await;
    assert_eq!(created.status, 201);
    let created = created.json();
    assert_eq!(created["meal"]["mealFoods"][0]["calories"], 166);
    let target = format!("/1/user/-/meals/{}.json", created["meal"]["id"]);
    assert_eq!(read(&sandbox, OPEN, &target).await, created);
    let meal = json!({"name": "Late tea", "description": "At nine", "mealFoods": [
        {"foodId": 80_106, "amount": 2, "unitId": 91}]});
    let updated = post_json(&sandbox, &target, &meal).await;
    assert_eq!(
        (updated.status, &updated.json()["meal"]["name"]),
        (200, &json!("Late tea"))
    );
    assert_eq!(updated.json()["meal"]["id"], created["meal"]["id"]);
    let list = read(&sandbox, OPEN, meals).await;
    assert_eq!(list["meals"].as_array().unwrap().len(), before + 1);
    deleted(&sandbox, OPEN, &target).await;
    deleted(&sandbox, OPEN, "/1/user/-/meals/4100001.json").await;
    assert_eq!(
        read(&sandbox, OPEN, meals).await["meals"]
            .as_array()
            .unwrap()
            .len(),
        before - 1
    );
    assert_eq!(post_json(&sandbox, &target, &meal).await.status, 404);
}

#[tokio::test]
async fn a_meal_without_its_parts_names_the_field() {
    let sandbox = Sandbox::start().await.unwrap();
    let foods = json!([{"foodId": 80_102, "amount": 2, "unitId": 311}]);
    for (meal, field) in [
        (json!({"description": "", "mealFoods": foods}), "name"),
        (json!({"name": "Tea", "mealFoods": foods}), "description"),
        (
            json!({"name": "Tea", "description": "", "mealFoods": []}),
            "mealFoods",
        ),
        (
            json!({"name": "Tea", "description": "", "mealFoods": [{"foodId": 80_102, "amount": 2}]}),
            "unitId",
        ),
        (
            json!({"name": "Tea", "description": "", "mealFoods": [{"foodId": 1, "amount": 2, "unitId": 311}]}),
            "foodId",
        ),
        (
            json!({"name": "Tea", "description": "", "mealFoods": [{"foodId": 80_102, "amount": -2, "unitId": 311}]}),
            "amount",
        ),
        (json!(["Tea"]), "n/a"),
    ] {
        let reply = post_json(&sandbox, "/1/user/-/meals.json", &meal).await;
        assert_eq!(
            (reply.status, reply.error()),
            (400, ("validation".to_owned(), field.to_owned()))
        );
    }
    let reply = post(&sandbox, OPEN, "/1/user/-/meals.json", "name=Tea").await;
    assert_eq!(
        (reply.status, reply.error().0.as_str()),
        (400, "invalid_request")
    );
}

#[tokio::test]
async fn water_is_in_its_day_in_the_sums_and_in_the_series() {
    let sandbox = Sandbox::start().await.unwrap();
    let day = "/1/user/-/foods/log/water/date/2026-05-19.json";
    let target = "/1/user/-/foods/log/water.json";
    for (form, amount) in [
        ("date=2026-05-19&amount=250.5", json!(250.5)),
        ("date=2026-05-19&amount=1&unit=cup", json!(236.6)),
        ("date=2026-05-19&amount=2&unit=fl%20oz", json!(59.1)),
    ] {
        let body = written(&sandbox, NO_LOCATION, target, form, 201).await;
        assert_eq!(body["waterLog"]["amount"], amount, "{form}");
    }
    let log = read(&sandbox, NO_LOCATION, day).await;
    assert_eq!(log["water"].as_array().unwrap().len(), 3);
    assert_eq!(log["summary"]["water"], 546.2);
    assert_eq!(
        read(&sandbox, NO_LOCATION, DAY).await["summary"]["water"],
        546.2
    );
    let series = "/1/user/-/foods/log/water/date/2026-05-19/1d.json";
    let series = read(&sandbox, NO_LOCATION, series).await;
    let value: f64 = series["foods-log-water"][0]["value"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((value - 546.2).abs() < 0.01);
    let entry = format!(
        "/1/user/-/foods/log/water/{}.json",
        log["water"][0]["logId"]
    );
    let body = written(&sandbox, NO_LOCATION, &entry, "amount=100", 200).await;
    assert_eq!(body["waterLog"]["logId"], log["water"][0]["logId"]);
    deleted(&sandbox, NO_LOCATION, &entry).await;
    assert_eq!(
        read(&sandbox, NO_LOCATION, day).await["summary"]["water"],
        295.7
    );
}

#[tokio::test]
async fn goals_for_food_and_water_are_kept() {
    let sandbox = Sandbox::start().await.unwrap();
    let food = "/1/user/-/foods/log/goal.json";
    let body = written(&sandbox, NO_LOCATION, food, "calories=2150", 201).await;
    assert_eq!(body, json!({"goals": {"calories": 2150}}));
    assert_eq!(read(&sandbox, NO_LOCATION, food).await, body);
    let today = read(&sandbox, NO_LOCATION, "/1/user/-/foods/log/date/today.json").await;
    assert_eq!(today["goals"]["calories"], 2150);
    let body = written(
        &sandbox,
        NO_LOCATION,
        food,
        "intensity=HARDER&personalized=true",
        201,
    )
    .await;
    assert_eq!(
        (
            &body["foodPlan"]["intensity"],
            &body["foodPlan"]["personalized"]
        ),
        (&json!("HARDER"), &json!(true))
    );
    assert!(body["goals"]["calories"].as_i64().unwrap() >= 1200);
    assert_eq!(read(&sandbox, NO_LOCATION, food).await, body);
    let water = "/1/user/-/foods/log/water/goal.json";
    let body = written(&sandbox, NO_LOCATION, water, "target=1800", 201).await;
    assert_eq!(
        body,
        json!({"goal": {"goal": 1800, "startDate": "2026-05-20"}})
    );
    assert_eq!(read(&sandbox, NO_LOCATION, water).await, body);
}
