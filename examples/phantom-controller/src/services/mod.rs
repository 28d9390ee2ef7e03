//! The implementations of the services.

pub mod phantom_controller;
