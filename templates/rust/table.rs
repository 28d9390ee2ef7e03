/// The methods of `{{ service }}`.
pub mod {{ module }} {
    use {{ runtime }}::Method;

    /// The full name of the service.
{{ name }}

{% for method in methods %}    /// `{{ method.method }}`: {{ method.kind }}.
{{ method.declaration }}

{% endfor %}    /// All methods, in the order of the proto file.
{{ all }}
}
{# #}
