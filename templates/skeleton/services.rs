//! What the services do.

{% for module in modules %}pub mod {{ module }};
{% endfor %}{# #}
