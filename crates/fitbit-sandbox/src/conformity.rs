//! Whether an answer fits the spec, for the tests of everything that runs on a sandbox.
