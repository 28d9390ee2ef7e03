//! Types by name, for `google.protobuf.Any` and for extensions.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use prost::DecodeError;
use prost::bytes::Bytes;
use prost_types::{Any, Duration, FieldMask, ListValue, Struct, Timestamp, Value};

use super::{Described, DynMessage, Extension};

type Create = Box<dyn Fn() -> Box<dyn DynMessage> + Send + Sync>;

/// Message types and extensions by name.
///
/// Messages in a `google.protobuf.Any` have only the name of their type. A registry creates a message of this type. The
/// function `register` of generated code adds all types of a package.
///
/// ```
/// use rpcsmith_runtime::message::reflect::Registry;
///
/// let registry = Registry::new();
/// let message = registry.create("google.protobuf.Timestamp").unwrap();
/// assert_eq!(message.descriptor().full_name(), "google.protobuf.Timestamp");
///
/// let any = Registry::pack(&*message);
/// assert_eq!(any.type_url, "type.googleapis.com/google.protobuf.Timestamp");
/// let message = registry.unpack(&any)?;
/// let message: Box<dyn std::any::Any> = message;
/// assert!(message.is::<prost_types::Timestamp>());
/// # Ok::<_, rpcsmith_runtime::message::reflect::UnpackError>(())
/// ```
pub struct Registry {
    messages: HashMap<Box<str>, Create>,
    /// By the name of the extended message.
    extensions: HashMap<Box<str>, Vec<Extension>>,
}

impl Default for Registry {
    fn default() -> Self {
        Self::new()
    }
}

impl Registry {
    /// A registry with the well-known types.
    pub fn new() -> Self {
        let mut registry = Self {
            messages: HashMap::new(),
            extensions: HashMap::new(),
        };
        registry.add::<Any>();
        registry.add::<Duration>();
        registry.add::<FieldMask>();
        registry.add::<ListValue>();
        registry.add::<Struct>();
        registry.add::<Timestamp>();
        registry.add::<Value>();
        registry.add::<()>();
        registry.add::<bool>();
        registry.add::<f64>();
        registry.add::<f32>();
        registry.add::<i32>();
        registry.add::<i64>();
        registry.add::<u32>();
        registry.add::<u64>();
        registry.add::<String>();
        registry.add::<Bytes>();
        registry
    }

    /// A registry with only the well-known types.
    pub fn well_known() -> &'static Self {
        static WELL_KNOWN: LazyLock<Registry> = LazyLock::new(Registry::new);
        &WELL_KNOWN
    }

    /// Adds a message type of generated code.
    pub fn add<M: Described>(&mut self) -> &mut Self {
        let name = <M as Described>::descriptor().full_name();
        self.add_dynamic(name, || Box::new(M::default()))
    }

    /// Adds a message type that is known only at run time.
    pub fn add_dynamic(
        &mut self,
        full_name: &str,
        create: impl Fn() -> Box<dyn DynMessage> + Send + Sync + 'static,
    ) -> &mut Self {
        self.messages.insert(full_name.into(), Box::new(create));
        self
    }

    /// Adds an extension of the message `extendee`, a full name.
    ///
    /// ```
    /// use rpcsmith_runtime::message::descriptor::FieldOptions;
    /// use rpcsmith_runtime::message::reflect::{Registry, extension, field};
    /// use rpcsmith_runtime::message::{Extension, kind};
    ///
    /// const LABEL: Extension<FieldOptions, String> = Extension::singular(50000, "shop.label", kind::String);
    ///
    /// let mut registry = Registry::new();
    /// registry.extend("google.protobuf.FieldOptions", extension::scalar(LABEL, field::optional::string));
    /// ```
    pub fn extend(&mut self, extendee: &str, extension: Extension) -> &mut Self {
        let extensions = self.extensions.entry(extendee.into()).or_default();
        extensions.retain(|known| known.number() != extension.number());
        extensions.push(extension);
        extensions.sort_by_key(Extension::number);
        self
    }

    /// Adds an extension of the message `extendee` that is known only at run time. `create` returns a message whose only field
    /// is the extension: it has the number of the extension, and its full name.
    pub fn add_extension(
        &mut self,
        extendee: &str,
        create: impl Fn() -> Box<dyn DynMessage> + Send + Sync + 'static,
    ) -> &mut Self {
        if let Some(extension) = Extension::dynamic(create) {
            self.extend(extendee, extension);
        }
        self
    }

    /// A new message of the type with a full name; `None` if the registry does not have the type.
    pub fn create(&self, full_name: &str) -> Option<Box<dyn DynMessage>> {
        Some(self.messages.get(full_name)?())
    }

    /// The message in an `Any`.
    ///
    /// `Any::to_msg` of prost-types needs to know the type; this function reads it from the type URL.
    ///
    /// # Errors
    /// If the registry does not have the type, or if the message is malformed.
    pub fn unpack(&self, any: &Any) -> Result<Box<dyn DynMessage>, UnpackError> {
        let name = any.type_url.rsplit('/').next().unwrap_or_default();
        let message = self.create(name);
        let mut message = message.ok_or_else(|| UnpackError::UnknownType(name.to_owned()))?;
        let merged = message.merge_bytes(&any.value);
        merged.map_err(UnpackError::Malformed)?;
        Ok(message)
    }

    /// Packs a message of any type. Its type URL starts with `type.googleapis.com/`.
    pub fn pack(message: &dyn DynMessage) -> Any {
        let name = message.descriptor().full_name();
        Any {
            type_url: ["type.googleapis.com/", name].concat(),
            value: message.to_bytes(),
        }
    }

    /// The extensions of a message, by number.
    pub fn extensions(&self, extendee: &str) -> &[Extension] {
        self.extensions.get(extendee).map_or(&[], Vec::as_slice)
    }

    /// The extension of a message with a full name.
    pub fn extension(&self, extendee: &str, name: &str) -> Option<&Extension> {
        let mut extensions = self.extensions(extendee).iter();
        extensions.find(|extension| extension.name() == name)
    }
}

/// Why [`Registry::unpack`] fails.
#[derive(Clone, Debug, PartialEq)]
pub enum UnpackError {
    /// The registry does not have the type with this full name.
    UnknownType(String),
    /// The bytes are not a message of the type.
    Malformed(DecodeError),
}

impl fmt::Display for UnpackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownType(name) => {
                let name: String = name.chars().take(200).collect();
                write!(
                    f,
                    "the message type `{}` is not registered",
                    name.escape_debug()
                )
            }
            Self::Malformed(error) => write!(f, "the message is malformed: {error}"),
        }
    }
}

impl std::error::Error for UnpackError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::UnknownType(_) => None,
            Self::Malformed(error) => Some(error),
        }
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<_> = self.messages.keys().collect();
        names.sort_unstable();
        f.debug_set().entries(names).finish()
    }
}
