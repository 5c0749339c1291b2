//! The operations that the sandbox can answer, by the id that the spec gives them.
//!
//! Which of them exist, under which path and with which scopes, is the bundle's matter.

mod active_zone_minutes;
mod activity_day;
mod activity_goals;
mod activity_intraday;
mod activity_kinds;
mod activity_log;
mod activity_series;
mod activity_tcx;
mod activity_totals;
mod badges;
mod body;
mod body_series;
mod devices;
mod electrocardiogram;
mod food_log;
mod foods;
mod friends;
mod heart_rate;
mod heart_rate_intraday;
mod invitations;
mod irregular_rhythm;
mod leaderboard;
mod meals;
mod night_values;
mod paging;
mod profile;
mod sleep;
mod sleep_v1;
mod subscriptions;
mod user;
mod water;
mod window;

use crate::answer::Answer;
use crate::call::Call;
use crate::refusal::Refusal;

/// Answers a call that came through the gate.
pub(crate) type Handler = fn(&Call<'_>) -> Result<Answer, Refusal>;

const HANDLERS: &[(&str, Handler)] = &[
    ("add_favorite_food", foods::mark),
    ("create_activity_goals", activity_goals::set),
    ("create_activity_log", activity_log::create),
    ("create_alarm", devices::create),
    ("create_body_fat_goal", body::set_fat_goal),
    ("create_body_fat_log", body::create_fat),
    ("create_collection_subscription", subscriptions::create),
    ("create_favorite_activity", activity_kinds::mark),
    ("create_food", foods::create),
    ("create_food_goal", food_log::set_goal),
    ("create_food_log", food_log::create),
    ("create_meal", meals::create),
    ("create_sleep_goal_v1", sleep::set_goal),
    ("create_sleep_goals", sleep::set_goal),
    ("create_sleep_log", sleep::create),
    ("create_sleep_log_v1", sleep::create_v1),
    ("create_subscription", subscriptions::create),
    ("create_water_goal", water::set_goal),
    ("create_water_log", water::create),
    ("create_weight_goal", body::set_weight_goal),
    ("create_weight_log", body::create_weight),
    ("delete_activity_log", activity_log::delete),
    ("delete_alarm", devices::delete),
    ("delete_body_fat_log", body::delete_fat),
    ("delete_collection_subscription", subscriptions::delete),
    ("delete_custom_food", foods::delete),
    ("delete_favorite_activity", activity_kinds::unmark),
    ("delete_favorite_food", foods::unmark),
    ("delete_food_log", food_log::delete),
    ("delete_meal", meals::delete),
    ("delete_sleep_log", sleep::delete),
    ("delete_sleep_log_v1", sleep::delete),
    ("delete_subscription", subscriptions::delete),
    ("delete_water_log", water::delete),
    ("delete_weight_log", body::delete_weight),
    ("get_activity_goals", activity_goals::list),
    ("get_activity_intraday_by_date", activity_intraday::points),
    (
        "get_activity_intraday_by_date_time_window",
        activity_intraday::points,
    ),
    (
        "get_activity_intraday_by_interval",
        activity_intraday::points,
    ),
    (
        "get_activity_intraday_by_interval_time_window",
        activity_intraday::points,
    ),
    ("get_activity_log_list", activity_log::list),
    ("get_activity_tcx", activity_tcx::document),
    ("get_activity_time_series", activity_series::series),
    ("get_activity_type", activity_kinds::one),
    ("get_alarms", devices::alarms),
    ("get_all_activity_types", activity_kinds::all),
    ("get_azm_intraday_by_date", active_zone_minutes::points),
    (
        "get_azm_intraday_by_date_time_window",
        active_zone_minutes::points,
    ),
    ("get_azm_intraday_by_interval", active_zone_minutes::points),
    (
        "get_azm_intraday_by_interval_time_window",
        active_zone_minutes::points,
    ),
    ("get_azm_time_series", active_zone_minutes::series),
    ("get_badges", badges::list),
    ("get_body_fat_log", body::fat_of_day),
    ("get_body_fat_time_series", body::fat_of_days),
    ("get_body_goals", body::goal),
    ("get_body_time_series", body_series::series),
    (
        "get_breathing_rate_intraday_by_date",
        night_values::breathing_by_stage,
    ),
    (
        "get_breathing_rate_intraday_by_interval",
        night_values::breathing_by_stage,
    ),
    (
        "get_breathing_rate_summary_by_date",
        night_values::breathing,
    ),
    (
        "get_breathing_rate_summary_by_interval",
        night_values::breathing,
    ),
    (
        "get_collection_subscription_list",
        subscriptions::list_of_collection,
    ),
    ("get_daily_activity_summary", activity_day::summary),
    ("get_devices", devices::list),
    ("get_ecg_log_list", electrocardiogram::list),
    ("get_favorite_activities", activity_kinds::favorites),
    ("get_favorite_foods", foods::favorites),
    ("get_food", foods::one),
    ("get_food_goals", food_log::goals),
    ("get_food_locales", foods::locales),
    ("get_food_log", food_log::of_day),
    ("get_food_units", foods::units),
    ("get_frequent_activities", activity_kinds::frequent),
    ("get_frequent_foods", food_log::frequent),
    ("get_friend_invitations_v1", invitations::list),
    ("get_friend_invitations_v1_1", invitations::list_v1_1),
    ("get_friends", friends::list),
    ("get_friends_leaderboard", leaderboard::ranking),
    ("get_friends_leaderboard_v1", leaderboard::ranking_v1),
    ("get_friends_v1", friends::list_v1),
    (
        "get_heart_rate_intraday_by_date",
        heart_rate_intraday::points,
    ),
    (
        "get_heart_rate_intraday_by_date_time_window",
        heart_rate_intraday::points,
    ),
    (
        "get_heart_rate_intraday_by_interval",
        heart_rate_intraday::points,
    ),
    (
        "get_heart_rate_intraday_by_interval_time_window",
        heart_rate_intraday::points,
    ),
    ("get_heart_rate_time_series", heart_rate::series),
    ("get_hrv_intraday_by_date", night_values::variability_within),
    (
        "get_hrv_intraday_by_interval",
        night_values::variability_within,
    ),
    ("get_hrv_summary_by_date", night_values::variability),
    ("get_hrv_summary_by_interval", night_values::variability),
    ("get_irn_alerts_list", irregular_rhythm::alerts),
    ("get_irn_profile", irregular_rhythm::profile),
    ("get_lifetime_stats", activity_totals::lifetime),
    ("get_meal", meals::one),
    ("get_meals", meals::list),
    ("get_nutrition_time_series", food_log::series),
    ("get_profile", user::profile),
    ("get_recent_activity_types", activity_kinds::recent),
    ("get_recent_foods", food_log::recent),
    ("get_sleep_goal_v1", sleep_v1::goal),
    ("get_sleep_goals", sleep::goals),
    ("get_sleep_log_by_date", sleep::of_day),
    ("get_sleep_log_by_date_range", sleep::of_days),
    ("get_sleep_log_by_date_v1", sleep_v1::of_day),
    ("get_sleep_log_list", sleep::list),
    ("get_sleep_time_series_v1", sleep_v1::series),
    ("get_spo2_intraday_by_date", night_values::oxygen_within),
    ("get_spo2_intraday_by_interval", night_values::oxygen_within),
    ("get_spo2_summary_by_date", night_values::oxygen),
    ("get_spo2_summary_by_interval", night_values::oxygen),
    ("get_subscription_list", subscriptions::list),
    ("get_temperature_core_summary_by_date", night_values::core),
    (
        "get_temperature_core_summary_by_interval",
        night_values::core,
    ),
    ("get_temperature_skin_summary_by_date", night_values::skin),
    (
        "get_temperature_skin_summary_by_interval",
        night_values::skin,
    ),
    (
        "get_tracker_activity_time_series",
        activity_series::of_tracker,
    ),
    ("get_vo2max_summary_by_date", night_values::cardio_fitness),
    (
        "get_vo2max_summary_by_interval",
        night_values::cardio_fitness,
    ),
    ("get_water_goal", water::goal),
    ("get_water_log", water::of_day),
    ("get_weight_log", body::weight_of_day),
    ("get_weight_time_series", body::weight_of_days),
    ("invite_friend_v1", invitations::invite),
    ("invite_friend_v1_1", invitations::invite),
    ("respond_friend_invitation_v1", invitations::respond),
    ("respond_friend_invitation_v1_1", invitations::respond_v1_1),
    ("search_foods", foods::search),
    ("update_alarm", devices::update),
    ("update_food_log", food_log::update),
    ("update_meal", meals::update),
    ("update_profile", user::update),
    ("update_water_log", water::update),
];

/// The handler of an operation.
pub(crate) fn handler(id: &str) -> Option<Handler> {
    HANDLERS
        .iter()
        .find(|(known, _)| *known == id)
        .map(|(_, handler)| *handler)
}

/// The ids of all operations that have a handler.
#[cfg(test)]
pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
    HANDLERS.iter().map(|(id, _)| *id)
}
