/// Adds the messages and extensions of this package to a registry, which JSON needs for `Any` and for extensions.
{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}#[allow(dead_code{% if deprecated %}, deprecated{% endif %})]
#[inline]
{{ signature }}
{{ body }}}
{# #}
