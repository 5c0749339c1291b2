//! Totals of all time, and the days on which most was counted.

use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::{Call, Days};
use crate::day::Life;
use crate::motion::{Cut, Sums, Which};
use crate::refusal::Refusal;
use crate::units::Units;

/// Everything since the account was made.
pub(super) fn lifetime(call: &Call<'_>) -> Result<Answer, Refusal> {
    let life = call.life(call.subject()?);
    let (mut all, mut of_tracker) = (Totals::default(), Totals::default());
    for date in days(&life).each() {
        let day = life.motion(date, Cut::Own);
        all.add(date, &day.sums());
        of_tracker.add(date, &day.sums_of(Which::Tracker));
    }
    let (altimeter, units) = (life.person.altimeter, call.units());
    let mut body =
        json!({"lifetime": {"total": all.totals(units), "tracker": of_tracker.totals(units)}});
    if all.sums.steps > 0 {
        body["best"] = json!({
            "total": all.best(altimeter, units),
            "tracker": of_tracker.best(altimeter, units),
        });
    }
    Ok(Answer::json(body))
}

fn days(life: &Life<'_>) -> Days {
    Days {
        first: life.first_day(),
        last: life.today(),
    }
}

/// What was counted, and a day for the most of each.
#[derive(Default)]
struct Totals {
    sums: Sums,
    steps: Option<(jiff::civil::Date, i32)>,
    floors: Option<(jiff::civil::Date, i32)>,
    metres: Option<(jiff::civil::Date, f64)>,
}

impl Totals {
    fn add(&mut self, date: jiff::civil::Date, sums: &Sums) {
        self.sums.steps += sums.steps;
        self.sums.floors += sums.floors;
        self.sums.metres += sums.metres;
        if self.steps.is_none_or(|(_, most)| sums.steps > most) {
            self.steps = Some((date, sums.steps));
        }
        if self.floors.is_none_or(|(_, most)| sums.floors > most) {
            self.floors = Some((date, sums.floors));
        }
        if self.metres.is_none_or(|(_, most)| sums.metres > most) {
            self.metres = Some((date, sums.metres));
        }
    }

    fn totals(&self, units: Units) -> Value {
        json!({
            "activeScore": -1,
            "caloriesOut": -1,
            "distance": units.distance(self.sums.metres),
            "floors": self.sums.floors,
            "steps": self.sums.steps,
        })
    }

    fn best(&self, altimeter: bool, units: Units) -> Value {
        let mut best = json!({});
        if let Some((date, metres)) = self.metres {
            best["distance"] = json!({"date": date.to_string(), "value": units.distance(metres)});
        }
        if let Some((date, floors)) = self.floors.filter(|_| altimeter) {
            // The noise of single precision is on some numbers of floors.
            let value = f64::from(floors) + 4.0e-8;
            best["floors"] = json!({"date": date.to_string(), "value": value});
        }
        if let Some((date, steps)) = self.steps {
            best["steps"] = json!({"date": date.to_string(), "value": steps});
        }
        best
    }
}
