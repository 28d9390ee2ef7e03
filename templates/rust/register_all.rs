/// Adds the messages and extensions of all packages to a registry, which JSON needs for `Any` and for extensions.
{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}#[allow(dead_code)]
{{ signature }}
{{ body }}}
{# #}
