//! The operations that the sandbox can answer, by the id that the spec gives them.
//!
//! Which of them exist, under which path and with which scopes, is the bundle's matter.

mod activity_log;
mod badges;
mod body;
mod body_series;
mod devices;
mod electrocardiogram;
mod food_log;
mod foods;
mod friends;
mod invitations;
mod irregular_rhythm;
mod leaderboard;
mod meals;
mod paging;
mod profile;
mod sleep;
mod sleep_v1;
mod subscriptions;
mod user;
mod water;

use crate::answer::Answer;
use crate::call::Call;
use crate::refusal::Refusal;

/// Answers a call that came through the gate.
pub(crate) type Handler = fn(&Call<'_>) -> Result<Answer, Refusal>;

const HANDLERS: &[(&str, Handler)] = &[
    ("get_activity_log_list", activity_log::list),
    ("get_alarms", devices::alarms),
    ("get_badges", badges::list),
    ("get_body_fat_log", body::fat_of_day),
    ("get_body_fat_time_series", body::fat_of_days),
    ("get_body_goals", body::goal),
    ("get_body_time_series", body_series::series),
    (
        "get_collection_subscription_list",
        subscriptions::list_of_collection,
    ),
    ("get_devices", devices::list),
    ("get_ecg_log_list", electrocardiogram::list),
    ("get_favorite_foods", foods::favorites),
    ("get_food", foods::one),
    ("get_food_goals", food_log::goals),
    ("get_food_locales", foods::locales),
    ("get_food_log", food_log::of_day),
    ("get_food_units", foods::units),
    ("get_frequent_foods", food_log::frequent),
    ("get_friend_invitations_v1", invitations::list),
    ("get_friend_invitations_v1_1", invitations::list_v1_1),
    ("get_friends", friends::list),
    ("get_friends_leaderboard", leaderboard::ranking),
    ("get_friends_leaderboard_v1", leaderboard::ranking_v1),
    ("get_friends_v1", friends::list_v1),
    ("get_irn_alerts_list", irregular_rhythm::alerts),
    ("get_irn_profile", irregular_rhythm::profile),
    ("get_meal", meals::one),
    ("get_meals", meals::list),
    ("get_nutrition_time_series", food_log::series),
    ("get_profile", user::profile),
    ("get_recent_foods", food_log::recent),
    ("get_sleep_goal_v1", sleep_v1::goal),
    ("get_sleep_goals", sleep::goals),
    ("get_sleep_log_by_date", sleep::of_day),
    ("get_sleep_log_by_date_range", sleep::of_days),
    ("get_sleep_log_by_date_v1", sleep_v1::of_day),
    ("get_sleep_log_list", sleep::list),
    ("get_sleep_time_series_v1", sleep_v1::series),
    ("get_subscription_list", subscriptions::list),
    ("get_water_goal", water::goal),
    ("get_water_log", water::of_day),
    ("get_weight_log", body::weight_of_day),
    ("get_weight_time_series", body::weight_of_days),
    ("invite_friend_v1", invitations::invite),
    ("respond_friend_invitation_v1", invitations::respond),
    ("search_foods", foods::search),
];

/// The handler of an operation.
pub(crate) fn handler(id: &str) -> Option<Handler> {
    HANDLERS
        .iter()
        .find(|(known, _)| *known == id)
        .map(|(_, handler)| *handler)
}

/// The handler of all operations that write what the sandbox does not keep.
pub(crate) fn not_kept(_: &Call<'_>) -> Result<Answer, Refusal> {
    Err(Refusal::not_kept())
}

/// The ids of all operations that have a handler.
#[cfg(test)]
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    HANDLERS.iter().map(|(id, _)| *id)
}
