//! Registered applications: what the service knows of whoever calls it, beside the person who consented.

/// An application that people can let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    pub(crate) id: String,
    pub(crate) secret: Option<String>,
    pub(crate) kind: AppKind,
    pub(crate) redirects: Vec<String>,
    pub(crate) owner: Option<String>,
    pub(crate) read_only: bool,
    pub(crate) intraday: bool,
}

/// The types of application that the service registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppKind {
    /// Keeps a secret on a server, and proves itself with it.
    Server,
    /// Has no secret; must use PKCE.
    Client,
    /// For the data of its owner alone; may have a secret or not.
    Personal,
}

impl App {
    /// The server application to which the tokens of [`Sandbox::token`](crate::Sandbox::token) belong.
    pub const SERVER: &str = "23SRVR";
    /// A client application, without a secret and without access to intraday data.
    pub const CLIENT: &str = "23CLNT";
    /// A personal application of [`people::OPEN`](crate::people::OPEN).
    pub const PERSONAL: &str = "23PERS";
    /// The secret of [`App::SERVER`] and [`App::PERSONAL`].
    pub const SECRET: &str = "0123456789abcdef0123456789abcdef";
    /// The redirect URI of the default applications. Nothing needs to listen there.
    pub const REDIRECT: &str = "http://localhost:3000/callback";

    /// A server application with access to intraday data.
    pub fn server(id: &str, secret: &str) -> Self {
        Self::new(id, AppKind::Server, Some(secret), true)
    }

    /// A client application, not approved for intraday data.
    pub fn client(id: &str) -> Self {
        Self::new(id, AppKind::Client, None, false)
    }

    /// A personal application of the person with this id.
    pub fn personal(id: &str, secret: Option<&str>, owner: &str) -> Self {
        let mut app = Self::new(id, AppKind::Personal, secret, true);
        app.owner = Some(owner.to_owned());
        app
    }

    fn new(id: &str, kind: AppKind, secret: Option<&str>, intraday: bool) -> Self {
        Self {
            id: id.to_owned(),
            secret: secret.map(str::to_owned),
            kind,
            redirects: vec![Self::REDIRECT.to_owned()],
            owner: None,
            read_only: false,
            intraday,
        }
    }

    /// With these redirect URIs instead of [`App::REDIRECT`].
    #[must_use]
    pub fn with_redirects<'a>(mut self, uris: impl IntoIterator<Item = &'a str>) -> Self {
        self.redirects = uris.into_iter().map(str::to_owned).collect();
        self
    }

    /// That may not write.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// With or without approval for intraday data.
    #[must_use]
    pub fn with_intraday(mut self, approved: bool) -> Self {
        self.intraday = approved;
        self
    }

    /// The client id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The client secret, unless it has none.
    pub fn secret(&self) -> Option<&str> {
        self.secret.as_deref()
    }

    /// The type.
    pub fn kind(&self) -> AppKind {
        self.kind
    }
}

impl AppKind {
    /// The word of the registration form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Server => "Server",
            Self::Client => "Client",
            Self::Personal => "Personal",
        }
    }
}

/// One of each type. The personal one needs its owner among the people.
pub(crate) fn registered() -> Vec<App> {
    vec![
        App::server(App::SERVER, App::SECRET),
        App::client(App::CLIENT),
        App::personal(App::PERSONAL, Some(App::SECRET), crate::people::OPEN),
    ]
}
