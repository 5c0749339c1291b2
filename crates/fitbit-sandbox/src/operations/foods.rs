//! The catalogue of foods: one, those of a name, favourites, units and databases.

mod write;

use serde_json::{Map, Value, json};

use super::profile::number;
use crate::answer::Answer;
use crate::call::Call;
use crate::day::{Food, UNITS, Unit};
use crate::draw::round;
use crate::refusal::Refusal;

pub(super) use write::{create, delete, mark, new_food, unmark};

/// The databases: the locale, the region in its own language, and whether images can be sent, where that is told.
const LOCALES: [(&str, &str, Option<bool>); 8] = [
    ("de_DE", "Deutschland", Some(false)),
    ("en_AU", "Australia", None),
    ("en_GB", "United Kingdom", Some(false)),
    ("en_IN", "India", None),
    ("en_US", "United States", Some(true)),
    ("es_MX", "México", None),
    ("fr_FR", "France", Some(false)),
    ("ja_JP", "日本", Some(false)),
];

/// The database of the public foods.
const DATABASE: &str = "en_US";

/// A food by its id: a public one, or the caller's own.
pub(super) fn one(call: &Call<'_>) -> Result<Answer, Refusal> {
    let id = call.parameter("food-id");
    let id: i64 = id
        .parse()
        .map_err(|_| Refusal::validation("food-id", format!("Invalid value: {id}")))?;
    let food = known(call).into_iter().find(|food| food.id == id);
    let food = food.ok_or_else(|| Refusal::unknown("food-id", "There is no food of this id."))?;
    let mut body = body(call, &food);
    body.insert("nutritionalValues".to_owned(), contents(&food));
    Ok(Answer::json(json!({ "food": body })))
}

/// Foods whose names have the text in them.
pub(super) fn search(call: &Call<'_>) -> Result<Answer, Refusal> {
    let query = call.argument("query").unwrap_or_default().to_lowercase();
    if query.is_empty() {
        return Err(Refusal::validation("query", "A query is required."));
    }
    let foods = known(call);
    let found = foods
        .iter()
        .filter(|food| food.name.to_lowercase().contains(&query));
    let bodies: Vec<_> = found.map(|food| body(call, food)).collect();
    Ok(Answer::json(json!({ "foods": bodies })))
}

/// The favourites of a person: a bare list.
pub(super) fn favorites(call: &Call<'_>) -> Result<Answer, Refusal> {
    let foods = call.life(call.subject()?).favorite_foods();
    let bodies: Vec<_> = foods.iter().map(|food| body(call, food)).collect();
    Ok(Answer::json(json!(bodies)))
}

/// All units: a bare list.
#[expect(clippy::unnecessary_wraps, reason = "a handler")]
pub(super) fn units(_: &Call<'_>) -> Result<Answer, Refusal> {
    Ok(Answer::json(UNITS.iter().map(unit).collect()))
}

/// All databases: a bare list.
#[expect(clippy::unnecessary_wraps, reason = "a handler")]
pub(super) fn locales(_: &Call<'_>) -> Result<Answer, Refusal> {
    let locales = LOCALES.into_iter().map(|(value, label, images)| {
        let mut locale = json!({"value": value, "label": label, "barcode": value != "en_IN"});
        if let Some(images) = images {
            locale["imageUpload"] = images.into();
        }
        locale
    });
    Ok(Answer::json(locales.collect()))
}

/// What every body about a food says of it, whoever asks.
pub(super) fn description(call: &Call<'_>, food: &Food) -> Map<String, Value> {
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    put("brand", food.brand.as_ref().into());
    put("foodId", food.id.into());
    put("name", food.name.as_ref().into());
    let units = food.units().into_iter().map(|unit| unit.id);
    put("units", units.collect());
    let access = match &food.creator {
        None => {
            put("locale", DATABASE.into());
            "PUBLIC"
        }
        Some(creator) if *creator == call.person(call.viewer()).id => "PRIVATE",
        Some(_) => "SHARED",
    };
    put("accessLevel", access.into());
    body
}

/// A unit.
pub(super) fn unit(unit: &Unit) -> Value {
    json!({"id": unit.id, "name": unit.name, "plural": unit.plural})
}

fn body(call: &Call<'_>, food: &Food) -> Map<String, Value> {
    let mut body = description(call, food);
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    put("calories", food.calories.into());
    put("defaultServingSize", number(food.size));
    put("defaultUnit", unit(food.unit));
    put("isGeneric", (!food.is_product()).into());
    let mut servings = vec![
        json!({"multiplier": 1, "servingSize": number(food.size), "unit": unit(food.unit), "unitId": food.unit.id}),
    ];
    if let Some((size, other)) = food.other {
        servings.push(json!({"multiplier": 1, "servingSize": single(size), "unitId": other.id}));
    }
    put("servings", servings.into());
    body
}

/// Public foods, and that of the caller.
fn known(call: &Call<'_>) -> Vec<Food> {
    call.life(call.viewer()).known_foods()
}

/// By the names that a food is created with: what its creator entered, or of others 0 for what nobody entered.
fn contents(food: &Food) -> Value {
    if !food.entered.is_empty() {
        let entered = food.entered.iter();
        let entered = entered.map(|(name, value)| ((*name).to_owned(), number(*value)));
        return Value::Object(entered.collect());
    }
    let [carbohydrates, fat, fiber, protein, sodium] = food.contents;
    json!({
        "calories": food.calories,
        "caloriesFromFat": number(round(fat * 9.0, 1)),
        "calcium": 0,
        "cholesterol": 0,
        "dietaryFiber": number(fiber),
        "iron": 0,
        "protein": number(protein),
        "sodium": number(sodium),
        "totalCarbohydrate": number(carbohydrates),
        "totalFat": number(fat),
        "vitaminC": 0,
    })
}

/// With the noise of single precision.
#[expect(clippy::cast_possible_truncation, reason = "the noise is wanted")]
pub(super) fn single(value: f64) -> f64 {
    f64::from(value as f32)
}
