//! Links that the server issues, and whether they may be followed: the token goes with the request.

use std::fmt;

use url::{Origin, Url};

use crate::error::{Error, ErrorKind};

/// A link to a page, to go on from there later. Opaque: the server made it.
#[derive(Clone, PartialEq, Eq)]
pub struct PageLink(Box<str>);

impl PageLink {
    /// A link kept from before. Where it leads is checked when it is followed.
    pub fn new(link: impl Into<Box<str>>) -> Self {
        Self(link.into())
    }

    /// The link as it came. It holds a date of the person.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_text(self) -> Box<str> {
        self.0
    }
}

impl fmt::Debug for PageLink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PageLink")
    }
}

/// Refuses a link that leads anywhere but to this origin.
pub(super) fn check(link: &str, origin: &Origin) -> Result<(), Error> {
    let foreign = |detail: &'static str| Error::new(ErrorKind::ForeignLink).with_detail(detail);
    let url = Url::parse(link).map_err(|_| foreign("a link of the list is not a URL"))?;
    if url.origin() != *origin {
        return Err(foreign(
            "a link of the list leads to another scheme, host or port",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(foreign("a link of the list has credentials in it"));
    }
    Ok(())
}
