//! What `{{ service }}` answers, called in this process, without a socket.
//!
//! An rpc that is not written answers UNIMPLEMENTED. When you write one, its test fails: let it say what comes instead.
{% if deprecated %}
#![allow(deprecated, reason = "the schema still has what it deprecates")]
{% endif %}
{{ imports }}
{% if checked %}// Empty requests may break rules: take `without_validation` away once they are filled in.
{% endif %}fn client() -> {{ client }} {
{{ body }}}
{% for test in tests %}
{{ test }}{% endfor %}{# #}
