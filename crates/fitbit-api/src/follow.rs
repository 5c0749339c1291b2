//! Reads the page behind a link that the server issued.
//!
//! The link goes through the same hooks as an operation. It is opaque: nothing is read from it but its origin, because
//! the request will carry a token.

use progenitor_client::{Error, OperationInfo, ResponseValue};

use crate::generated::Client;
use crate::{decode, send};

impl Client {
    /// Reads what stands behind `link`, as an answer of `operation_id`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] when the link is not a URL of this client's origin or has credentials in it: nothing is
    /// sent then. Otherwise as the operation itself.
    pub async fn follow<T: decode::Body>(
        &self,
        operation_id: &'static str,
        link: &str,
    ) -> Result<ResponseValue<T>, Error<()>> {
        let url = self
            .own_url(link)
            .map_err(|reason| Error::InvalidRequest(reason.to_owned()))?;
        let mut request = reqwest::Request::new(http::Method::GET, url);
        request.headers_mut().insert(
            http::header::ACCEPT,
            http::HeaderValue::from_static("application/json"),
        );
        let info = OperationInfo { operation_id };
        let response = send::exchange(self, request, &info).await?;
        decode::response(response, &info).await
    }

    fn own_url(&self, link: &str) -> Result<reqwest::Url, &'static str> {
        let url = reqwest::Url::parse(link).map_err(|_| "the link is not a URL")?;
        let base = reqwest::Url::parse(&self.baseurl).map_err(|_| "the base URL is not a URL")?;
        if url.origin() != base.origin() {
            return Err("the link leads to another host");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("the link has credentials in it");
        }
        Ok(url)
    }
}
