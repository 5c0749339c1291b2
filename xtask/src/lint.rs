//! What the spec may not say: the conventions of `spec/README.md`, and everything that progenitor would answer with a
//! panic or with code that does not compile. All breaches are named at once; nothing is repaired.

mod document;
mod extensions;
mod facts;
mod operations;
mod parameters;
mod references;
mod schemas;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::bundle::{self, Bundle};
use crate::spec::{Operation, Spec};

/// One breach of one rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) file: String,
    pub(crate) place: String,
    pub(crate) rule: &'static str,
    pub(crate) message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}: {} [{}]",
            self.file, self.place, self.message, self.rule
        )
    }
}

/// Every breach in the document, sorted by file and place.
pub(crate) fn lint(bundle: &Bundle) -> Vec<Finding> {
    let mut lint = Lint {
        bundle,
        spec: Spec::new(&bundle.document),
        findings: Vec::new(),
    };
    document::check(&mut lint);
    references::check(&mut lint);
    operations::check(&mut lint);
    parameters::check(&mut lint);
    schemas::check(&mut lint);
    extensions::check(&mut lint);
    lint.findings.sort();
    lint.findings.dedup();
    lint.findings
}

/// What the rules share: the document, and where their findings go.
struct Lint<'a> {
    bundle: &'a Bundle,
    spec: Spec<'a>,
    findings: Vec<Finding>,
}

/// Where something stands: the file, and the operation or schema in words.
#[derive(Debug, Clone)]
struct Place {
    file: String,
    name: String,
}

impl<'a> Lint<'a> {
    fn report(&mut self, place: &Place, rule: &'static str, message: impl Into<String>) {
        self.findings.push(Finding {
            file: place.file.clone(),
            place: place.name.clone(),
            rule,
            message: message.into(),
        });
    }

    fn at_operation(&self, operation: &Operation<'a>) -> Place {
        let name = match operation.id() {
            "" => format!("{} {}", operation.method.to_uppercase(), operation.path),
            id => format!("operation {id}"),
        };
        Place {
            file: self.bundle.origins.path(operation.path).to_owned(),
            name,
        }
    }

    fn at_path(&self, template: &str) -> Place {
        Place {
            file: self.bundle.origins.path(template).to_owned(),
            name: format!("path {template}"),
        }
    }

    fn at_schema(&self, name: &str) -> Place {
        Place {
            file: self.bundle.origins.schema(name).to_owned(),
            name: format!("schema {name}"),
        }
    }

    /// A part of the trunk.
    fn at_trunk(name: impl Into<String>) -> Place {
        Place {
            file: bundle::TRUNK.to_owned(),
            name: name.into(),
        }
    }
}

impl Place {
    /// A part of this place.
    fn within(&self, part: &str) -> Self {
        Self {
            file: self.file.clone(),
            name: format!("{}{part}", self.name),
        }
    }
}

/// Whether `name` is lower-case words with single underscores between them, the first beginning with a letter.
fn is_snake_case(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.split('_').all(|word| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        })
}
