{% if let Some(head) = head %}{{ head }}
    fn extensions(&self) -> &{{ unknown_fields }} {
        &self.unknown_fields
    }

    fn extensions_mut(&mut self) -> &mut {{ unknown_fields }} {
        &mut self.unknown_fields
    }
}
{% endif -%}
