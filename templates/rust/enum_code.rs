#[allow(deprecated)]
impl {{ ident }} {
    /// Returns `true` if `value` is a variant of `{{ ident }}`.
    pub const fn is_valid(value: i32) -> bool {
        Self::from_i32(value).is_some()
    }

    /// Converts an `i32` to a `{{ ident }}`, or `None` if `value` is not a valid variant.
    #[deprecated = "Use the TryFrom<i32> implementation instead"]
    pub const fn from_i32(value: i32) -> ::core::option::Option<Self> {
        match value {
{{ arms }}            _ => None,
        }
    }
}

{{ try_from }}
    type Error = ::prost::UnknownEnumValue;

{{ convert }}
        #[allow(deprecated)]
        Self::from_i32(value).ok_or(::prost::UnknownEnumValue(value))
    }
}

{{ from }}
{{ number }}
        value as Self
    }
}
{# #}
