/// The encoded `FileDescriptorSet` of this package and of all that it imports, for reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = {{ set|safe }};
{# #}
