//! Compiles the example of the README, so that it stays true.

#[doc = include_str!("../README.md")]
struct Readme;
