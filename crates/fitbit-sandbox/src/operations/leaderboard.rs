//! Who among somebody and their friends took most steps in seven days, in both versions.

use std::cmp::Reverse;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::profile;
use crate::answer::Answer;
use crate::call::Call;
use crate::clock;
use crate::privacy::Setting;
use crate::refusal::Refusal;
use crate::steps;

/// Somebody listed, by place in the world, with the steps of seven days.
type Listed = (usize, i32);

/// Version 1.
pub(super) fn ranking_v1(call: &Call<'_>) -> Result<Answer, Refusal> {
    let subject = call.subject()?;
    let listed = listed(call, subject).into_iter();
    let friends = listed.zip(1..).map(|((place, steps), rank)| {
        let average = steps::average(call.world, call.person(place), call.now);
        json!({
            "average": {"steps": average},
            "rank": {"steps": rank},
            "summary": {"steps": steps},
            "lastUpdateTime": last_update(call, place),
            "user": profile::user_v1(call, place, false),
        })
    });
    let friends: Value = friends.collect();
    let hides = call.person(subject).privacy.hides_from_rankings();
    Ok(Answer::json(
        json!({"hideMeFromLeaderboard": hides.to_string(), "friends": friends}),
    ))
}

/// Version 1.1: numbers in `data`, names in `included`. Without numbers, and last: those who took no step or do not show
/// how many.
pub(super) fn ranking(call: &Call<'_>) -> Result<Answer, Refusal> {
    let subject = call.subject()?;
    let listed = listed(call, subject);
    let has_rank = |&(place, steps): &Listed| {
        steps > 0
            && call
                .world
                .shows(place, Setting::AverageDailyStepCount, call.viewer())
    };
    let (ranked, inactive): (Vec<Listed>, Vec<Listed>) = listed.iter().copied().partition(has_rank);
    let entry = |kind: &str, place: usize| {
        let id = &call.person(place).id;
        json!({"type": kind, "id": id, "relationships": {"user": {"data": {"type": "person", "id": id}}}})
    };
    let ranked = ranked.into_iter().zip(1..).map(|((place, steps), rank)| {
        let mut entry = entry("ranked-user", place);
        entry["attributes"] = json!({"step-rank": rank, "step-summary": f64::from(steps)});
        entry
    });
    let inactive = inactive
        .into_iter()
        .map(|(place, _)| entry("inactive-user", place));
    let data: Value = ranked.chain(inactive).collect();
    let included: Value = listed
        .iter()
        .map(|(place, _)| profile::person(call, *place, subject))
        .collect();
    Ok(Answer::json(json!({"data": data, "included": included})))
}

/// The person and their friends, most steps first. Friends who hide from rankings only see themselves there.
fn listed(call: &Call<'_>, subject: usize) -> Vec<Listed> {
    let hides =
        |place: usize| place != call.viewer() && call.person(place).privacy.hides_from_rankings();
    let friends = call
        .world
        .friends(subject)
        .into_iter()
        .filter(|place| !hides(*place));
    let steps = |place| steps::of_week(call.world, call.person(place), call.now);
    let mut listed: Vec<Listed> = friends
        .chain([subject])
        .map(|place| (place, steps(place)))
        .collect();
    listed.sort_by_key(|(place, steps)| (Reverse(*steps), *place));
    listed
}

/// When the person's device last told of itself: local time, without saying of where.
fn last_update(call: &Call<'_>, place: usize) -> String {
    let person = call.person(place);
    let draw = call.world.draw(person).on(person.today(call.now));
    let ago = SignedDuration::from_mins(draw.between("minutes since sync", 2, 300).into());
    clock::before(call.now, ago)
        .to_zoned(person.zone())
        .strftime("%Y-%m-%dT%H:%M:%S")
        .to_string()
}
