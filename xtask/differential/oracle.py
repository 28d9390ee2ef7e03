"""Answers like the executor, with PyPI's protovalidate: delimited `Any`s on stdin, delimited `TestResult`s on stdout.

The argument is a file with an encoded `FileDescriptorSet`, each file after those that it imports.
"""

import sys

import protovalidate
from google.protobuf import descriptor_pb2, descriptor_pool, message, message_factory

# Fields of `TestResult`.
SUCCESS, VIOLATIONS, COMPILATION_ERROR, RUNTIME_ERROR, UNEXPECTED_ERROR = range(1, 6)


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def read_varint(stream) -> int | None:
    value = shift = 0
    while byte := stream.read(1):
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
        shift += 7
    return None


def fields(data: bytes) -> tuple[str, bytes]:
    """The type and the value of an encoded `Any`."""
    name, value, at = "", b"", 0
    while at < len(data):
        tag, length, shift = data[at], 0, 0
        while True:
            at += 1
            length |= (data[at] & 0x7F) << shift
            shift += 7
            if data[at] < 0x80:
                break
        at += 1
        content = data[at : at + length]
        at += length
        if tag >> 3 == 1:
            name = content.decode().rpartition("/")[2]
        else:
            value = content
    return name, value


def delimited(kind: int, content: bytes) -> bytes:
    return varint(kind << 3 | 2) + varint(len(content)) + content


class Oracle:
    def __init__(self, path: str):
        self.pool = descriptor_pool.DescriptorPool()
        with open(path, "rb") as file:
            files = descriptor_pb2.FileDescriptorSet.FromString(file.read())
        for file in files.file:
            self.pool.Add(file)
        self.classes = {}
        self.validator = protovalidate.Validator()

    def answer(self, name: str, data: bytes) -> bytes:
        kind = self.classes.get(name)
        if kind is None:
            kind = message_factory.GetMessageClass(self.pool.FindMessageTypeByName(name))
            self.classes[name] = kind
        try:
            value = kind.FromString(data)
        except message.DecodeError as error:
            return delimited(UNEXPECTED_ERROR, str(error).encode())
        try:
            self.validator.validate(value)
        except protovalidate.ValidationError as error:
            return delimited(VIOLATIONS, error.to_proto().to_binary())
        except protovalidate.CompilationError as error:
            return delimited(COMPILATION_ERROR, str(error).encode())
        except protovalidate.EvaluationError as error:
            return delimited(RUNTIME_ERROR, str(error).encode())
        return varint(SUCCESS << 3) + b"\x01"


def main() -> None:
    oracle = Oracle(sys.argv[1])
    inputs, outputs = sys.stdin.buffer, sys.stdout.buffer
    while (length := read_varint(inputs)) is not None:
        answer = oracle.answer(*fields(inputs.read(length)))
        outputs.write(varint(len(answer)) + answer)
    outputs.flush()


if __name__ == "__main__":
    main()
