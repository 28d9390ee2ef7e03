{% if deprecated %}#[allow(deprecated)]
{% endif %}impl {{ ident }} {
    /// Encodes the message to a buffer.
    pub fn encode(&self, buf: &mut impl ::prost::bytes::BufMut) {
        match self {
{{ writes }}        }
    }

    /// Decodes an instance of the message from a buffer, and merges it into self.
    pub fn merge(
        oneof: &mut ::core::option::Option<Self>,
        tag: u32,
        wire_type: ::prost::encoding::WireType,
        buf: &mut impl ::prost::bytes::Buf,
        ctx: ::prost::encoding::DecodeContext,
{{ result }}
{{ field }}        match tag {
{{ reads }}            _ => field.skip(),
        }
    }

    /// Returns the encoded length of the message without a length delimiter.
    pub fn encoded_len(&self) -> usize {
        match self {
{{ lengths }}        }
    }
}
{% if let Some(debug) = debug %}
{{ debug|safe }}{% endif -%}
