//! Resolves the features of an element from the edition of its file and from options.
//!
//! proto2 and proto3 are two more sets of defaults, so that later stages depend only on features.
//!
//! Source: <https://protobuf.dev/editions/features/>.

use crate::request::descriptor::{FeatureSet, FileDescriptor};

/// The edition of a file; the numbers are those of `google.protobuf.Edition`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    Proto2 = 998,
    Proto3 = 999,
    Edition2023 = 1000,
    Edition2024 = 1001,
    Edition2026 = 1002,
}

impl Edition {
    /// The first and the last edition that rpcsmith supports.
    pub const RANGE: (Self, Self) = (Self::Proto2, Self::Edition2026);

    /// The edition of a file.
    ///
    /// # Errors
    /// Returns a description of the syntax or edition if it is unsupported.
    pub fn of(file: &FileDescriptor<'_>) -> Result<Self, String> {
        match (file.syntax, file.edition) {
            ("" | "proto2", 0) => Ok(Self::Proto2),
            ("proto3", 0) => Ok(Self::Proto3),
            ("" | "editions", 1000) => Ok(Self::Edition2023),
            ("" | "editions", 1001) => Ok(Self::Edition2024),
            ("" | "editions", 1002) => Ok(Self::Edition2026),
            (_, 0) => Err(format!("syntax \"{}\"", file.syntax)),
            (_, number) => Err(format!("edition {number}")),
        }
    }
}

/// The resolved features that affect generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features {
    pub presence: FieldPresence,
    pub closed_enum: bool,
    pub packed: bool,
    pub verify_utf8: bool,
    pub delimited: bool,
}

/// `FeatureSet.FieldPresence`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldPresence {
    Explicit,
    Implicit,
    LegacyRequired,
}

impl Features {
    /// The defaults of an edition. Editions 2023 to 2026 have the same defaults for these features.
    pub fn defaults(edition: Edition) -> Self {
        let proto2 = edition == Edition::Proto2;
        Self {
            presence: match edition {
                Edition::Proto3 => FieldPresence::Implicit,
                _ => FieldPresence::Explicit,
            },
            closed_enum: proto2,
            packed: !proto2,
            verify_utf8: !proto2,
            delimited: false,
        }
    }

    /// These features, overridden by those that a nested element sets. Unknown values are ignored.
    #[must_use]
    pub fn with(mut self, own: &FeatureSet) -> Self {
        match own.field_presence {
            Some(1) => self.presence = FieldPresence::Explicit,
            Some(2) => self.presence = FieldPresence::Implicit,
            Some(3) => self.presence = FieldPresence::LegacyRequired,
            _ => {}
        }
        let choose = |feature: &mut bool, own: Option<i32>, yes: i32, no: i32| match own {
            Some(value) if value == yes => *feature = true,
            Some(value) if value == no => *feature = false,
            _ => {}
        };
        choose(&mut self.closed_enum, own.enum_type, 2, 1);
        choose(&mut self.packed, own.repeated_field_encoding, 1, 2);
        choose(&mut self.verify_utf8, own.utf8_validation, 2, 3);
        choose(&mut self.delimited, own.message_encoding, 2, 1);
        self
    }
}
