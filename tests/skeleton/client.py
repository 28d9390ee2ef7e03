"""Calls every method of the services of a proto file; a new crate answers UNIMPLEMENTED.

usage: client.py ADDRESS INCLUDE_DIRECTORY FILE

Prints one line per method, `ok …` or `FAILED …`, and a summary.
"""

import sys
import tempfile

import grpc
import grpc_tools
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_tools import protoc
from pathlib import Path

DEADLINE = 20


def services(include, file):
    """The services of a file as described by protoc, in a pool that has their messages."""
    with tempfile.NamedTemporaryFile() as out:
        google = Path(grpc_tools.__file__).parent / "_proto"
        arguments = ["protoc", f"-I{include}", f"-I{google}", "--include_imports", f"--descriptor_set_out={out.name}", file]
        if protoc.main(arguments) != 0:
            sys.exit(f"protoc rejects {file}")
        files = descriptor_pb2.FileDescriptorSet.FromString(Path(out.name).read_bytes()).file
    pool = descriptor_pool.DescriptorPool()
    for description in files:
        pool.Add(description)
    return pool.FindFileByName(file).services_by_name.values()


def call(channel, method):
    """Calls a method with an empty request; raises its status."""
    path = f"/{method.containing_service.full_name}/{method.name}"
    request = message_factory.GetMessageClass(method.input_type)()
    read = message_factory.GetMessageClass(method.output_type).FromString
    arity = ("stream" if method.client_streaming else "unary", "stream" if method.server_streaming else "unary")
    stub = getattr(channel, "_".join(arity))(path, request_serializer=type(request).SerializeToString, response_deserializer=read)
    answer = stub(iter([request]) if method.client_streaming else request, timeout=DEADLINE)
    return list(answer) if method.server_streaming else answer


def check(channel, method):
    """Returns an error unless a method answers UNIMPLEMENTED."""
    try:
        return f"it answers {call(channel, method)}"
    except grpc.RpcError as status:
        expected = f"{method.containing_service.full_name}/{method.name} is not implemented"
        result = (status.code(), status.details())
        return None if result == (grpc.StatusCode.UNIMPLEMENTED, expected) else f"{result[0]}: {result[1]}"


def is_serving(channel):
    """Returns an error unless the health service answers SERVING."""
    answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=DEADLINE)
    serving = health_pb2.HealthCheckResponse.SERVING
    return None if answer.status == serving else f"it is {answer.status}"


def main():
    address, include, file = sys.argv[1:]
    failed = passed = 0
    with grpc.insecure_channel(address) as channel:
        methods = [method for service in services(include, file) for method in service.methods]
        checks = [("health", lambda: is_serving(channel))]
        checks += [(method.full_name, lambda method=method: check(channel, method)) for method in methods]
        for name, run in checks:
            reason = run()
            print(f"ok {name}" if reason is None else f"FAILED {name}: {reason}")
            passed, failed = passed + (reason is None), failed + (reason is not None)
    print(f"{passed} passed, {failed} failed")


if __name__ == "__main__":
    main()
