//! Asking to be friends, and answering. What is done here changes what later calls read.

use serde_json::{Value, json};

use super::profile;
use crate::activity::offset_date_time;
use crate::answer::Answer;
use crate::call::Call;
use crate::refusal::Refusal;
use crate::world::Invitation;

/// Invites a person by id or by e-mail address. An address of nobody here is fine: it need not be a member's.
pub(super) fn invite(call: &Call<'_>) -> Result<Answer, Refusal> {
    let from = call.owner()?;
    let email = call
        .argument("invitedUserEmail")
        .filter(|email| !email.is_empty());
    let id = call.argument("invitedUserId").filter(|id| !id.is_empty());
    let to = match (email, id) {
        (Some(email), None) if !email.contains('@') => {
            return Err(Refusal::validation(
                "invitedUserEmail",
                "This is no e-mail address.",
            ));
        }
        (Some(email), None) => {
            let invited = call
                .world
                .people
                .iter()
                .position(|person| person.email().eq_ignore_ascii_case(email));
            let Some(invited) = invited else {
                return Ok(Answer::created());
            };
            invited
        }
        (None, Some(id)) => call.world.place(id).ok_or_else(Refusal::no_such_person)?,
        (Some(_), Some(_)) => {
            return Err(Refusal::validation(
                "invitedUserId",
                "Either invitedUserEmail or invitedUserId is given, not both.",
            ));
        }
        (None, None) => {
            return Err(Refusal::validation(
                "invitedUserEmail",
                "Either invitedUserEmail or invitedUserId is required.",
            ));
        }
    };
    let field = if id.is_some() {
        "invitedUserId"
    } else {
        "invitedUserEmail"
    };
    if to == from {
        return Err(Refusal::validation(field, "Nobody can invite themselves."));
    }
    let mut state = call.world.state();
    if state.are_friends(from, to) {
        return Err(Refusal::validation(
            field,
            "This person is a friend already.",
        ));
    }
    // A second invitation while the first one waits changes nothing.
    if !state
        .invitations
        .iter()
        .any(|invitation| invitation.from == from && invitation.to == to)
    {
        state.invitations.push(Invitation {
            from,
            to,
            sent: call.now,
        });
    }
    Ok(Answer::created())
}

fn waiting(call: &Call<'_>, owner: usize) -> Vec<Invitation> {
    let state = call.world.state();
    let waiting = state.invitations.iter();
    waiting
        .filter(|invitation| invitation.to == owner)
        .cloned()
        .collect()
}

/// The same in version 1.1: invitations and, beside them, who sent them.
pub(super) fn list_v1_1(call: &Call<'_>) -> Result<Answer, Refusal> {
    let owner = call.owner()?;
    let zone = call.person(owner).zone();
    let (mut data, mut included) = (Vec::new(), Vec::new());
    for invitation in waiting(call, owner) {
        let from = call.person(invitation.from);
        data.push(json!({
            "type": "inbox-invitation",
            "id": invitation.sent.as_millisecond(),
            "attributes": {
                "dateTime": invitation.sent.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%.3f").to_string(),
                "source": "FITBIT",
            },
            "relationships": {"user": {"data": {"type": "person", "id": from.id}}},
        }));
        let mut person = profile::person(call, invitation.from, owner);
        person["attributes"]["friend"] = false.into();
        included.push(person);
    }
    Ok(Answer::json(json!({"data": data, "included": included})))
}

/// The invitations that wait for the person's answer, oldest first.
pub(super) fn list(call: &Call<'_>) -> Result<Answer, Refusal> {
    let owner = call.owner()?;
    let waiting = waiting(call, owner);
    let zone = call.person(owner).zone();
    let friends = waiting.into_iter().map(|invitation| {
        json!({
            "dateTime": invitation.sent.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%.3f").to_string(),
            "user": profile::user_v1(call, invitation.from, true),
        })
    });
    Ok(Answer::json(json!({"friends": friends.collect::<Value>()})))
}

/// Accepts or rejects one of them.
pub(super) fn respond(call: &Call<'_>) -> Result<Answer, Refusal> {
    answer(call)?;
    let owner = call.person(call.owner()?);
    let answered = offset_date_time(&call.now.to_zoned(owner.zone()));
    let inviter = call.parameter("from-user-id");
    Ok(Answer::json(
        json!({"friends": [{"dateTime": answered, "userId": inviter}]}),
    ))
}

/// The same in version 1.1, which says nothing of it.
pub(super) fn respond_v1_1(call: &Call<'_>) -> Result<Answer, Refusal> {
    answer(call)?;
    Ok(Answer::deleted())
}

fn answer(call: &Call<'_>) -> Result<(), Refusal> {
    let owner = call.owner()?;
    let accepted = match call.argument("accept") {
        Some("true") => true,
        Some("false") => false,
        _ => return Err(Refusal::validation("accept", "true or false is required.")),
    };
    let inviter = call.parameter("from-user-id");
    let from = call.world.place(inviter);
    let mut state = call.world.state();
    let waiting = state
        .invitations
        .iter()
        .position(|invitation| Some(invitation.from) == from && invitation.to == owner);
    let (Some(waiting), Some(from)) = (waiting, from) else {
        return Err(Refusal::no_such_invitation());
    };
    state.invitations.remove(waiting);
    if accepted {
        state.befriend(from, owner);
        // The two may have invited each other.
        state
            .invitations
            .retain(|invitation| (invitation.from, invitation.to) != (owner, from));
    }
    Ok(())
}
