{% if deprecated %}#[allow(deprecated)]
{% endif %}{{ head }}
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
{{ lines }}    }
}
{# #}
