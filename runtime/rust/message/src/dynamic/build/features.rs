//! The features of editions that decide how fields are encoded.
//!
//! Source: <https://protobuf.dev/editions/features/>.

use super::name::shown;
use crate::descriptor::feature_set::{
    EnumType, FieldPresence, MessageEncoding, RepeatedFieldEncoding,
};
use crate::descriptor::{Edition, FeatureSet, FileDescriptorProto};

/// The resolved features of an element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Features {
    /// Whether the file has an edition. The others have no features of their own.
    is_edition: bool,
    pub(super) presence: FieldPresence,
    pub(super) packed: bool,
    pub(super) delimited: bool,
    /// Whether enums are closed.
    pub(super) closed: bool,
}

const PROTO2: Features = Features {
    is_edition: false,
    presence: FieldPresence::Explicit,
    packed: false,
    delimited: false,
    closed: true,
};

const PROTO3: Features = Features {
    is_edition: false,
    presence: FieldPresence::Implicit,
    packed: true,
    delimited: false,
    closed: false,
};

/// The defaults of the editions 2023, 2024 and 2026.
const EDITIONS: Features = Features {
    is_edition: true,
    presence: FieldPresence::Explicit,
    packed: true,
    delimited: false,
    closed: false,
};

impl Features {
    /// The features of a file.
    ///
    /// # Errors
    /// If the file has a syntax other than proto2 and proto3, or an edition other than 2023, 2024 and 2026.
    pub(super) fn of_file(file: &FileDescriptorProto) -> Result<Self, String> {
        match (file.syntax.as_deref().unwrap_or_default(), file.edition) {
            ("" | "proto2", None) => Ok(PROTO2),
            ("proto3", None) => Ok(PROTO3),
            ("" | "editions", Some(edition)) if is_known(edition) => {
                let options = file.options.as_ref();
                let features = options.and_then(|options| options.features.as_ref());
                Ok(EDITIONS.overridden_by(features))
            }
            (_, Some(edition)) => Err(format!("edition {edition} is not supported")),
            (syntax, None) => Err(format!("syntax \"{}\" is not supported", shown(syntax))),
        }
    }

    /// These features, overridden by those of a nested element.
    pub(super) fn overridden_by(mut self, overrides: Option<&FeatureSet>) -> Self {
        let Some(overrides) = overrides.filter(|_| self.is_edition) else {
            return self;
        };
        match overrides.field_presence() {
            FieldPresence::Unknown => {}
            presence => self.presence = presence,
        }
        match overrides.repeated_field_encoding() {
            RepeatedFieldEncoding::Unknown => {}
            encoding => self.packed = encoding == RepeatedFieldEncoding::Packed,
        }
        match overrides.message_encoding() {
            MessageEncoding::Unknown => {}
            encoding => self.delimited = encoding == MessageEncoding::Delimited,
        }
        match overrides.enum_type() {
            EnumType::Unknown => {}
            r#type => self.closed = r#type == EnumType::Closed,
        }
        self
    }

    /// Whether the file has an edition, whose fields have features instead of the option `packed`.
    pub(super) fn is_edition(self) -> bool {
        self.is_edition
    }
}

fn is_known(edition: i32) -> bool {
    [
        Edition::Edition2023,
        Edition::Edition2024,
        Edition::Edition2026,
    ]
    .into_iter()
    .any(|known| i32::from(known) == edition)
}
