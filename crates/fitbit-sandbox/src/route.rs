//! From a method and a path to an operation and its handler.
//!
//! Only operations that the bundle has can be reached, whatever handlers exist.

use std::sync::LazyLock;

use http::Method;

use crate::bundle::{OPERATIONS, Operation};
use crate::operations::{self, Handler};

/// The routes of every sandbox: the bundle is the same for all.
pub(crate) static ROUTES: LazyLock<Routes> = LazyLock::new(|| Routes::new(&OPERATIONS));

/// Path templates, apart for each method: a template of one method must not hide a wider one of another.
pub(crate) struct Routes {
    methods: Vec<(Method, matchit::Router<Route>)>,
}

/// An operation that can be answered.
#[derive(Clone, Copy)]
pub(crate) struct Route {
    pub(crate) operation: &'static Operation,
    pub(crate) handler: Handler,
}

/// Where a request leads.
pub(crate) enum Found {
    /// To this operation, with the values of the path's parameters.
    Route(Route, Vec<(String, String)>),
    /// To a path that has other methods.
    OtherMethods(Vec<Method>),
    /// Nowhere.
    Nothing,
}

impl Routes {
    fn new(operations: &'static [Operation]) -> Self {
        let mut methods: Vec<(Method, matchit::Router<Route>)> = Vec::new();
        for operation in operations {
            let Some(handler) = handler(operation) else {
                continue;
            };
            let known = methods
                .iter()
                .position(|(method, _)| *method == operation.method);
            let place = known.unwrap_or_else(|| {
                methods.push((operation.method.clone(), matchit::Router::new()));
                methods.len() - 1
            });
            methods[place]
                .1
                .insert(&operation.template, Route { operation, handler })
                .expect("path templates do not conflict: a test inserts them all");
        }
        Self { methods }
    }

    pub(crate) fn find(&self, method: &Method, path: &str) -> Found {
        let matching = self
            .methods
            .iter()
            .filter_map(|(method, paths)| Some((method, paths.at(path).ok()?)));
        let mut others = Vec::new();
        for (of, matched) in matching {
            // `goal.json` is a path of its own, and no entry of a log that a write could be about.
            let is_word = |(name, value)| matched.value.operation.is_no_number(name, value);
            if *of != Method::GET && matched.params.iter().any(is_word) {
                continue;
            }
            if of == method {
                let parameters = matched.params.iter();
                let parameters =
                    parameters.map(|(name, value)| (name.to_owned(), unescaped(value)));
                return Found::Route(*matched.value, parameters.collect());
            }
            others.push(of.clone());
        }
        if others.is_empty() {
            Found::Nothing
        } else {
            Found::OtherMethods(others)
        }
    }
}

/// The text that a segment of a path stands for. What is no escape stays as it is.
fn unescaped(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after
            .get(..2)
            .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = escaped.filter(|_| *first == b'%') {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn handler(operation: &Operation) -> Option<Handler> {
    operations::handler(&operation.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_the_bundle_has_a_handler_and_its_own_path_leads_to_it() {
        for operation in OPERATIONS.iter() {
            assert!(
                handler(operation).is_some(),
                "{} has no handler",
                operation.id
            );
            let pieces = operation.template.split('{');
            let path: String = pieces
                .map(|piece| {
                    piece
                        .split_once('}')
                        .map_or(piece.to_owned(), |(_, rest)| format!("1{rest}"))
                })
                .collect();
            match ROUTES.find(&operation.method, &path) {
                Found::Route(route, _) => assert_eq!(route.operation.id, operation.id, "{path}"),
                _ => panic!("{} leads nowhere", operation.template),
            }
        }
    }

    #[test]
    fn every_handler_belongs_to_an_operation_of_the_bundle() {
        for id in operations::ids() {
            assert!(
                OPERATIONS.iter().any(|operation| operation.id == id),
                "{id} is not in the bundle"
            );
        }
    }

    #[test]
    fn a_parameter_may_have_a_suffix() {
        let Found::Route(_, parameters) =
            ROUTES.find(&Method::POST, "/1/user/-/friends/invitations/ABC123.json")
        else {
            panic!("the path leads nowhere");
        };
        assert_eq!(parameters[1].1, "ABC123");
    }

    #[test]
    fn a_segment_is_read_without_its_escapes() {
        assert_eq!(unescaped("a%20b%C3%A4%25"), "a b\u{e4}%");
        assert_eq!(unescaped("100%"), "100%");
        assert_eq!(unescaped("%zz+%2%+2"), "%zz+%2%+2");
    }

    #[test]
    fn a_wrong_method_is_told_from_a_wrong_path() {
        assert!(matches!(
            ROUTES.find(&Method::DELETE, "/1/user/-/badges.json"),
            Found::OtherMethods(_)
        ));
        assert!(matches!(
            ROUTES.find(&Method::GET, "/1/user/-/badge.json"),
            Found::Nothing
        ));
    }
}
