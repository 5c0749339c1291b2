//! `cargo xtask test`: every test that gates a merge, with what it needs. A service that a test needs is started here
//! and its address handed on in the environment; so far none needs any.

use std::path::Path;

use crate::failure::Failure;
use crate::step::Step;

pub(crate) fn run(root: &Path) -> Result<(), Failure> {
    Step {
        name: "tests",
        arguments: &["test", "--workspace", "--all-features", "--locked"],
        environment: &[],
        remedy: "run `cargo xtask test`",
    }
    .run(root)
}
