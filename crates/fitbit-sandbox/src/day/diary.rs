//! What a person eats and drinks and writes down: entries of a day, favourites, meals under a name, and goals.

use std::borrow::Cow;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::{FOODS, Food, Life, Portion, day_of_id, log_id, written_id};
use crate::draw::{Draw, round};
use crate::kept::Entry;
use crate::person::Feature;

const FOOD_LOG_IDS: i64 = 3_100_000_000_000_000_000;
/// Everybody's meals are numbered from here on.
const MEAL_IDS: i64 = 4_100_001;
const WATER_LOG_IDS: i64 = 3_500_000_000_000_000_000;

/// The meals of a day: the API's number, the minute of the day, how many foods at most, and how often it is eaten.
const MEALS: [(i32, i32, i32, u32); 6] = [
    (1, 7 * 60 + 20, 3, 90),
    (2, 10 * 60 + 15, 1, 45),
    (3, 12 * 60 + 40, 3, 92),
    (4, 15 * 60 + 50, 2, 50),
    (5, 19 * 60 + 10, 4, 95),
    (6, 21 * 60 + 45, 1, 12),
];

/// An entry at any time: energy without a food behind it.
const ANY_TIME: i32 = 7;

/// One entry of the food log.
#[derive(Clone, Debug)]
pub(crate) struct Eaten {
    pub(crate) log_id: i64,
    pub(crate) day: Date,
    pub(crate) meal: i32,
    /// None: mere energy.
    pub(crate) portion: Option<Portion>,
    pub(crate) calories: i32,
}

/// One entry of the water log.
#[derive(Clone, Debug)]
pub(crate) struct Drink {
    pub(crate) log_id: i64,
    pub(crate) day: Date,
    pub(crate) millilitres: f64,
}

/// Foods under a name.
#[derive(Clone, Debug)]
pub(crate) struct Meal {
    pub(crate) id: i64,
    pub(crate) name: Cow<'static, str>,
    pub(crate) description: Cow<'static, str>,
    pub(crate) foods: Vec<Portion>,
}

/// Energy in kilocalories; carbohydrates, fat, fibre and protein in grams, sodium in milligrams.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Nutrients {
    pub(crate) calories: i32,
    pub(crate) contents: [f64; 5],
}

