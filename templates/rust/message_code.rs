{% if deprecated %}#[allow(deprecated)]
{% endif %}{{ message }}
{% if writes.is_empty() %}    fn encode_raw(&self, _: &mut impl ::prost::bytes::BufMut) {}
{% else %}    fn encode_raw(&self, buf: &mut impl ::prost::bytes::BufMut) {
{{ writes }}    }
{% endif %}
    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: ::prost::encoding::WireType,
        buf: &mut impl ::prost::bytes::Buf,
        ctx: ::prost::encoding::DecodeContext,
{{ result }}
{% if field.is_empty() %}        ::prost::encoding::skip_field(wire_type, tag, buf, ctx)
{% else if reads.is_empty() %}{{ field }}        {{ rest }}
{% else %}{{ field }}        match tag {
{{ reads }}            _ => {{ rest }},
        }
{% endif %}    }

    fn encoded_len(&self) -> usize {
{{ length }}    }

{% if writes.is_empty() %}    fn clear(&mut self) {}
{% else %}    fn clear(&mut self) {
        *self = ::core::default::Default::default();
    }
{% endif %}}
{% if let Some(default) = default %}
{% if deprecated %}#[allow(deprecated)]
{% endif %}{{ default.head }}
    fn default() -> Self {
        Self {
{{ default.lines }}        }
    }
}
{% endif %}{% if let Some(debug) = debug %}
{{ debug|safe }}{% endif %}{% if !accessors.is_empty() %}
#[allow({{ self.allowed() }})]
impl {{ ident }} {
{% for accessor in accessors %}{% if !loop.first %}
{% endif %}    /// {{ accessor.docs }}
{{ accessor.signature }}
{{ accessor.body }}    }
{% endfor %}}
{% endif -%}
