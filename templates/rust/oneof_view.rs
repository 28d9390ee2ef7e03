/// The view of [`{{ oneof }}`], which borrows from encoded data.
#[derive(Clone)]
{{ open }}
{% for variant in variants %}{% if variant.deprecated %}    #[deprecated]
{% endif %}{{ variant.declaration }}
{% endfor %}}

{% if deprecated %}#[allow(deprecated)]
{% endif %}{{ view }}
{{ merge }}
        match field.tag() {
{{ reads }}            _ => field.skip(),
        }
    }
}

{% if deprecated %}#[allow(deprecated)]
{% endif %}{{ conversion.head }}
{{ conversion.function.signature }}
{{ conversion.function.body }}    }
}

{{ debug.head }}
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
{{ debug.body }}    }
}
{# #}
