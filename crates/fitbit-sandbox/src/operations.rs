//! The operations that the sandbox can answer, by the id that the spec gives them.
//!
//! Which of them exist, under which path and with which scopes, is the bundle's matter.

mod activity_log;
mod badges;
mod friends;
mod invitations;
mod leaderboard;
mod paging;
mod profile;
mod subscriptions;

use crate::answer::Answer;
use crate::call::Call;
use crate::refusal::Refusal;

/// Answers a call that came through the gate.
pub(crate) type Handler = fn(&Call<'_>) -> Result<Answer, Refusal>;

const HANDLERS: &[(&str, Handler)] = &[
    ("get_activity_log_list", activity_log::list),
    ("get_badges", badges::list),
    (
        "get_collection_subscription_list",
        subscriptions::list_of_collection,
    ),
    ("get_friend_invitations_v1", invitations::list),
    ("get_friends", friends::list),
    ("get_friends_leaderboard", leaderboard::ranking),
    ("get_friends_leaderboard_v1", leaderboard::ranking_v1),
    ("get_friends_v1", friends::list_v1),
    ("get_subscription_list", subscriptions::list),
    ("invite_friend_v1", invitations::invite),
    ("respond_friend_invitation_v1", invitations::respond),
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