impl Life<'_> {
    /// Whether this person writes down what is eaten.
    pub(crate) fn keeps_diary(&self) -> bool {
        self.person.has(Feature::FoodDiary)
    }

    /// Whether there is a diary to read: invented, or written by calls.
    pub(crate) fn has_diary(&self) -> bool {
        let kept = self.world.kept(self.person);
        self.keeps_diary() || !(kept.eaten.written().is_empty() && kept.drunk.written().is_empty())
    }

    /// The entries of a day: those of the invented diary in the order of the meals, then what was written by calls.
    pub(crate) fn eaten(&self, day: Date) -> Vec<Eaten> {
        let kept = self.world.kept(self.person);
        kept.eaten.of_day(day, self.invented_eaten(day))
    }

    /// The entry of this id.
    pub(crate) fn eaten_of_id(&self, id: i64) -> Option<Eaten> {
        let days = day_of_id(FOOD_LOG_IDS, id);
        let mut entries = days.map(|day| self.eaten(day)).unwrap_or_default();
        entries.retain(|eaten| eaten.log_id == id);
        entries.pop()
    }

    /// An id for an entry that a call writes.
    pub(crate) fn new_food_log_id(&self, day: Date) -> i64 {
        written_id(FOOD_LOG_IDS, day, self.world.new_number())
    }

    fn invented_eaten(&self, day: Date) -> Vec<Eaten> {
        let draw = self.draw(day, "eaten").filter(|_| self.keeps_diary());
        // Nobody keeps at it every day.
        let Some(draw) = draw.filter(|draw| !draw.chance("forgotten", 22)) else {
            return Vec::new();
        };
        let mut eaten = Vec::new();
        for (meal, minute, most, percent) in MEALS {
            let draw = draw.with(&format!("meal {meal}"));
            if !self.is_past(day, minute) || !draw.chance("eaten", percent) {
                continue;
            }
            for place in 0..draw.between("foods", 1, most) {
                let food = self.food_for(meal, draw.with(&format!("food {place}")));
                let servings = f64::from(draw.between(&format!("halves {place}"), 1, 4)) / 2.0;
                let portion = food.servings(servings);
                eaten.push(Eaten {
                    log_id: log_id(FOOD_LOG_IDS, day, meal * 10 + place, draw),
                    day,
                    meal,
                    calories: portion.calories(),
                    portion: Some(portion),
                });
            }
        }
        if self.is_past(day, 12 * 60) && draw.chance("mere energy", 15) {
            eaten.push(Eaten {
                log_id: log_id(FOOD_LOG_IDS, day, ANY_TIME * 10, draw),
                day,
                meal: ANY_TIME,
                portion: None,
                calories: draw.between("energy", 4, 50) * 10,
            });
        }
        eaten
    }

    /// The entries of the water log of a day.
    pub(crate) fn drunk(&self, day: Date) -> Vec<Drink> {
        let kept = self.world.kept(self.person);
        kept.drunk.of_day(day, self.invented_drunk(day))
    }

    /// The entry of this id.
    pub(crate) fn drunk_of_id(&self, id: i64) -> Option<Drink> {
        let days = day_of_id(WATER_LOG_IDS, id);
        let mut entries = days.map(|day| self.drunk(day)).unwrap_or_default();
        entries.retain(|drink| drink.log_id == id);
        entries.pop()
    }

    /// An id for an entry that a call writes.
    pub(crate) fn new_water_log_id(&self, day: Date) -> i64 {
        written_id(WATER_LOG_IDS, day, self.world.new_number())
    }

    fn invented_drunk(&self, day: Date) -> Vec<Drink> {
        let draw = self.draw(day, "drunk").filter(|_| self.keeps_diary());
        let Some(draw) = draw.filter(|draw| !draw.chance("forgotten", 30)) else {
            return Vec::new();
        };
        let glasses = (0..draw.between("glasses", 2, 7)).filter_map(|place| {
            let millilitres = draw.between(&format!("glass {place}"), 3, 10) * 50;
            let drunk = self.is_past(day, 8 * 60 + place * 110);
            drunk.then(|| Drink {
                log_id: log_id(WATER_LOG_IDS, day, place, draw),
                day,
                millilitres: f64::from(millilitres),
            })
        });
        glasses.collect()
    }

    /// The foods that the person has marked, a private one among them.
    pub(crate) fn favorite_foods(&self) -> Vec<Food> {
        let kept = self.world.kept(self.person);
        let is_marked = |food: &Food| {
            let invented = self.is_invented_favorite(food);
            kept.favorite_foods.has(food.id, invented)
        };
        let mut foods = self.known_foods();
        // The person's own come first.
        foods.rotate_left(FOODS.len());
        foods.retain(is_marked);
        foods
    }

    /// Whether a food was marked before any call.
    pub(crate) fn is_invented_favorite(&self, food: &Food) -> bool {
        let draw = self.world.draw(self.person).with("favorite foods");
        let is_public = food.creator.is_none();
        let is_own = || food.id == Food::own(self.world, self.person).id;
        self.keeps_diary() && (is_public && draw.chance(&food.name, 15) || !is_public && is_own())
    }

    /// The public foods, then those that the person made.
    pub(crate) fn known_foods(&self) -> Vec<Food> {
        let kept = self.world.kept(self.person);
        let diary = self.keeps_diary();
        let own = diary.then(|| Food::own(self.world, self.person));
        let own = kept.foods.all(own.into_iter().collect());
        FOODS.iter().cloned().chain(own).collect()
    }

    /// Foods that are eaten together.
    pub(crate) fn meals(&self) -> Vec<Meal> {
        let kept = self.world.kept(self.person);
        kept.meals.all(self.invented_meals())
    }

    /// An id for a meal that a call writes.
    pub(crate) fn new_meal_id(&self) -> i64 {
        // Well above the invented ones.
        MEAL_IDS + 100 + self.world.new_number()
    }

    fn invented_meals(&self) -> Vec<Meal> {
        if !self.keeps_diary() {
            return Vec::new();
        }
        let draw = self.world.draw(self.person).with("meals");
        let own = Food::own(self.world, self.person);
        let of = |place: usize| FOODS[place].clone();
        let mut meals = vec![Meal {
            id: MEAL_IDS,
            name: "Weekday Breakfast".into(),
            description: "On the table in five minutes".into(),
            foods: vec![own.servings(1.0), of(3).servings(1.0), of(5).servings(2.0)],
        }];
        if draw.chance("second", 60) {
            meals.push(Meal {
                id: MEAL_IDS + 1,
                name: "Soup and Bread".into(),
                description: "".into(),
                foods: vec![of(11).servings(1.0), of(1).servings(2.0)],
            });
        }
        meals
    }

    /// The energy that the person wants to eat in a day, in kilocalories, if there is a goal.
    pub(crate) fn calorie_goal(&self) -> Option<i64> {
        let kept = self.world.kept(self.person);
        if let Some(goal) = &kept.goals.food {
            return Some(goal.calories);
        }
        let draw = self.world.draw(self.person).with("food goal");
        self.keeps_diary()
            .then(|| i64::from(draw.between("calories", 34, 52)) * 50)
    }

    /// The water that the person wants to drink in a day, in millilitres, and since when.
    pub(crate) fn water_goal(&self) -> Option<(f64, Date)> {
        let kept = self.world.kept(self.person);
        if let Some(goal) = kept.goals.water {
            return Some(goal);
        }
        let draw = self.world.draw(self.person).with("water goal");
        let since = self
            .first_day()
            .saturating_add(draw.between("since", 3, 400).days());
        self.keeps_diary()
            .then(|| (f64::from(draw.between("glasses", 6, 11)) * 250.0, since))
    }

    fn food_for(&self, meal: i32, draw: Draw) -> Food {
        let own = Food::own(self.world, self.person);
        if own.meals.contains(&meal) && draw.chance("own", 25) {
            return own;
        }
        let fitting: Vec<&Food> = FOODS
            .iter()
            .filter(|food| food.meals.contains(&meal))
            .collect();
        let last = i32::try_from(fitting.len() - 1).expect("a handful");
        let place = usize::try_from(draw.between("which", 0, last)).expect("not negative");
        fitting[place].clone()
    }

    /// Whether it is later than that minute of that day where the person lives.
    fn is_past(&self, day: Date, minute: i32) -> bool {
        DateTime::from(day).saturating_add(minute.minutes()) <= self.local()
    }
}

