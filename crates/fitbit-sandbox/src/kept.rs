//! What calls have written. Answers are invented and then laid over with this; nothing here invents anything or knows of
//! HTTP. Nothing is kept for a person of whom nothing was written.

mod alarm;
mod goals;
mod heard;
mod log;
mod marks;
mod subscribed;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::activity::Workout;
use crate::day::{Drink, Eaten, FatReading, Food, Meal, Sleep, Weighing};
use crate::person::Person;
use crate::world::World;

pub(crate) use alarm::Alarm;
pub(crate) use goals::{FoodGoal, Goals, WeightGoal};
pub(crate) use heard::Heard;
pub(crate) use log::{Entry, Log};
pub(crate) use marks::Marks;
pub(crate) use subscribed::{ALL, Outcome, Subscribed};

/// All that was written in one sandbox.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    records: HashMap<String, Arc<Records>>,
    /// Shared by all of whom nothing was written.
    nothing: Arc<Records>,
    /// People as their owners changed them, by their places.
    profiles: Arc<BTreeMap<usize, Person>>,
    pub(crate) subscribed: Subscribed,
    /// How many ids were given.
    given: i64,
}

/// What was written of one person.
#[derive(Clone, Debug, Default)]
pub(crate) struct Records {
    pub(crate) workouts: Log<Workout>,
    pub(crate) favorite_activities: Marks,
    pub(crate) weighings: Log<Weighing>,
    pub(crate) fat: Log<FatReading>,
    pub(crate) eaten: Log<Eaten>,
    pub(crate) favorite_foods: Marks,
    pub(crate) foods: Log<Food>,
    pub(crate) meals: Log<Meal>,
    pub(crate) drunk: Log<Drink>,
    pub(crate) sleeps: Log<Sleep>,
    pub(crate) alarms: Log<Alarm>,
    pub(crate) goals: Goals,
    pub(crate) heard: Heard,
    /// Settings of the account that follow from nothing else, by the name that the profile has for them.
    pub(crate) settings: BTreeMap<&'static str, String>,
}

impl Kept {
    /// See [`World::new_number`].
    pub(crate) fn next_number(&mut self) -> i64 {
        self.given += 1;
        self.given
    }
}

impl World {
    /// What was written of a person, as it stands now.
    pub(crate) fn kept(&self, person: &Person) -> Arc<Records> {
        let state = self.state();
        let kept = &state.kept;
        kept.records
            .get(&person.id)
            .unwrap_or(&kept.nothing)
            .clone()
    }

    /// Changes what is written of a person. Nothing that reads the world may be done in `change`: the state is locked.
    pub(crate) fn keep<T>(&self, person: &Person, change: impl FnOnce(&mut Records) -> T) -> T {
        let mut state = self.state();
        let records = state.kept.records.entry(person.id.clone()).or_default();
        change(Arc::make_mut(records))
    }

    /// A number that no other call of this gets.
    pub(crate) fn new_number(&self) -> i64 {
        self.state().kept.next_number()
    }

    /// The people who changed, by their places.
    pub(crate) fn changed_people(&self) -> Arc<BTreeMap<usize, Person>> {
        self.state().kept.profiles.clone()
    }

    /// Changes a person.
    pub(crate) fn change_person(&self, place: usize, change: impl FnOnce(&mut Person)) {
        let mut state = self.state();
        let profiles = Arc::make_mut(&mut state.kept.profiles);
        let person = profiles
            .entry(place)
            .or_insert_with(|| self.people[place].clone());
        change(person);
    }
}
