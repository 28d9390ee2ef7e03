        /// Accepts compressed responses.
        #[must_use]
        pub fn accept_compressed(self, encoding: CompressionEncoding) -> Self {
            Self(self.0.accept_compressed(encoding))
        }

        /// Limits the size of a response message, in bytes. Default: 4 MiB.
        #[must_use]
        pub fn max_decoding_message_size(self, limit: usize) -> Self {
            Self(self.0.max_decoding_message_size(limit))
        }

        /// Limits the size of a request message, in bytes. Default: no limit.
        #[must_use]
        pub fn max_encoding_message_size(self, limit: usize) -> Self {
            Self(self.0.max_encoding_message_size(limit))
        }
{% for method in methods %}
{{ method.docs.at(8)|safe }}{% if method.deprecated %}        #[deprecated]
{% endif %}{{ method.signature }}
{{ method.call }}        }
{% endfor %}