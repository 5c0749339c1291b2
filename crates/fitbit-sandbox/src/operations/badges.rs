//! Badges. Their units follow the profile of the person who has them, whatever units are asked for.

use jiff::ToSpan;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::call::Call;
use crate::draw::Draw;
use crate::person::Person;
use crate::privacy::Setting;
use crate::refusal::Refusal;
use crate::units::Units;
use crate::world::World;

/// A badge that can be earned.
struct Badge {
    kind: &'static str,
    category: &'static str,
    name: &'static str,
    measure: Measure,
    value: i32,
    /// Daily badges can be earned again.
    daily: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Measure {
    Steps,
    Floors,
    Distance,
    Weight,
    /// Of a weight goal: a badge without a unit.
    WeightGoal,
}

const BADGES: &[Badge] = &[
    Badge {
        kind: "DAILY_STEPS",
        category: "Daily Steps",
        name: "Slippers",
        measure: Measure::Steps,
        value: 5_000,
        daily: true,
    },
    Badge {
        kind: "DAILY_STEPS",
        category: "Daily Steps",
        name: "Plimsolls",
        measure: Measure::Steps,
        value: 10_000,
        daily: true,
    },
    Badge {
        kind: "DAILY_STEPS",
        category: "Daily Steps",
        name: "Clogs",
        measure: Measure::Steps,
        value: 20_000,
        daily: true,
    },
    Badge {
        kind: "DAILY_FLOORS",
        category: "Daily Climb",
        name: "Stepladder",
        measure: Measure::Floors,
        value: 10,
        daily: true,
    },
    Badge {
        kind: "DAILY_FLOORS",
        category: "Daily Climb",
        name: "Lighthouse",
        measure: Measure::Floors,
        value: 25,
        daily: true,
    },
    Badge {
        kind: "LIFETIME_FLOORS",
        category: "Lifetime Climb",
        name: "Weather Balloon",
        measure: Measure::Floors,
        value: 500,
        daily: false,
    },
    Badge {
        kind: "LIFETIME_DISTANCE",
        category: "Lifetime Distance",
        name: "Coast to Coast",
        measure: Measure::Distance,
        value: 70,
        daily: false,
    },
    Badge {
        kind: "LIFETIME_DISTANCE",
        category: "Lifetime Distance",
        name: "Tern",
        measure: Measure::Distance,
        value: 804,
        daily: false,
    },
    Badge {
        kind: "GOAL_BASED_WEIGHT_LOSS",
        category: "Weight Loss",
        name: "Sack of Potatoes",
        measure: Measure::Weight,
        value: -5,
        daily: false,
    },
    Badge {
        kind: "GOAL_BASED_WEIGHT_LOSS",
        category: "Weight Goal",
        name: "There",
        measure: Measure::WeightGoal,
        value: 1,
        daily: false,
    },
];

/// The first few, as a profile shows them.
pub(super) fn highest(call: &Call<'_>, subject: usize) -> Vec<Value> {
    let person = call.person(subject);
    let shown = BADGES.iter().filter(|badge| !badge.is_about_weight());
    shown
        .filter_map(|badge| badge.body(call.world, person))
        .take(3)
        .collect()
}

/// All badges of a person. Those about weight are left out where My Body is closed.
pub(super) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    let subject = call.subject()?;
    let person = call.person(subject);
    let shows_body = call.world.shows(subject, Setting::MyBody, call.viewer());
    let written = call.world.badges[subject][usize::from(shows_body)].get_or_init(|| {
        let badges = BADGES
            .iter()
            .filter(|badge| shows_body || !badge.is_about_weight());
        let badges: Value = badges
            .filter_map(|badge| badge.body(call.world, person))
            .collect();
        json!({ "badges": badges }).to_string()
    });
    Ok(Answer::written(written.clone()))
}

impl Badge {
    fn is_about_weight(&self) -> bool {
        matches!(self.measure, Measure::Weight | Measure::WeightGoal)
    }

