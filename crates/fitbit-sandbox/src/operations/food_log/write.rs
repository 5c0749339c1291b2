//! Writing the food log, and the goal.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use super::{entry, foods, goals_of, summary};
use crate::answer::Answer;
use crate::call::Call;
use crate::day::{Eaten, Food, Life, Portion, UNITS, Unit};
use crate::draw::whole;
use crate::kept::FoodGoal;
use crate::motion::Cut;
use crate::refusal::Refusal;

/// The energy that a plan leaves out in a day, in kilocalories.
const PLANS: [(&str, i64); 5] = [
    ("MAINTENANCE", 0),
    ("EASIER", 250),
    ("MEDIUM", 500),
    ("KINDAHARD", 750),
    ("HARDER", 1_000),
];

/// No plan goes below it.
const LEAST_CALORIES: i64 = 1_200;

/// The energy of a kilogram of a body, in kilocalories.
const KILOGRAM: f64 = 7_700.0;

/// Adds an entry: of a food that is known, or of one that the call names, which becomes a food of the person's own.
pub(in crate::operations) fn create(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let amount = call.positive("amount")?;
    let day = call.day_to_log("date")?;
    let portion = if let Some(id) = call.integer("foodId") {
        let known = life.known_foods().into_iter();
        let food = known.into_iter().find(|food| food.id == id);
        let food =
            food.ok_or_else(|| Refusal::validation("foodId", "There is no food of this id."))?;
        let unit = unit_of(call, &food)?;
        Portion { food, amount, unit }
    } else {
        let unit = any_unit(call)?;
        let food = foods::new_food(call, &life, "foodName", amount, unit);
        Portion { food, amount, unit }
    };
    let eaten = Eaten {
        log_id: life.new_food_log_id(day),
        day,
        meal: meal(call),
        calories: portion.calories(),
        portion: Some(portion),
    };
    let marks = call.flag("favorite") == Some(true) && call.integer("foodId").is_some();
    call.world.keep(life.person, |records| {
        let food = eaten.portion.as_ref().map(|portion| &portion.food);
        if let Some(food) = food.filter(|_| marks) {
            records.favorite_foods.set(food.id);
        }
        if let Some(food) = food.filter(|_| call.integer("foodId").is_none()) {
            records.foods.add(food.clone());
        }
        records.eaten.add(eaten.clone());
    });
    call.tell("foods", day);
    Ok(Answer::created_as(body(call, &life, &eaten)))
}

/// Changes the meal of an entry, and either its amount or, where no catalogue knows the food, its energy.
pub(in crate::operations) fn update(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let entry = call.id("food-log-id").and_then(|id| life.eaten_of_id(id));
    let mut eaten = entry.ok_or_else(|| Refusal::no_such_entry("food-log-id"))?;
    eaten.meal = meal(call);
    if let Some(calories) = call.integer("calories") {
        let is_public = eaten
            .portion
            .as_ref()
            .is_some_and(|portion| portion.food.creator.is_none());
        if is_public {
            return Err(Refusal::validation(
                "calories",
                "The energy follows from the amount of this food.",
            ));
        }
        eaten.calories = i32::try_from(calories).unwrap_or(i32::MAX);
    } else {
        let required = |name: &str, text| match call.argument(name) {
            Some(_) => Ok(()),
            None => Err(Refusal::validation(name, text)),
        };
        required("unitId", "UnitId is required")?;
        required("amount", "Amount is required")?;
        let amount = call.positive("amount")?;
        match &mut eaten.portion {
            Some(portion) => {
                portion.unit = unit_of(call, &portion.food)?;
                portion.amount = amount;
                eaten.calories = portion.calories();
            }
            // Mere energy has no unit but itself.
            None => eaten.calories = whole(amount),
        }
    }
    call.world
        .keep(life.person, |records| records.eaten.replace(eaten.clone()));
    call.tell("foods", eaten.day);
    Ok(Answer::json(body(call, &life, &eaten)))
}

/// Removes an entry.
pub(in crate::operations) fn delete(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let entry = call.id("food-log-id").and_then(|id| life.eaten_of_id(id));
    let removed = entry.and_then(|eaten| {
        call.world.keep(life.person, |records| {
            let removed = records.eaten.remove(eaten.log_id, true);
            removed.then_some(eaten.day)
        })
    });
    if let Some(day) = removed {
        call.tell("foods", day);
    }
    Answer::to_delete(removed.is_some(), "food-log-id")
}

/// Sets the energy to eat, or a plan that it follows from.
pub(in crate::operations) fn set_goal(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let goal = match call.integer("calories") {
        Some(calories) => FoodGoal {
            calories,
            plan: None,
        },
        None => plan(call, &life),
    };
    call.world
        .keep(life.person, |records| records.goals.food = Some(goal));
    Ok(Answer::created_as(goals_of(&life)))
}

fn plan(call: &Call<'_>, life: &Life<'_>) -> FoodGoal {
    let intensity = call.argument("intensity").unwrap_or_default();
    let known = PLANS.iter().find(|(name, _)| *name == intensity);
    let less = known.map_or(0, |(_, less)| *less);
    let yesterday = life.today().saturating_sub(1.day());
    let burned = life.motion(yesterday, Cut::Own).sums().calories;
    FoodGoal {
        calories: (i64::from(whole(burned)) - less).max(LEAST_CALORIES),
        plan: Some((
            intensity.to_owned(),
            (less > 0).then(|| reached(life, less)),
            call.flag("personalized") == Some(true),
        )),
    }
}

/// The day on which the goal for the weight is reached, or four kilograms less if there is none.
fn reached(life: &Life<'_>, less: i64) -> Date {
    let (weight, _) = life.weight_now();
    let kept = life.world.kept(life.person);
    let goal = kept.goals.weight.as_ref();
    let kilograms = goal.map_or(4.0, |goal| (weight - goal.aim).abs());
    let days = kilograms * KILOGRAM / f64::from(i32::try_from(less).unwrap_or(1));
    life.today().saturating_add(whole(days).max(1).days())
}

fn body(call: &Call<'_>, life: &Life<'_>, eaten: &Eaten) -> serde_json::Value {
    json!({
        "foodDay": {"date": eaten.day.to_string(), "summary": summary(call, life, eaten.day)},
        "foodLog": entry(call, eaten, &life.favorite_foods()),
    })
}

fn meal(call: &Call<'_>) -> i32 {
    // Checked to be one of seven.
    let meal = call
        .integer("mealTypeId")
        .and_then(|meal| i32::try_from(meal).ok());
    meal.unwrap_or_default()
}

/// One of the units of a food.
fn unit_of(call: &Call<'_>, food: &Food) -> Result<&'static Unit, Refusal> {
    let id = call.integer("unitId");
    let unit = food.units().into_iter().find(|unit| Some(unit.id) == id);
    unit.ok_or_else(|| Refusal::validation("unitId", "The food is not measured in this unit."))
}

fn any_unit(call: &Call<'_>) -> Result<&'static Unit, Refusal> {
    let id = call.integer("unitId");
    let unit = UNITS.iter().find(|unit| Some(unit.id) == id);
    unit.ok_or_else(|| Refusal::validation("unitId", "There is no unit of this id."))
}
