//! What a worker process does, and the words in which it and its test speak. Nothing here is for services.

pub mod draw;
pub mod orders;
pub mod pace;
pub mod record;
pub mod refresh;
pub mod spend;
