//! The sandbox over HTTP: what it promises to those who talk to it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod activity;
mod activity_answers;
mod activity_log;
mod badges;
mod body;
mod conformity;
mod control;
mod devices;
mod faults;
mod friends;
mod heart_rate;
mod http;
mod invitations;
mod life;
mod night_values;
mod notifications;
mod nutrition;
mod oauth;
mod pages;
mod profile;
mod program;
mod quota;
mod receiver;
mod requests;
mod rules;
mod scenarios;
mod schema;
mod sleep;
mod subscriptions;
mod writes;
