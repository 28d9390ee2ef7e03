/// The methods of `{{ service }}`.
pub mod {{ module }} {
{% for import in imports %}    use {{ import.path }};
{% endfor %}
    /// The full name of the service.
{{ name }}

{% for method in methods %}    /// `{{ method.method }}`: {{ method.kind }}.
{{ method.declaration }}

{% endfor %}    /// All methods, in the order of the proto file.
{{ all }}
{% if let Some(routes) = routes %}
    /// The routes of HTTP/JSON, by the option `google.api.http` of the methods.
{{ routes }}
{% endif %}}
{# #}
