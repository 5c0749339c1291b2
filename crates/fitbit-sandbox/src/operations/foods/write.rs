//! Foods of one's own, and marks on foods.

use std::collections::BTreeMap;

use serde_json::json;

use super::{body, contents};
use crate::answer::Answer;
use crate::call::Call;
use crate::day::{Food, Life, UNITS, Unit};
use crate::draw::whole;
use crate::refusal::Refusal;

/// Foods that calls create are numbered from here on: above all invented ones.
const IDS: i64 = 900_000_000;

/// Makes a food of one's own.
pub(in crate::operations) fn create(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let unit = unit_of_id(call, "defaultFoodMeasurementUnitId")?;
    let size = call.positive("defaultServingSize")?;
    let food = new_food(call, &life, "name", size, unit);
    let mut bare = body(call, &food);
    bare.insert("nutritionalValues".to_owned(), contents(&food));
    call.world
        .keep(life.person, |records| records.foods.add(food));
    Ok(Answer::created_as(json!({ "food": bare })))
}

/// Deletes one of one's own foods. What was eaten of it stays in the log.
pub(in crate::operations) fn delete(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let removed = call.id("food-id").is_some_and(|id| {
        let invented = life.keeps_diary() && Food::own(call.world, life.person).id == id;
        call.world
            .keep(life.person, |records| records.foods.remove(id, invented))
    });
    Answer::to_delete(removed, "food-id")
}

/// Marks a food.
pub(in crate::operations) fn mark(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let food = food_to_mark(call, &life)?;
    call.world
        .keep(life.person, |records| records.favorite_foods.set(food.id));
    Ok(Answer::created())
}

/// Takes a mark away.
pub(in crate::operations) fn unmark(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.owner()?);
    let food = food_to_mark(call, &life)?;
    let invented = life.is_invented_favorite(&food);
    let removed = call.world.keep(life.person, |records| {
        records.favorite_foods.take(food.id, invented)
    });
    Answer::to_delete(removed, "food-id")
}

fn food_to_mark(call: &Call<'_>, life: &Life<'_>) -> Result<Food, Refusal> {
    let id = call.id("food-id");
    let food = life
        .known_foods()
        .into_iter()
        .find(|food| Some(food.id) == id);
    food.ok_or_else(|| Refusal::unknown("food-id", "There is no food of this id."))
}

/// A food as the arguments of a call describe it; `name` is the argument that names it.
pub(in crate::operations) fn new_food(
    call: &Call<'_>,
    life: &Life<'_>,
    name: &str,
    size: f64,
    unit: &'static Unit,
) -> Food {
    let of = |name: &str| call.number(name).unwrap_or(0.0);
    let text = |name: &str| call.argument(name).unwrap_or_default().to_owned();
    let numbers = call.operation.parameters().filter_map(|parameter| {
        let name = parameter["name"].as_str()?;
        let is_content = parameter["schema"]["format"] == "double" || name == "calories";
        let is_size = matches!(name, "amount" | "defaultServingSize");
        Some((name, call.number(name)?)).filter(|_| is_content && !is_size)
    });
    let entered: BTreeMap<&'static str, f64> = numbers.collect();
    Food {
        id: IDS + call.world.new_number(),
        name: text(name).into(),
        brand: text("brandName").into(),
        size,
        unit,
        other: None,
        calories: whole(of("calories")),
        contents: [
            of("totalCarbohydrate"),
            of("totalFat"),
            of("dietaryFiber"),
            of("protein"),
            of("sodium"),
        ],
        meals: &[],
        creator: Some(life.person.id.clone()),
        entered,
    }
}

/// The unit that an argument names.
fn unit_of_id(call: &Call<'_>, name: &str) -> Result<&'static Unit, Refusal> {
    let id = call.integer(name);
    let unit = UNITS.iter().find(|unit| Some(unit.id) == id);
    unit.ok_or_else(|| Refusal::validation(name, "There is no unit of this id."))
}
