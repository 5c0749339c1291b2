//! What the sandbox shows a person with a browser: itself, the consent page, and the documentation of the API.

mod consent;
#[cfg(feature = "docs")]
mod docs;
mod home;
mod html;

use http::{HeaderValue, Method, StatusCode, header};

use crate::gate::Incoming;
use crate::outgoing::Outgoing;
use crate::world::World;

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    Home,
    Consent,
    Bundle,
    #[cfg(feature = "docs")]
    Docs(String),
}

impl Page {
    pub(crate) fn at(path: &str) -> Option<Self> {
        match path {
            "/" => Some(Self::Home),
            "/oauth2/authorize" => Some(Self::Consent),
            "/openapi.json" => Some(Self::Bundle),
            #[cfg(feature = "docs")]
            _ => {
                let rest = path.strip_prefix("/docs")?;
                (rest.is_empty() || rest.starts_with('/')).then(|| Self::Docs(rest.to_owned()))
            }
            #[cfg(not(feature = "docs"))]
            _ => None,
        }
    }

    pub(crate) fn answer(&self, world: &World, request: &Incoming<'_>) -> Outgoing {
        let method = &request.parts.method;
        let takes_forms = *self == Self::Consent;
        if *method == Method::POST && takes_forms {
            return consent::decide(world, request);
        }
        if !matches!(*method, Method::GET | Method::HEAD) {
            let mut outgoing = html::page(
                StatusCode::METHOD_NOT_ALLOWED,
                "Wrong method",
                "<p>This page is there to be read.</p>",
            );
            let allowed = if takes_forms { "GET, POST" } else { "GET" };
            outgoing
                .headers
                .insert(header::ALLOW, HeaderValue::from_static(allowed));
            return outgoing;
        }
        match self {
            Self::Home => home::page(world, request.origin),
            Self::Consent => consent::page(world, request.parts.uri.query().unwrap_or_default()),
            Self::Bundle => home::bundle(request.origin),
            #[cfg(feature = "docs")]
            Self::Docs(path) => docs::page(path),
        }
    }
}
