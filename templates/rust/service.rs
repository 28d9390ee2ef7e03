{{ table }}{% if let Some(server) = server %}
{{ server }}{% endif %}{% if let Some(client) = client %}
{{ client }}{% endif %}{% if let Some(fake) = fake %}
{{ fake }}{% endif -%}
