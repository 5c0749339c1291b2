//! What holds only when the crates work together: the client on the fake service, and the client on a server that
//! misbehaves.

mod canary;
mod invitations;
mod pages;
mod people;
mod quantities;
mod refusals;
mod road;
mod schemas;
mod scripted;
