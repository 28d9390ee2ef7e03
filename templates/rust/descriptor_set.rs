/// The encoded `FileDescriptorSet` of this package and all its imports, for reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = {{ set|safe }};
{# #}
