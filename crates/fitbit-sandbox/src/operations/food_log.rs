//! What was eaten: the log of a day, the foods of many days, the energy day by day, and the goal.

use std::collections::BTreeMap;

use jiff::ToSpan;
use serde_json::{Map, Value, json};

use super::profile::number;
use super::{foods, water};
use crate::answer::Answer;
use crate::call::{Call, Days};
use crate::day::{Eaten, Life, Nutrients};
use crate::refusal::Refusal;

/// Goals of days longer ago are not told.
const GOAL_DAYS: i32 = 21;

/// The days that frequent and recent foods are taken from.
const FREQUENT_DAYS: i32 = 30;
const RECENT_DAYS: i32 = 14;

/// The most foods of either list.
const MOST: usize = 10;

const NAMES: [&str; 5] = ["carbs", "fat", "fiber", "protein", "sodium"];

/// The log of one day, its sums and its goal.
pub(super) fn of_day(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let day = call.day("date", life.person)?;
    let eaten = life.eaten(day);
    let favorites = life.favorite_foods();
    let entries: Value = eaten
        .iter()
        .map(|eaten| {
            let food = eaten.food.as_ref();
            let is_favorite =
                food.is_some_and(|food| favorites.iter().any(|favorite| favorite.id == food.id));
            let mut entry = json!({
                "isFavorite": is_favorite,
                "logDate": day.to_string(),
                "logId": eaten.log_id,
                "loggedFood": logged(call, eaten),
            });
            if let Some(nutrients) = eaten.nutrients() {
                entry["nutritionalValues"] = contents(&nutrients).into();
            }
            entry
        })
        .collect();
    let mut summary = contents(&Nutrients::sum(&eaten));
    summary.insert(
        "water".to_owned(),
        number(water::sum(&life, day, call.units())),
    );
    let mut body = json!({"foods": entries, "summary": summary});
    let days_ago = (life.today() - day).get_days();
    if let Some(calories) = life
        .calorie_goal()
        .filter(|_| (0..=GOAL_DAYS).contains(&days_ago))
    {
        body["goals"]["calories"] = calories.into();
        if days_ago == 0 {
            body["goals"]["estimatedCaloriesOut"] = (calories + 250).into();
        }
    }
    Ok(Answer::json(body))
}

/// The goal of all days, and the plan that it follows from, if it does.
pub(super) fn goals(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let Some(calories) = life.calorie_goal() else {
        return Ok(Answer::json(json!({"goals": {}})));
    };
    let draw = life.world.draw(life.person).with("food plan");
    let mut body = json!({"goals": {"calories": calories}});
    if draw.chance("plan", 60) {
        let (intensity, reached) = match draw.between("intensity", 0, 2) {
            0 => ("MAINTENANCE", String::new()),
            1 => ("EASIER", life.today().saturating_add(96.days()).to_string()),
            _ => (
                "KINDAHARD",
                life.today().saturating_add(41.days()).to_string(),
            ),
        };
        body["foodPlan"] = json!({
            "estimatedDate": reached,
            "intensity": intensity,
            "personalized": draw.chance("personalized", 50),
        });
    }
    Ok(Answer::json(body))
}

/// Foods that were eaten more than once lately, the most frequent first: a bare list.
pub(super) fn frequent(call: &Call<'_>) -> Result<Answer, Refusal> {
    let latest = latest(&call.life(call.subject()?), FREQUENT_DAYS);
    let mut often: Vec<_> = latest
        .into_values()
        .filter(|(count, _)| *count > 1)
        .collect();
    often.sort_by_key(|(count, eaten)| (std::cmp::Reverse(*count), eaten.log_id));
    Ok(list(call, &often))
}

/// Foods that were eaten lately, the last one first: a bare list.
pub(super) fn recent(call: &Call<'_>) -> Result<Answer, Refusal> {
    let latest = latest(&call.life(call.subject()?), RECENT_DAYS);
    let mut recent: Vec<_> = latest.into_values().collect();
    recent.sort_by_key(|(_, eaten)| std::cmp::Reverse((eaten.day, eaten.meal, eaten.log_id)));
    Ok(list(call, &recent))
}

/// Energy or water, day by day, with zeros for days without an entry. Numbers are texts.
pub(super) fn series(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let resource = call.choice("resource")?;
    let days = call.days("date", "end-date-or-period", life.person)?;
    let name = format!("foods-log-{resource}");
    if !life.keeps_diary() {
        return Ok(Answer::list(&name, Vec::new(), life.person.no_data));
    }
    let values = days.until(life.today()).each().map(|day| {
        let value = if resource == "water" {
            format!("{:?}", foods::single(water::sum(&life, day, call.units())))
        } else {
            Nutrients::sum(&life.eaten(day)).calories.to_string()
        };
        json!({"dateTime": day.to_string(), "value": value})
    });
    Ok(Answer::list(&name, values.collect(), life.person.no_data))
}

/// Each food of the last days, with how often it was eaten, as it was eaten last.
fn latest(life: &Life<'_>, days: i32) -> BTreeMap<i64, (usize, Eaten)> {
    let days = Days {
        first: life.today().saturating_sub(days.days()),
        last: life.today(),
    };
    let mut latest = BTreeMap::new();
    for eaten in days.each().flat_map(|day| life.eaten(day)) {
        let Some(food) = &eaten.food else { continue };
        let count = latest.get(&food.id).map_or(0, |(count, _)| *count);
        latest.insert(food.id, (count + 1, eaten));
    }
    latest
}

fn list(call: &Call<'_>, eaten: &[(usize, Eaten)]) -> Answer {
    let bodies = eaten.iter().take(MOST).map(|(_, eaten)| {
        let mut body = logged(call, eaten);
        body.remove("creatorEncodedId");
        body.insert("dateLastEaten".to_owned(), eaten.day.to_string().into());
        Value::Object(body)
    });
    Answer::json(bodies.collect())
}

fn logged(call: &Call<'_>, eaten: &Eaten) -> Map<String, Value> {
    let Some(food) = &eaten.food else {
        return Map::from_iter([
            ("accessLevel".to_owned(), "PUBLIC".into()),
            ("amount".to_owned(), eaten.calories.into()),
            ("brand".to_owned(), "".into()),
            ("calories".to_owned(), eaten.calories.into()),
            ("foodId".to_owned(), 0.into()),
            ("mealTypeId".to_owned(), eaten.meal.into()),
            ("name".to_owned(), "Calories".into()),
        ]);
    };
    let mut body = foods::description(call, food);
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    put("amount", number(food.size * eaten.servings));
    put("calories", eaten.calories.into());
    put("mealTypeId", eaten.meal.into());
    put("unit", foods::unit(food.unit));
    if let Some(creator) = &food.creator {
        put("creatorEncodedId", creator.as_str().into());
    }
    body
}

fn contents(nutrients: &Nutrients) -> Map<String, Value> {
    let contents = NAMES.into_iter().zip(nutrients.contents);
    let contents = contents.map(|(name, value)| (name.to_owned(), number(value)));
    let calories = ("calories".to_owned(), nutrients.calories.into());
    std::iter::once(calories).chain(contents).collect()
}
