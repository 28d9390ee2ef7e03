//! The implementations of the services.

{% for module in modules %}pub mod {{ module }};
{% endfor %}{# #}
