/// How the clients of this package call, unless their channel is told otherwise.
{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}{{ declaration|safe }}
{# #}