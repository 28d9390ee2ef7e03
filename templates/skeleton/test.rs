//! Tests of `{{ service }}`, which call it in this process, without a socket.
//!
//! A method returns UNIMPLEMENTED until you write it. Its test then fails: change what the test expects.
{% if deprecated %}
#![allow(deprecated, reason = "the service has deprecated elements")]
{% endif %}
{{ imports }}
{% if checked %}// Empty requests may violate rules. Remove `without_validation` when the requests have values.
{% endif %}fn client() -> {{ client }} {
{{ body }}}
{% for test in tests %}
{{ test }}{% endfor %}{# #}
