//! Foods under a name.

use serde_json::{Value, json};

use super::foods;
use super::profile::number;
use crate::answer::Answer;
use crate::call::Call;
use crate::draw::whole;
use crate::person::NoData;
use crate::refusal::Refusal;

/// A breakfast, for all that the log knows.
const MEAL_TYPE: i32 = 1;

/// All meals of a person.
pub(super) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    let meals = bodies(call)?;
    Ok(Answer::json(json!({ "meals": meals })))
}

/// One of them: in an envelope, or bare about those whose answers have the older forms.
pub(super) fn one(call: &Call<'_>) -> Result<Answer, Refusal> {
    let id = call.parameter("meal-id");
    let meal = bodies(call)?
        .into_iter()
        .find(|meal| meal["id"].to_string() == id)
        .ok_or_else(|| Refusal::unknown("meal-id", "There is no meal of this id."))?;
    let is_bare = call.person(call.subject()?).no_data == NoData::EmptyBody;
    Ok(Answer::json(if is_bare {
        meal
    } else {
        json!({ "meal": meal })
    }))
}

fn bodies(call: &Call<'_>) -> Result<Vec<Value>, Refusal> {
    let meals = call.life(call.subject()?).named_meals().into_iter();
    let bodies = meals.map(|(id, name, description, foods)| {
        let foods = foods.iter().map(|(food, servings)| {
            let mut body = foods::description(call, food);
            let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
            put("amount", number(food.size * servings));
            put("calories", whole(f64::from(food.calories) * servings).into());
            put("mealTypeId", MEAL_TYPE.into());
            put("unit", foods::unit(food.unit));
            Value::Object(body)
        });
        json!({
            "description": description,
            "id": id,
            "mealFoods": foods.collect::<Value>(),
            "name": name,
        })
    });
    Ok(bodies.collect())
}
