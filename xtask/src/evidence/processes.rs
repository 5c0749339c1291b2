//! The tests of several processes in their full size, built for release, with tables of what was counted.

use std::path::Path;

use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::services::Services;
use crate::step::Step;

pub(super) fn run(root: &Path) -> Result<(), Failure> {
    let interrupt = Interrupt::watch()?;
    let services = Services::start(&interrupt)?;
    let mut environment = services.environment();
    environment.push(("FITBIT_TEST_SCALE", "full"));
    Step {
        name: "processes",
        arguments: &[
            "test",
            "--release",
            "--locked",
            "--package",
            "fitbit-tests",
            "--test",
            "processes",
            "--",
            "--include-ignored",
            "--nocapture",
            "--test-threads=1",
        ],
        environment: &environment,
        remedy: "run `cargo xtask evidence processes`",
    }
    .run_until(&interrupt, root)
}