    /// The badge as this person has it, if they earned it.
    fn body(&self, world: &World, person: &Person) -> Option<Value> {
        let draw = world.draw(person).with("badge").with(self.name);
        if person.steps_a_day == 0 || draw.chance("not earned", 12) {
            return None;
        }
        let earned = world
            .opened
            .saturating_sub(draw.between("days ago", 1, 720).days());
        let times = if self.daily {
            draw.between("times", 1, 240)
        } else {
            1
        };
        let mut body = json!({
            "badgeType": self.kind(person.units),
            "dateTime": earned.to_string(),
            "timesAchieved": times,
            "value": self.value,
            "image50px": self.image(50),
            "image75px": self.image(75),
        });
        if let Some(unit) = self.unit(person.units) {
            body["unit"] = unit.into();
        }
        // Badges of the first years came with little else.
        if draw.chance("old", 15) {
            return Some(body);
        }
        self.describe(&mut body, draw, person.units);
        Some(body)
    }

    fn describe(&self, body: &mut Value, draw: Draw, units: Units) {
        let goal = self.goal(units);
        let texts = [
            ("category", self.category.to_owned()),
            ("name", format!("{} ({goal})", self.name)),
            ("shortName", self.name.to_owned()),
            ("description", goal.clone()),
            ("shortDescription", goal.clone()),
            (
                "earnedMessage",
                format!("The {} badge is yours now.", self.name),
            ),
            (
                "marketingDescription",
                format!("{goal}: that is the {} badge.", self.name),
            ),
            ("mobileDescription", format!("It took {goal} to get here.")),
            (
                "shareText",
                format!("I have the {} badge, for {goal}.", self.name),
            ),
            ("shareImage640px", self.image(640)),
            ("image100px", self.image(100)),
            ("image125px", self.image(125)),
            // Some images are missing, and the text is there all the same.
            (
                "image300px",
                if draw.chance("no large image", 20) {
                    String::new()
                } else {
                    self.image(300)
                },
            ),
            ("encodedId", format!("{:06X}", draw.bits("id") & 0xff_ffff)),
            (
                "badgeGradientStartColor",
                format!("{:06X}", draw.bits("first colour") & 0xff_ffff),
            ),
            (
                "badgeGradientEndColor",
                format!("{:06X}", draw.bits("last colour") & 0xff_ffff),
            ),
        ];
        for (name, text) in texts {
            body[name] = text.into();
        }
        body["cheers"] = json!([]);
    }

    /// The types of badges for weight lost name their unit; only that for pounds was ever seen.
    fn kind(&self, units: Units) -> &'static str {
        match (self.measure, units.weight_badge()) {
            (Measure::Weight, "POUNDS") => "LIFETIME_LOSS_POUNDS",
            _ => self.kind,
        }
    }

    fn unit(&self, units: Units) -> Option<&'static str> {
        match self.measure {
            Measure::Distance => Some(units.distance_badge()),
            Measure::Weight => Some(units.weight_badge()),
            Measure::Steps | Measure::Floors | Measure::WeightGoal => None,
        }
    }

    fn goal(&self, units: Units) -> String {
        match self.measure {
            Measure::Steps => format!("{} steps in a day", self.value),
            Measure::Floors if self.daily => format!("{} floors in a day", self.value),
            Measure::Floors => format!("{} floors", self.value),
            Measure::Distance => format!(
                "{} {}",
                self.value,
                units.distance_badge().to_ascii_lowercase()
            ),
            Measure::Weight => format!(
                "{} {} less",
                -self.value,
                units.weight_badge().to_ascii_lowercase()
            ),
            Measure::WeightGoal => "a weight goal".to_owned(),
        }
    }

    fn image(&self, pixels: u32) -> String {
        let name = self.name.to_ascii_lowercase().replace(' ', "_");
        format!("https://static.people.example/images/badges/{pixels}px/badge_{name}.png")
    }
}
