//! The headers that the client is responsible for, and the checks before a token leaves.

use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, HeaderName, HeaderValue};
use reqwest::Request;

use super::Journey;
use crate::error::{Error, ErrorKind};
use crate::scope;
use crate::token::Grant;

const ACCEPT_LOCALE: HeaderName = HeaderName::from_static("accept-locale");

impl Journey<'_> {
    /// The request of one attempt, with the headers that the client is responsible for, after making sure that the token
    /// reaches far enough and where it goes.
    pub(super) fn dressed(&self, request: &Request, grant: &Grant) -> Result<Request, Error> {
        if let Some(missing) = grant
            .scopes()
            .and_then(|granted| scope::missing(self.operation, request.url().path(), granted))
        {
            return Err(Error::new(ErrorKind::MissingScope)
                .with_detail(format!("ask the person for the scope {missing}")));
        }
        if request.url().origin() != self.road.origin {
            return Err(Error::new(ErrorKind::ForeignLink)
                .with_detail("the token is only sent to the client's own base URL"));
        }
        let token = grant
            .token()
            .header_value()
            .map_err(|error| Error::new(ErrorKind::Token).with_detail(error.to_string()))?;
        let mut request = request.try_clone().ok_or_else(|| {
            Error::new(ErrorKind::InvalidRequest)
                .with_detail("a body that is a stream cannot be sent again: give it whole")
        })?;
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, token);
        headers.insert(
            ACCEPT_LANGUAGE,
            HeaderValue::from_static(self.road.units.accept_language()),
        );
        headers.insert(
            ACCEPT_LOCALE,
            HeaderValue::from_static(self.road.locale.as_str()),
        );
        Ok(request)
    }
}
