//! Compiles the example of the project's README, so that it stays true.

#[doc = include_str!("../../../README.md")]
struct Readme;
