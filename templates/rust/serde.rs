{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}{{ serialize.head }}
{{ serialize.signature }}
{{ serialize.body }}    }
}

{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}{{ deserialize.head }}
{{ deserialize.signature }}
{{ deserialize.body }}    }
}
{# #}
