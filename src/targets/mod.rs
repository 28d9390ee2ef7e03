//! Languages that code is generated for; each plans its views from the model and renders them.

pub mod rust;
