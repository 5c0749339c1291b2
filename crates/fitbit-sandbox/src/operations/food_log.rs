//! What was eaten: the log of a day, the foods of many days, the energy day by day, and the goal.

mod write;

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::profile::number;
use super::{foods, water};
use crate::answer::Answer;
use crate::call::{Call, Days};
use crate::day::{Eaten, Food, Life, Nutrients};
use crate::kept::FoodGoal;
use crate::refusal::Refusal;

pub(super) use write::{create, delete, set_goal, update};

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
        .map(|eaten| entry(call, eaten, &favorites))
        .collect();
    let mut body = json!({"foods": entries, "summary": summary(call, &life, day)});
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

fn entry(call: &Call<'_>, eaten: &Eaten, favorites: &[Food]) -> Value {
    let food = eaten.portion.as_ref().map(|portion| &portion.food);
    let is_favorite =
        food.is_some_and(|food| favorites.iter().any(|favorite| favorite.id == food.id));
    let mut entry = json!({
        "isFavorite": is_favorite,
        "logDate": eaten.day.to_string(),
        "logId": eaten.log_id,
        "loggedFood": logged(call, eaten),
    });
    if let Some(nutrients) = eaten.nutrients() {
        entry["nutritionalValues"] = contents(&nutrients).into();
    }
    entry
}

/// The sums of a day.
fn summary(call: &Call<'_>, life: &Life<'_>, day: Date) -> Value {
    let mut summary = contents(&Nutrients::sum(&life.eaten(day)));
    let water = water::sum(life, day, call.units());
    summary.insert("water".to_owned(), number(water));
    summary.into()
}

/// The goal of all days, and the plan that it follows from, if it does.
pub(super) fn goals(call: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::json(goals_of(&call.life(call.subject()?))))
}

fn goals_of(life: &Life<'_>) -> Value {
    if let Some(goal) = &life.world.kept(life.person).goals.food {
        return kept_goal(goal);
    }
    let Some(calories) = life.calorie_goal() else {
        return json!({"goals": {}});
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
    body
}

fn kept_goal(goal: &FoodGoal) -> Value {
    let mut body = json!({"goals": {"calories": goal.calories}});
    if let Some((intensity, reached, personalized)) = &goal.plan {
        body["foodPlan"] = json!({
            "estimatedDate": reached.map_or_else(String::new, |day| day.to_string()),
            "intensity": intensity,
            "personalized": personalized,
        });
    }
    body
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
    if !life.has_diary() {
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
        let Some(id) = eaten.portion.as_ref().map(|portion| portion.food.id) else {
            continue;
        };
        let count = latest.get(&id).map_or(0, |(count, _)| *count);
        latest.insert(id, (count + 1, eaten));
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
    let Some(portion) = &eaten.portion else {
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
    let food = &portion.food;
    let mut body = foods::description(call, food);
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    put("amount", number(portion.amount));
    put("calories", eaten.calories.into());
    put("mealTypeId", eaten.meal.into());
    put("unit", foods::unit(portion.unit));
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
