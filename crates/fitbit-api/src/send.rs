//! What the `send` of every generated builder comes to once its request is described: the hooks, the answer's status,
//! its body. It is here once and not in each builder. Nothing here knows an operation.

use progenitor_client::{ClientHooks, Error, OperationInfo, ResponseValue};
use reqwest::{RequestBuilder, Response};

use crate::decode::{self, Body};
use crate::document::XmlDocument;
use crate::generated::Client;

/// Turns the value of a setter into what the argument is; `otherwise` says that it is none.
pub(crate) fn given<T>(value: impl TryInto<T>, otherwise: &'static str) -> Result<T, String> {
    value.try_into().map_err(|_| otherwise.to_owned())
}

/// Sends a request whose success is JSON.
///
/// # Errors
///
/// What the transport or the reader says; [`Error::UnexpectedResponse`] for any status that is no success.
pub(crate) async fn json<T: Body>(
    client: &Client,
    request: RequestBuilder,
    operation_id: &'static str,
) -> Result<ResponseValue<T>, Error<()>> {
    let accept = http::HeaderValue::from_static("application/json");
    let request = request.header(http::header::ACCEPT, accept).build()?;
    let info = OperationInfo { operation_id };
    let response = exchange(client, request, &info).await?;
    decode::response(response, &info).await
}

/// Sends a request whose success is an XML document.
///
/// # Errors
///
/// As [`json`].
#[allow(
    dead_code,
    reason = "generated builders use it as soon as the spec has such an operation"
)]
pub(crate) async fn document(
    client: &Client,
    request: RequestBuilder,
    operation_id: &'static str,
) -> Result<ResponseValue<XmlDocument>, Error<()>> {
    let info = OperationInfo { operation_id };
    let response = exchange(client, request.build()?, &info).await?;
    decode::document_response(response, &info).await
}

/// Sends a request whose success has no body.
///
/// # Errors
///
/// As [`json`].
pub(crate) async fn nothing(
    client: &Client,
    request: RequestBuilder,
    operation_id: &'static str,
) -> Result<ResponseValue<()>, Error<()>> {
    let info = OperationInfo { operation_id };
    let response = exchange(client, request.build()?, &info).await?;
    Ok(ResponseValue::empty(response))
}

/// Sends a request through the hooks, and hands on the answer if it is a success.
pub(crate) async fn exchange(
    client: &Client,
    mut request: reqwest::Request,
    info: &OperationInfo,
) -> Result<Response, Error<()>> {
    client.pre(&mut request, info).await?;
    let result = client.exec(request, info).await;
    client.post(&result, info).await?;
    let response = result?;
    if response.status().is_success() {
        Ok(response)
    } else {
        Err(Error::UnexpectedResponse(response))
    }
}
