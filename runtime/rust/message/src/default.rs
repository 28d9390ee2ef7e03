//! Default values, which fields without presence leave out.

/// The type of a scalar field without presence.
pub(super) trait Scalar {
    /// Whether the value is the default of its type, so that it is not written.
    ///
    /// For floating-point numbers this compares bits: `-0.0` equals `0.0`, but is not the default.
    ///
    /// Source: <https://protobuf.dev/programming-guides/proto3/#default>.
    fn is_default(&self) -> bool;
}

macro_rules! scalars {
    ($($ty:ty: $value:ident => $is_default:expr,)*) => {$(
        impl Scalar for $ty {
            #[inline]
            fn is_default(&self) -> bool {
                let $value = self;
                $is_default
            }
        }
    )*};
}

scalars! {
    f64: value => value.to_bits() == 0,
    f32: value => value.to_bits() == 0,
    i32: value => *value == 0,
    i64: value => *value == 0,
    u32: value => *value == 0,
    u64: value => *value == 0,
    bool: value => !*value,
    String: value => value.is_empty(),
}
