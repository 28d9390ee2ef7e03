//! What the services do.

pub mod phantom_controller;
