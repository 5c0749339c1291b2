//! Operations whose arguments are better a type of their own than what the spec can say. All others are generated.

mod friends;

pub use friends::Invitee;
