//! Compiles all goldens of `tests/golden`. Implements the services of some of them, so that tests can serve and call them.

/// The runtime under another path, for the golden with the option `runtime`.
pub use rpcsmith_runtime as runtime;

pub mod external;

pub mod image_classifier;
pub mod phantom_controller;
pub mod serve;
pub mod stubs;
pub mod user_checks;
pub mod user_service;
pub mod user_service_orders;

/// The generated code of each golden, in a module named after its folder.
pub mod goldens {
    include!(concat!(env!("OUT_DIR"), "/goldens.rs"));
}
