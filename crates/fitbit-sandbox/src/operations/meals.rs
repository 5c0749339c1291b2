//! Foods under a name.

use serde_json::{Value, json};

use super::foods;
use super::profile::number;
use crate::answer::Answer;
use crate::call::Call;
use crate::day::Meal;
use crate::draw::whole;
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

fn meals(call: &Call<'_>) -> Result<Vec<Meal>, Refusal> {
    Ok(call.life(call.subject()?).meals())
}

fn body(call: &Call<'_>, meal: &Meal) -> Value {
    let foods = meal.foods.iter().map(|(food, servings)| {
        let mut body = foods::description(call, food);
        let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
        put("amount", number(food.size * servings));
        put(
            "calories",
            whole(f64::from(food.calories) * servings).into(),
        );
        put("mealTypeId", MEAL_TYPE.into());
        put("unit", foods::unit(food.unit));
        Value::Object(body)
    });
    json!({
        "description": meal.description,
        "id": meal.id,
        "mealFoods": foods.collect::<Value>(),
        "name": meal.name,
    })
}
