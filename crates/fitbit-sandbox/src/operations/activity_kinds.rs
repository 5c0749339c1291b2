//! Kinds of exercise: the catalogue, and what a person likes, does often and did last.

use serde_json::{Value, json};

use crate::activity::{self, Kind, Workout};
use crate::answer::Answer;
use crate::call::Call;
use crate::day::Life;
use crate::kept::Records;
use crate::refusal::Refusal;
use crate::units::Units;

/// How many kinds the two lists of a person have at most.
const MOST: usize = 5;

/// Of the log, what the frequent kinds are counted in.
const LATEST: usize = 60;

/// A level of a kind of exercise: its id, its name, its effort, and its speeds in miles an hour.
type Level = (i64, &'static str, f64, f64, f64);

const WALKING: [Level; 3] = [
    (17_151, "Strolling", 2.0, -1.0, 2.0),
    (17_170, "At a usual pace", 3.0, 2.0, 3.4),
    (17_200, "At a brisk pace", 4.3, 3.4, -1.0),
];

const RUNNING: [Level; 3] = [
    (12_020, "Jogging", 7.0, -1.0, 5.0),
    (12_050, "Running", 9.8, 5.0, 7.4),
    (12_100, "Racing", 12.3, 7.4, -1.0),
];

const CYCLING: [Level; 2] = [
    (1_020, "At leisure", 6.8, -1.0, 12.0),
    (1_040, "With effort", 10.0, 12.0, -1.0),
];

/// Categories with the kinds that are in them, and those below with theirs.
const CATALOGUE: [Category; 4] = [
    Category {
        id: 20,
        name: "On foot",
        kinds: &[90_013, 90_009],
        below: &[],
    },
    Category {
        id: 18,
        name: "On wheels",
        kinds: &[90_001],
        below: &[(115, "Indoors", &[55_001])],
    },
    Category {
        id: 9,
        name: "In water",
        kinds: &[90_024],
        below: &[],
    },
    Category {
        id: 21,
        name: "Conditioning",
        kinds: &[],
        below: &[
            (116, "With weights", &[2_131]),
            (117, "On a mat", &[52_001]),
        ],
    },
];

struct Category {
    id: i64,
    name: &'static str,
    kinds: &'static [i64],
    below: &'static [(i64, &'static str, &'static [i64])],
}

/// The whole catalogue.
#[expect(clippy::unnecessary_wraps, reason = "a handler")]
pub(super) fn all(_: &Call<'_>) -> Result<Answer, Refusal> {
    let categories = CATALOGUE.iter().map(|category| {
        let mut body = json!({
            "id": category.id,
            "name": category.name,
            "activities": types(category.kinds),
        });
        if !category.below.is_empty() {
            let below = category.below.iter();
            body["subCategories"] = below
                .map(
                    |(id, name, kinds)| json!({"id": id, "name": name, "activities": types(kinds)}),
                )
                .collect();
        }
        body
    });
    Ok(Answer::json(
        json!({"categories": categories.collect::<Value>()}),
    ))
}

/// One kind, also one that some application brought.
pub(super) fn one(call: &Call<'_>) -> Result<Answer, Refusal> {
    let text = call.parameter("activity-id");
    let id: i64 = text
        .parse()
        .ok()
        .filter(|id| *id >= 0)
        .ok_or_else(|| Refusal::validation("activity-id", "The id is a number."))?;
    let body = activity::kinds()
        .find(|kind| kind.type_id == id)
        .map(type_body)
        .or_else(|| level_as_type(id));
    let body =
        body.ok_or_else(|| Refusal::unknown("activity-id", "There is no such kind of exercise."))?;
    Ok(Answer::json(json!({ "activity": body })))
}

/// What the person has marked.
pub(super) fn favorites(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let favorites = favorites_of(&life).map(|kind| {
        json!({
            "activityId": kind.type_id,
            "name": kind.name,
            "description": "",
            "mets": kind.met,
        })
    });
    Ok(Answer::json(favorites.collect()))
}

/// What the person logged most of late.
pub(super) fn frequent(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let latest = latest_of_each(&life, LATEST);
    let mut counted: Vec<(usize, &Workout)> = latest
        .iter()
        .map(|(count, workout)| (*count, workout))
        .collect();
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let bodies = counted
        .into_iter()
        .take(MOST)
        .map(|(_, workout)| practiced(workout, call.units(), true));
    Ok(Answer::json(bodies.collect()))
}

/// What the person logged last.
pub(super) fn recent(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let latest = latest_of_each(&life, usize::MAX);
    let bodies = latest
        .iter()
        .take(MOST)
        .map(|(_, workout)| practiced(workout, call.units(), false));
    Ok(Answer::json(bodies.collect()))
}

/// The favourites of a person who exercises at all.
pub(super) fn favorites_of(life: &Life<'_>) -> impl Iterator<Item = &'static Kind> {
    let kept = life.world.kept(life.person);
    let marked = activity::kinds().map(|kind| {
        let invented = is_invented_favorite(life, kind);
        kept.favorite_activities
            .has(kind.type_id, invented)
            .then_some(kind)
    });
    let marked: Vec<_> = marked.flatten().collect();
    marked.into_iter()
}

fn is_invented_favorite(life: &Life<'_>, kind: &Kind) -> bool {
    let draw = life.world.draw(life.person).with("favourite exercise");
    life.person.workout_percent > 0 && draw.chance(kind.name, 30)
}

/// Marks a kind.
pub(super) fn mark(call: &Call<'_>) -> Result<Answer, Refusal> {
    let (life, kind) = kind_to_mark(call)?;
    let mark = |records: &mut Records| records.favorite_activities.set(kind.type_id);
    call.world.keep(life.person, mark);
    Ok(Answer::created())
}

/// Takes a mark away.
pub(super) fn unmark(call: &Call<'_>) -> Result<Answer, Refusal> {
    let (life, kind) = kind_to_mark(call)?;
    let invented = is_invented_favorite(&life, kind);
    let unmark = |records: &mut Records| records.favorite_activities.take(kind.type_id, invented);
    if call.world.keep(life.person, unmark) {
        Ok(Answer::deleted())
    } else {
        Err(Refusal::unknown("activity-id", "This is no favourite."))
    }
}

fn kind_to_mark<'a>(call: &Call<'a>) -> Result<(Life<'a>, &'static Kind), Refusal> {
    let life = call.life(call.owner()?);
    let id = call.id("activity-id");
    let kind = activity::kinds().find(|kind| Some(kind.type_id) == id);
    let kind =
        kind.ok_or_else(|| Refusal::unknown("activity-id", "There is no such kind of exercise."))?;
    Ok((life, kind))
}

/// The latest entry of each kind among so many of the latest entries, with how many there are; the latest first.
fn latest_of_each(life: &Life<'_>, most: usize) -> Vec<(usize, Workout)> {
    let mut latest: Vec<(usize, Workout)> = Vec::new();
    let history = activity::history(life.world, life.person, life.now);
    for workout in history.into_iter().rev().take(most) {
        let id = workout.type_id();
        match latest.iter_mut().find(|(_, known)| known.type_id() == id) {
            Some((count, _)) => *count += 1,
            None => latest.push((1, workout)),
        }
    }
    latest
}

fn practiced(workout: &Workout, units: Units, with_energy: bool) -> Value {
    let distance = workout.metres.filter(|metres| *metres > 0.0);
    let calories = if with_energy || workout.is_by_hand() {
        workout.calories
    } else {
        -1
    };
    json!({
        "activityId": workout.type_id(),
        "name": workout.name(),
        "description": "",
        "calories": calories,
        "distance": distance.map_or_else(|| 0.into(), |metres| Value::from(units.distance(metres))),
        "duration": i64::from(workout.seconds) * 1_000,
    })
}

fn types(ids: &[i64]) -> Value {
    let kinds = ids
        .iter()
        .filter_map(|id| activity::kinds().find(|kind| kind.type_id == *id));
    kinds.map(type_body).collect()
}

/// A kind with levels has its effort in them.
fn type_body(kind: &Kind) -> Value {
    let levels = levels(kind.type_id);
    let mut body = json!({
        "id": kind.type_id,
        "name": kind.name,
        "accessLevel": if kind.is_shared { "PUBLIC" } else { "PRIVATE" },
        "hasSpeed": !levels.is_empty(),
    });
    if levels.is_empty() {
        body["mets"] = kind.met.into();
    } else {
        let levels = levels.iter().map(|(id, name, mets, min, max)| {
            json!({"id": id, "name": name, "mets": mets, "minSpeedMPH": min, "maxSpeedMPH": max})
        });
        body["activityLevels"] = levels.collect();
    }
    body
}

/// A level can be asked for like a kind.
fn level_as_type(id: i64) -> Option<Value> {
    let levels = || WALKING.into_iter().chain(RUNNING).chain(CYCLING);
    let (_, name, mets, _, _) = levels().find(|(level, ..)| *level == id)?;
    Some(json!({"id": id, "name": name, "accessLevel": "PUBLIC", "hasSpeed": false, "mets": mets}))
}

/// The kind of this id, or the one that has a level of it.
pub(super) fn kind_of(id: i64) -> Option<&'static Kind> {
    activity::kinds().find(|kind| {
        kind.type_id == id || levels(kind.type_id).iter().any(|(level, ..)| *level == id)
    })
}

/// Whether a kind has levels by speed.
pub(super) fn has_speeds(type_id: i64) -> bool {
    !levels(type_id).is_empty()
}

fn levels(type_id: i64) -> &'static [Level] {
    match type_id {
        90_013 => &WALKING,
        90_009 => &RUNNING,
        90_001 => &CYCLING,
        _ => &[],
    }
}
