{% if let Some(gate) = gate %}#[cfg(feature = "{{ gate }}")]
{% endif %}{% if deprecated %}#[allow(deprecated)]
{% endif %}{{ head }}
{{ constructor }}
        match index {
{{ creates }}            _ => None,
        }
    }

{{ reader }}
        match (index, self) {
{{ reads }}            _ => None,
        }
    }

{{ writer }}
        match self {
{{ writes }}        }
    }
}
{# #}
