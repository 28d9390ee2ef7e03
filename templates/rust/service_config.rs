/// The service config of the clients of this package, unless their channel has its own.
{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}{{ declaration|safe }}
{# #}