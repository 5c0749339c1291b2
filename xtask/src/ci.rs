//! `cargo xtask ci`: what gates a merge, in the order in which a failure is cheapest to find. Stops at the first.

use std::path::Path;

use crate::failure::Failure;
use crate::step::{self, Step};
use crate::{codegen, test};

/// The checks of cargo.
const STEPS: [Step<'static>; 4] = [
    Step {
        name: "formatting",
        arguments: &["fmt", "--all", "--check"],
        environment: &[],
        remedy: "run `cargo fmt --all`",
    },
    Step {
        name: "lints",
        arguments: &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
        environment: &[],
        remedy: "run `cargo clippy --workspace --all-targets --all-features`",
    },
    Step {
        name: "webhooks alone",
        arguments: &[
            "clippy",
            "--package",
            "fitbit-webhooks",
            "--no-default-features",
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
        environment: &[],
        remedy: "put what needs another crate behind a feature of fitbit-webhooks",
    },
    Step {
        name: "docs",
        arguments: &[
            "doc",
            "--no-deps",
            "--workspace",
            "--all-features",
            "--locked",
        ],
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
        remedy: "run `RUSTDOCFLAGS='-D warnings' cargo doc --no-deps --workspace --all-features`",
    },
];

pub(crate) fn run(root: &Path) -> Result<(), Failure> {
    for step in STEPS {
        step.run(root)?;
    }
    step::announce("generated files", "cargo xtask codegen --check");
    codegen::check(root)?;
    test::run(root, &[])?;
    eprintln!("==> all checks passed");
    Ok(())
}
