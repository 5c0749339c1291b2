//! Two clients that others wrote for the real service sign in to the sandbox and read from it. What they do stands in the
//! scripts; each has an environment of its own, because they disagree about their dependencies.

use std::path::Path;

use crate::failure::Failure;

use super::sandbox::Sandbox;
use super::{command, packages, script};

const CLIENTS: [(&str, &str, &str); 2] = [
    ("fitbit", "fitbit==0.3.1", "python_fitbit.py"),
    (
        "fitbit-web-api",
        "fitbit-web-api==2.0.1",
        "fitbit_web_api_client.py",
    ),
];

pub(super) fn sign_in_and_read(root: &Path) -> Result<(), Failure> {
    for (name, package, file) in CLIENTS {
        let python = packages(root, name, &[package])?;
        // One each: they spend quotas and let tokens expire.
        let sandbox = Sandbox::start(root)?;
        println!("{package}");
        command(name, &mut script(root, &python, file, &sandbox))?;
    }
    Ok(())
}
