/// Adds the messages of this package to a registry, so that `Any` in JSON can contain them.
{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}#[allow(dead_code)]
#[inline]
{{ signature }}
{{ body }}}
{# #}
