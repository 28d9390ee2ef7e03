//! The types of the runtime in details of errors.

use std::sync::LazyLock;

use rpcsmith_wire::message::reflect::Registry;

pub(super) static TYPES: LazyLock<Registry> = LazyLock::new(|| {
    let mut types = Registry::new();
    rpcsmith_wire::proto::register_all(&mut types);
    #[cfg(feature = "validate")]
    rpcsmith_validate::proto::buf::validate::register(&mut types);
    types
});
