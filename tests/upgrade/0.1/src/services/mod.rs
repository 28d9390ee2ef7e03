//! What the services do.

pub mod shop_service;
