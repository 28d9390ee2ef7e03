//! Indexes into the lists of a compilation and of a file.

/// Declares an index into one of the lists of a file.
macro_rules! index {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(pub u32);

        impl $name {
            /// The index that the next item of a list gets.
            pub fn next<T>(list: &[T]) -> Self {
                // Each item takes at least one byte of a source, whose size is limited.
                Self(u32::try_from(list.len()).unwrap_or(u32::MAX))
            }

            /// The indexes of all items of a list.
            pub fn all<T>(list: &[T]) -> impl Iterator<Item = Self> + use<T> {
                (0..).take(list.len()).map(Self)
            }

            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

index! {
    /// The index of a file in the order in which files are linked: imports come before importers.
    FileIndex;
    /// An index into [`crate::ast::File::messages`].
    MessageIndex;
    /// An index into [`crate::ast::File::enums`].
    EnumIndex;
    /// An index into [`crate::ast::File::fields`].
    FieldIndex;
    /// An index into [`crate::ast::File::services`].
    ServiceIndex;
    /// An index into [`crate::ast::File::options`].
    OptionsIndex;
}
