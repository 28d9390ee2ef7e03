"""Prints and parses JSON like the executor, with `json_format` of PyPI's protobuf.

The arguments are the action and a folder with a `FileDescriptorSet` for each golden case,
each file after those that it imports. Records are on stdin, and answers on stdout: strings of bytes, each after its length in
four bytes, little-endian.

| action | a record is | an answer is |
|---|---|---|
| load | the name of a case | `+`, or `-` and an error if its descriptors are not supported |
| print | a type, flags and an encoded message | `+` and JSON, or `-` and an error; then the canonical message |
| parse | a type, flags and JSON | `+` and the canonical message, or `-` and an error |
| canonical | a type, flags and an encoded message | `+` and the canonical message, or `-` and an error |
"""

import struct
import sys
from pathlib import Path

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

ORIGINAL_NAMES, DEFAULTS, ENUM_NUMBERS, IGNORE_UNKNOWN = 1, 2, 4, 8


def read(stream) -> bytes | None:
    length = stream.read(4)
    return stream.read(struct.unpack("<I", length)[0]) if length else None


def write(stream, content: bytes) -> None:
    stream.write(struct.pack("<I", len(content)) + content)


def may_contain_any(descriptor, known: dict) -> bool:
    """Whether messages of a type can contain a `google.protobuf.Any`."""
    if descriptor.full_name not in known:
        # For recursive types.
        known[descriptor.full_name] = descriptor.full_name == "google.protobuf.Any"
        types = (field.message_type for field in descriptor.fields if field.message_type)
        if any(may_contain_any(kind, known) for kind in list(types)):
            known[descriptor.full_name] = True
    return known[descriptor.full_name]


def messages_in(message):
    """The messages in the fields of a message."""
    for field, value in message.ListFields():
        if not field.message_type:
            continue
        if field.message_type.GetOptions().map_entry:
            if field.message_type.fields_by_name["value"].message_type:
                yield from value.values()
        elif hasattr(value, "ListFields"):
            yield value
        else:
            yield from value


class Oracle:
    def __init__(self, folder: str):
        self.folder = Path(folder)
        self.pools = {}
        self.classes = {}
        self.with_any = {}

    def pool(self, case: str) -> descriptor_pool.DescriptorPool:
        pool = self.pools.get(case)
        if pool is None:
            pool = self.pools[case] = descriptor_pool.DescriptorPool()
            content = (self.folder / f"{case}.binpb").read_bytes()
            for file in descriptor_pb2.FileDescriptorSet.FromString(content).file:
                pool.Add(file)
        return pool

    def kind(self, name: str):
        kind = self.classes.get(name)
        if kind is None:
            case, full_name = name.split("/")
            descriptor = self.pool(case).FindMessageTypeByName(full_name)
            kind = self.classes[name] = message_factory.GetMessageClass(descriptor)
        return kind

    def canonical_bytes(self, case: str, message) -> bytes:
        """The message in the order of its fields, also within each `google.protobuf.Any`."""
        known = self.with_any.setdefault(case, {})
        if may_contain_any(message.DESCRIPTOR, known):
            self.order(case, message)
        return message.SerializePartialToString(deterministic=True)

    def order(self, case: str, message) -> None:
        for inner in messages_in(message):
            self.order(case, inner)
        if message.DESCRIPTOR.full_name == "google.protobuf.Any":
            try:
                inner = self.kind(f"{case}/{message.type_url.rpartition('/')[2]}")()
                inner.ParseFromString(message.value)
            except Exception:
                return
            inner.DiscardUnknownFields()
            message.value = self.canonical_bytes(case, inner)

    def load(self, name: str, flags: int, content: bytes) -> list[bytes]:
        try:
            self.pool(name)
        except Exception as error:
            return [b"-" + fault(error)]
        return [b"+"]

    def print(self, name: str, flags: int, content: bytes) -> list[bytes]:
        message = self.kind(name).FromString(content)
        message.DiscardUnknownFields()
        try:
            text = json_format.MessageToJson(
                message,
                preserving_proto_field_name=bool(flags & ORIGINAL_NAMES),
                always_print_fields_with_no_presence=bool(flags & DEFAULTS),
                use_integers_for_enums=bool(flags & ENUM_NUMBERS),
                indent=None,
                ensure_ascii=False,
                descriptor_pool=self.pool(name.split("/")[0]),
            )
            answer = b"+" + text.encode()
        except Exception as error:
            answer = b"-" + fault(error)
        return [answer, self.canonical_bytes(name.split("/")[0], message)]

    def parse(self, name: str, flags: int, content: bytes) -> list[bytes]:
        message = self.kind(name)()
        try:
            json_format.Parse(
                content.decode(),
                message,
                ignore_unknown_fields=bool(flags & IGNORE_UNKNOWN),
                descriptor_pool=self.pool(name.split("/")[0]),
            )
        except Exception as error:
            return [b"-" + fault(error)]
        return [b"+" + self.canonical_bytes(name.split("/")[0], message)]

    def canonical(self, name: str, flags: int, content: bytes) -> list[bytes]:
        try:
            message = self.kind(name).FromString(content)
            return [b"+" + self.canonical_bytes(name.split("/")[0], message)]
        except Exception as error:
            return [b"-" + fault(error)]


def fault(error: Exception) -> bytes:
    return f"{type(error).__name__}: {error}".encode(errors="replace")


def main() -> None:
    action, folder = sys.argv[1:]
    answer = getattr(Oracle(folder), action)
    inputs, outputs = sys.stdin.buffer, sys.stdout.buffer
    while (name := read(inputs)) is not None:
        flags, content = read(inputs)[0], read(inputs)
        for part in answer(name.decode(), flags, content):
            write(outputs, part)
    outputs.flush()


if __name__ == "__main__":
    main()