impl Eaten {
    /// What it contains; nothing is known of mere energy.
    pub(crate) fn nutrients(&self) -> Option<Nutrients> {
        let portion = self.portion.as_ref()?;
        let servings = portion.servings();
        Some(Nutrients {
            calories: self.calories,
            contents: portion
                .food
                .contents
                .map(|value| round(value * servings, 2)),
        })
    }
}

impl Entry for Eaten {
    fn id(&self) -> i64 {
        self.log_id
    }

    fn day(&self) -> Option<Date> {
        Some(self.day)
    }
}

impl Entry for Drink {
    fn id(&self) -> i64 {
        self.log_id
    }

    fn day(&self) -> Option<Date> {
        Some(self.day)
    }
}

impl Entry for Meal {
    fn id(&self) -> i64 {
        self.id
    }

    fn day(&self) -> Option<Date> {
        None
    }
}

impl Nutrients {
    /// The sums of entries.
    pub(crate) fn sum(eaten: &[Eaten]) -> Self {
        let mut sum = Self {
            calories: eaten.iter().map(|eaten| eaten.calories).sum(),
            ..Self::default()
        };
        for nutrients in eaten.iter().filter_map(Eaten::nutrients) {
            for (sum, value) in sum.contents.iter_mut().zip(nutrients.contents) {
                *sum = round(*sum + value, 2);
            }
        }
        sum
    }
}
