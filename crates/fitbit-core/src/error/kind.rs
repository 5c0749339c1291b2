//! What goes wrong, as coarse as a caller would branch on, and what to do about it.

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client's settings contradict themselves or the rules of this crate. Nothing was sent.
    Configuration,
    /// An argument breaks a rule of the API. Nothing was sent.
    InvalidRequest,
    /// The person did not grant a scope that the operation needs. Nothing was sent.
    MissingScope,
    /// There is no usable token; [`Error::auth`](crate::Error::auth) says why, where a store of tokens was asked.
    Token,
    /// The person's consent has ended, or its token was lost: only the person can give another one. Nothing more was sent.
    NeedsConsent,
    /// The budget has no call left within the caller's patience. Nothing was sent.
    BudgetSpent,
    /// The store of the tokens or of the budget cannot be reached. Nothing was sent.
    Store,
    /// A link leads to another scheme, host or port, or is no link at all. Nothing was sent.
    ForeignLink,
    /// A list led back to a page that was read already: following it would never end.
    RepeatedPage,
    /// A cursor is damaged, or belongs to another list, person or direction. Nothing was sent.
    Cursor,
    /// One item of an answer is not what the operation promises: see [`Error::misfit`](crate::Error::misfit). The others
    /// are there, and what it stands in goes on. [`Error::body`](crate::Error::body) is the item.
    BadItem,
    /// The server does not take the token: 401.
    Unauthorized,
    /// Another person's privacy settings refuse the call: 401 or 403. A new token does not help.
    Private,
    /// The app or the token may not do this: 403.
    Forbidden,
    /// There is nothing with this id: 404.
    NotFound,
    /// The quota of this user and app is spent: 429.
    RateLimited,
    /// The API is switched off: 410. It does not come back.
    Retired,
    /// The server refused the request: any other 4xx, or an error document with a status of success.
    Rejected,
    /// The server failed: 5xx.
    Server,
    /// The server answered with a redirect, which is never followed: the token would go with it.
    Redirected,
    /// No connection: the request did not reach the server.
    Connect,
    /// No answer in time.
    Timeout,
    /// The answer broke off.
    Interrupted,
    /// The body of the answer is larger than the client's settings allow, after decompression. It was not read on.
    TooLarge,
    /// The answer is not what the operation promises: see [`Error::misfit`](super::Error::misfit).
    Decode,
}

impl ErrorKind {
    /// A name that stays the same, for labels of metrics and for logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::InvalidRequest => "invalid_request",
            Self::MissingScope => "missing_scope",
            Self::Token => "token",
            Self::NeedsConsent => "needs_consent",
            Self::BudgetSpent => "budget_spent",
            Self::Store => "store",
            Self::ForeignLink => "foreign_link",
            Self::RepeatedPage => "repeated_page",
            Self::Cursor => "cursor",
            Self::BadItem => "bad_item",
            Self::Unauthorized => "unauthorized",
            Self::Private => "private",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::RateLimited => "rate_limited",
            Self::Retired => "retired",
            Self::Rejected => "rejected",
            Self::Server => "server",
            Self::Redirected => "redirected",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted",
            Self::TooLarge => "too_large",
            Self::Decode => "decode",
        }
    }

    /// What to do about it, in a sentence for whoever runs the service.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Configuration => "Mend the setting that the error names.",
            Self::InvalidRequest => "Mend the argument that the error names; no call was spent.",
            Self::MissingScope => "Ask the person for the scope that the error names.",
            Self::Token => "Get a token for this person, by a refresh or by asking for consent.",
            Self::NeedsConsent => "Ask the person for consent again.",
            Self::BudgetSpent => "Call again after the time that the error names, or wait longer.",
            Self::Store => "Check the store; call again later.",
            Self::ForeignLink => {
                "Do not follow the link; if the service has moved, set its new base URL."
            }
            Self::RepeatedPage => {
                "Stop here: what came before is complete, the rest cannot be had."
            }
            Self::Cursor => "Start the list anew, or take the cursor of this very list.",
            Self::BadItem => "Keep the item's body and mend the spec; the other items are good.",
            Self::Unauthorized => "Get a new token; if that fails too, ask the person for consent.",
            Self::Private => "Take it as closed by the person, until the person opens it.",
            Self::Forbidden => "Check what the app is approved for and what the person granted.",
            Self::NotFound => "Take it as not there, or check the id.",
            Self::RateLimited => "Call again after the time that the error names.",
            Self::Retired => "Stop calling: the service has ended. Move to its successor.",
            Self::Rejected => "Read what the server says, and mend the request.",
            Self::Server => {
                "Call again later; give the server's error id when you ask for support."
            }
            Self::Redirected => "Check the base URL and what stands between here and the service.",
            Self::Connect => "Check the network, the proxy and the base URL; call again later.",
            Self::Timeout | Self::Interrupted => {
                "Call again later; if it may have taken effect, look first whether it has."
            }
            Self::TooLarge => "Ask for a shorter range, or raise the largest body in the settings.",
            Self::Decode => "Keep the body and mend the spec: the answer has a form that it lacks.",
        }
    }

    pub(super) const fn phrase(self) -> &'static str {
        match self {
            Self::Configuration => "the client's settings are not valid",
            Self::InvalidRequest => "the request breaks a rule of the API",
            Self::MissingScope => "a scope was not granted",
            Self::Token => "there is no usable token",
            Self::NeedsConsent => "the person must consent again",
            Self::BudgetSpent => "the budget has no call left in time",
            Self::Store => "the store cannot be reached",
            Self::ForeignLink => "a link leads away from the API",
            Self::RepeatedPage => "the list led back to a page already read",
            Self::Cursor => "the cursor cannot be used",
            Self::BadItem => "an item is not what the operation promises",
            Self::Unauthorized => "the server does not take the token",
            Self::Private => "the person's privacy settings refuse this",
            Self::Forbidden => "the app or the token may not do this",
            Self::NotFound => "there is nothing with this id",
            Self::RateLimited => "the quota is spent",
            Self::Retired => "the API is switched off",
            Self::Rejected => "the server refused the request",
            Self::Server => "the server failed",
            Self::Redirected => "the server sent a redirect, which is never followed",
            Self::Connect => "no connection to the server",
            Self::Timeout => "no answer in time",
            Self::Interrupted => "the answer broke off",
            Self::TooLarge => "the body is larger than the settings allow",
            Self::Decode => "the answer is not what the operation promises",
        }
    }
}
