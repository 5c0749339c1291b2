//! The seam behind every operation: one place that every request goes through.
//!
//! The generated builders only describe a request; a [`Transport`] sends it. [`Direct`] sends it as it is, `fitbit-core`
//! puts tokens, quota and errors behind the same seam. Nothing here decides on retries or reads an error body.

use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use progenitor_client::{ClientHooks, Error, OperationInfo};

use crate::generated::Client;

/// A boxed future, as a trait object's method must return one.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a transport knows about the call besides the request.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    /// The operation's id in the spec.
    pub operation_id: &'static str,
    /// What [`Client::with_context`] put there.
    pub context: Option<&'a (dyn Any + Send + Sync)>,
}

impl fmt::Debug for Call<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Call")
            .field("operation_id", &self.operation_id)
            .finish_non_exhaustive()
    }
}

/// Sends the requests of all operations.
///
/// A transport that fails with an error of its own hands back `Ok(carry(error))`; see [`carry`](crate::carry).
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and waits for the head of its answer.
    ///
    /// # Errors
    ///
    /// What reqwest says when there is no answer. The hook takes the URL out of it.
    fn execute<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: reqwest::Request,
        call: Call<'a>,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>>;
}

/// Sends a request as it is.
#[derive(Debug, Clone, Copy)]
pub struct Direct;

impl Transport for Direct {
    fn execute<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: reqwest::Request,
        _: Call<'a>,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        Box::pin(http.execute(request))
    }
}

/// What a [`Client`] carries besides its base URL: the transport, and the context of a call.
#[derive(Clone)]
pub struct Inner {
    transport: Arc<dyn Transport>,
    context: Option<Arc<dyn Any + Send + Sync>>,
}

impl fmt::Debug for Inner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Inner")
    }
}

impl Client {
    /// A client that sends everything through `transport`.
    ///
    /// `base_url` has a scheme and a host and no slash at its end.
    pub fn with_transport(
        base_url: &str,
        http: reqwest::Client,
        transport: Arc<dyn Transport>,
    ) -> Self {
        Self::new_with_client(
            base_url,
            http,
            Inner {
                transport,
                context: None,
            },
        )
    }

    /// The same client with a context of its own, which the transport sees on every call.
    #[must_use]
    pub fn with_context(&self, context: Arc<dyn Any + Send + Sync>) -> Self {
        let mut client = self.clone();
        client.inner.context = Some(context);
        client
    }
}

impl ClientHooks<Inner> for Client {
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        _: &OperationInfo,
    ) -> Result<(), Error<E>> {
        // reqwest sends no length for a body of no bytes, and the API answers such a POST with 411.
        let empty = request
            .body()
            .is_none_or(|body| body.as_bytes().is_some_and(<[u8]>::is_empty));
        if empty && request.method() == http::Method::POST {
            request.headers_mut().insert(
                http::header::CONTENT_LENGTH,
                http::HeaderValue::from_static("0"),
            );
        }
        Ok(())
    }

    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        let call = Call {
            operation_id: info.operation_id,
            context: self.inner.context.as_deref(),
        };
        let response = self
            .inner
            .transport
            .execute(&self.client, request, call)
            .await
            .map_err(reqwest::Error::without_url)?;
        // The URL names a person, and an unexpected response prints it; this conversion leaves it behind.
        Ok(http::Response::<reqwest::Body>::from(response).into())
    }
}

#[cfg(test)]
mod tests;
