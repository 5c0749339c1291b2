//! Invitations to become friends: to one person at a time, by address or by id, and never sent twice.
//!
//! The documentation has withdrawn them, without successor. Source:
//! <https://dev.fitbit.com/build/reference/web-api/friends/>.

use std::fmt;

use fitbit_api::prelude::*;
use fitbit_api::{UserId, types};

use crate::error::{Error, ErrorKind};
use crate::person::User;
use crate::reply::Reply;

/// Whom an invitation is for.
#[derive(Clone)]
pub enum Invitee {
    /// An e-mail address, of a member or not: the service sends a mail.
    Email(String),
    /// A member: the invitation is made silently and waits in that person's list.
    Id(UserId),
}

impl fmt::Debug for Invitee {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Invitee")
    }
}

impl User {
    /// Invites one person to be a friend of this user.
    ///
    /// The terms of service forbid bulk invitations, so there is no form for several: call it for one person whom the
    /// user has chosen. It is never sent twice by this crate; after an error that
    /// [may have taken effect](Error::may_have_taken_effect), look at the list of friends before trying again.
    ///
    /// Withdrawn from the documentation, without successor.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] when the address or the id cannot be one: nothing is sent then. See [`ErrorKind`]
    /// for the others.
    pub async fn invite_friend_v1(&self, invitee: Invitee) -> Result<Reply<()>, Error> {
        let wrong =
            |detail: &'static str| Error::new(ErrorKind::InvalidRequest).with_detail(detail);
        let (email, id) = match invitee {
            Invitee::Email(email) => {
                // Whether the address exists only a mail can tell; this much every address has.
                let is_address = email
                    .split_once('@')
                    .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
                if !is_address
                    || email
                        .chars()
                        .any(|sign| sign.is_whitespace() || sign.is_control())
                {
                    return Err(wrong("invitedUserEmail is not an e-mail address"));
                }
                (Some(email), None)
            }
            Invitee::Id(id) => {
                let id: UserId = id
                    .as_str()
                    .parse()
                    .map_err(|_| wrong("invitedUserId is not a user id"))?;
                (None, Some(id))
            }
        };
        self.call("invite_friend_v1", async |client| {
            client
                .invite_friend_v1()
                .body_map(|body| body.invited_user_email(email).invited_user_id(id))
                .send()
                .await
        })
        .await
    }

    /// Accepts or rejects the invitation of one person.
    ///
    /// It is never sent twice by this crate. Withdrawn from the documentation, without successor.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] when that person has not invited this user. See [`ErrorKind`] for the others.
    pub async fn respond_friend_invitation_v1(
        &self,
        from: &UserId,
        accept: bool,
    ) -> Result<Reply<types::FriendInvitationAnswerListV1>, Error> {
        let from: UserId = from.as_str().parse().map_err(|_| {
            Error::new(ErrorKind::InvalidRequest).with_detail("from-user-id is not a user id")
        })?;
        self.call("respond_friend_invitation_v1", async |client| {
            client
                .respond_friend_invitation_v1()
                .from_user_id(from)
                .body_map(|body| body.accept(accept))
                .send()
                .await
        })
        .await
    }
}
