{{ display }}
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
{{ print }}    }
}

{{ from_str }}
    type Err = {{ error }};

{{ signature }}
{{ parse }}    }
}
{# #}
