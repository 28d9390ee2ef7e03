{% if deprecated %}#[allow(deprecated)]
{% endif %}{% if !allowed.is_empty() %}#[allow({{ allowed }})]
{% endif %}{{ head }}
{% if let Some(body) = body %}    fn check(
        &self,
        cx: &mut {{ runtime }}::validate::Context<'_>,
        at: &{{ runtime }}::validate::Path<'_>,
    ) -> {{ runtime }}::validate::Checked {
{{ body|safe }}    }
{% else %}    fn check(
        &self,
        _: &mut {{ runtime }}::validate::Context<'_>,
        _: &{{ runtime }}::validate::Path<'_>,
    ) -> {{ runtime }}::validate::Checked {
        ::core::result::Result::Ok(())
    }
{% endif %}}
{# #}
