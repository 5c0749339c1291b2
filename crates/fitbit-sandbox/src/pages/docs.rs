//! The documentation of the API, rendered from the bundle by Swagger UI, whose files this binary carries.

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use utoipa_swagger_ui::Config;

use super::html;
use crate::outgoing::Outgoing;

/// Without the badge of a validator elsewhere, to which the browser would tell where this sandbox is.
static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    let config = Config::from("/openapi.json").validator_url("none");
    Arc::new(config.try_it_out_enabled(true))
});

/// Swagger UI puts styles into its elements, and has its icons as data.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/// A file of the documentation, by its path below `/docs`.
pub(super) fn page(path: &str) -> Outgoing {
    let Some(path) = path.strip_prefix('/') else {
        // The files are named relative to the folder.
        let mut redirect = Outgoing::new(StatusCode::MOVED_PERMANENTLY);
        let folder = HeaderValue::from_static("/docs/");
        redirect.headers.insert(header::LOCATION, folder);
        return redirect;
    };
    let Ok(Some(file)) = utoipa_swagger_ui::serve(path, CONFIG.clone()) else {
        return html::page(
            StatusCode::NOT_FOUND,
            "Not found",
            "<p>The documentation has no such file.</p>",
        );
    };
    let mut outgoing = Outgoing::new(StatusCode::OK);
    if let Ok(media_type) = HeaderValue::from_str(&file.content_type) {
        outgoing.headers.insert(header::CONTENT_TYPE, media_type);
    }
    let policy = HeaderValue::from_static(POLICY);
    outgoing
        .headers
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    outgoing.body = Bytes::from(file.bytes.into_owned());
    outgoing
}
