/// Compiles only if this is a version of `rpcsmith-runtime` that generated code accepts.
///
/// Each generated file that calls the runtime invokes this macro with the version of rpcsmith that generated it. If the
/// runtime does not fit, the compiler reports both versions and the remedy. The macro expands to nothing.
///
/// ```
/// rpcsmith_message::require_version!("0.2");
/// ```
///
/// ```compile_fail
/// rpcsmith_message::require_version!("0.1");
/// ```
#[macro_export]
macro_rules! require_version {
    ("0.2") => {};
    ($version:literal) => {
        ::core::compile_error!(::core::concat!(
            "rpcsmith ",
            $version,
            " generated this file, but this is rpcsmith-runtime 0.2: use the same version of both, and generate the file \
             again with `rpcsmith sync`, `rpcsmith generate` or build.rs"
        ));
    };
}
