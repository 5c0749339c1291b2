//! A person's way through the sandbox's pages in Chromium. What is clicked and looked at stands in the script.

use std::path::Path;

use crate::failure::Failure;

use super::sandbox::Sandbox;
use super::{command, packages, programs, script};

pub(super) fn click_through(root: &Path) -> Result<(), Failure> {
    programs(&[
        ("chromium", "chromium"),
        ("chromedriver", "chromium-driver"),
    ])?;
    let python = packages(root, "browser", &["selenium==4.51.0"])?;
    let sandbox = Sandbox::start(root)?;
    let pictures = root.join("target/evidence/browser");
    command(
        "browser",
        script(root, &python, "browser.py", &sandbox).arg(&pictures),
    )?;
    println!("look at {}", pictures.display());
    Ok(())
}
