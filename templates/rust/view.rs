/// The view of [`{{ message }}`], which borrows from encoded data.
{% if default.is_some() %}#[derive(Clone)]
{% else %}#[derive(Clone, Default)]
{% endif %}{{ open }}
{% for field in fields %}{% if field.deprecated %}    #[deprecated]
{% endif %}{{ field.declaration }}
{% endfor %}}

#[allow(dead_code{% if deprecated && !getters.is_empty() %}, deprecated{% endif %})]
{{ own }}
    /// Decodes a message. The view borrows its text and bytes from the data.
    ///
    /// # Errors
    /// If the data is malformed.
{{ decode.signature }}
{{ decode.body }}    }

    /// Copies the data into a message.
{{ to_message.signature }}
{{ to_message.body }}    }
{% for getter in getters %}
    /// {{ getter.docs }}
{{ getter.signature }}
{{ getter.body }}    }
{% endfor %}}

{% if deprecated %}#[allow(deprecated)]
{% endif %}{{ view }}
{{ name }}

{{ merge }}
        match field.tag() {
{{ reads }}            _ => {{ rest }},
        }
    }
}
{% for conversion in conversions %}
{% if deprecated %}#[allow(deprecated)]
{% endif %}{{ conversion.head }}
{{ conversion.function.signature }}
{{ conversion.function.body }}    }
}
{% endfor %}{% if let Some(default) = default %}
{% if deprecated %}#[allow(deprecated)]
{% endif %}{{ default.head }}
{{ default.function.signature }}
{{ default.function.body }}    }
}
{% endif %}
{{ debug.head }}
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
{{ debug.body }}    }
}
{# #}
