//! Foods under a name.

use serde_json::{Value, json};

use super::foods;
use super::profile::number;
use crate::answer::Answer;
use crate::call::Call;
use crate::day::{Life, Meal, Portion};
use crate::person::NoData;
use crate::refusal::Refusal;

/// A breakfast, for all that the log knows.
const MEAL_TYPE: i32 = 1;

/// All meals of a person.
pub(super) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    let meals: Value = meals(call)?.iter().map(|meal| body(call, meal)).collect();
    Ok(Answer::json(json!({ "meals": meals })))
}

/// One of them: in an envelope, or bare about those whose answers have the older forms.
pub(super) fn one(call: &Call<'_>) -> Result<Answer, Refusal> {
    let id = call.parameter("meal-id").parse().ok();
    let meals = meals(call)?;
    let meal = meals
        .iter()
        .find(|meal| Some(meal.id) == id)
        .ok_or_else(|| Refusal::unknown("meal-id", "There is no meal of this id."))?;
    let is_bare = call.person(call.subject()?).no_data == NoData::EmptyBody;
    let meal = body(call, meal);
    Ok(Answer::json(if is_bare {
        meal
    } else {
        json!({ "meal": meal })
    }))
}

/// Makes a meal.
pub(super) fn create(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let meal = requested(call, &life, life.new_meal_id())?;
    let body = body(call, &meal);
    call.world
        .keep(life.person, |records| records.meals.add(meal));
    Ok(Answer::created_as(json!({ "meal": body })))
}

/// Replaces a meal as a whole.
pub(super) fn update(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let id = call.id("meal-id").filter(|id| has(&life, *id));
    let id = id.ok_or_else(|| Refusal::unknown("meal-id", "There is no meal of this id."))?;
    let meal = requested(call, &life, id)?;
    let body = body(call, &meal);
    call.world
        .keep(life.person, |records| records.meals.replace(meal));
    Ok(Answer::json(json!({ "meal": body })))
}

/// Removes a meal.
pub(super) fn delete(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let id = call.id("meal-id").filter(|id| has(&life, *id));
    let removed = id.is_some_and(|id| {
        call.world
            .keep(life.person, |records| records.meals.remove(id, true))
    });
    Answer::to_delete(removed, "meal-id")
}

fn has(life: &Life<'_>, id: i64) -> bool {
    life.meals().iter().any(|meal| meal.id == id)
}

/// What the body describes, which has the form that the bundle has for it.
fn requested(call: &Call<'_>, life: &Life<'_>, id: i64) -> Result<Meal, Refusal> {
    let body: Value = serde_json::from_slice(call.body).map_err(|_| Refusal::unreadable())?;
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let known = life.known_foods();
    let foods = body["mealFoods"].as_array().into_iter().flatten();
    let foods = foods.map(|wanted| {
        let food = known.iter().find(|food| wanted["foodId"] == food.id);
        let food =
            food.ok_or_else(|| Refusal::validation("foodId", "There is no food of this id."))?;
        let mut units = food.units().into_iter();
        let unit = units.find(|unit| wanted["unitId"] == unit.id);
        let unit = unit.ok_or_else(|| {
            Refusal::validation("unitId", "The food is not measured in this unit.")
        })?;
        Ok(Portion {
            food: food.clone(),
            amount: wanted["amount"].as_f64().unwrap_or_default(),
            unit,
        })
    });
    Ok(Meal {
        id,
        name: text("name").into(),
        description: text("description").into(),
        foods: foods.collect::<Result<_, Refusal>>()?,
    })
}

fn meals(call: &Call<'_>) -> Result<Vec<Meal>, Refusal> {
    Ok(call.life(call.subject()?).meals())
}

fn body(call: &Call<'_>, meal: &Meal) -> Value {
    let foods = meal.foods.iter().map(|portion| {
        let mut body = foods::description(call, &portion.food);
        let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
        put("amount", number(portion.amount));
        put("calories", portion.calories().into());
        put("mealTypeId", MEAL_TYPE.into());
        put("unit", foods::unit(portion.unit));
        Value::Object(body)
    });
    json!({
        "description": meal.description,
        "id": meal.id,
        "mealFoods": foods.collect::<Value>(),
        "name": meal.name,
    })
}
