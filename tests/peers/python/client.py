"""Checks the user.UserService at the given port: prints a line for each check, and a summary.

The checks are independent: each leaves the server usable for the next.
"""

import asyncio
import queue
import sys
import time
import traceback

import grpc
from google.protobuf import empty_pb2
from google.protobuf.timestamp_pb2 import Timestamp
from grpc_health.v1 import health_pb2, health_pb2_grpc

import user_pb2
import user_pb2_grpc

METADATA = (("x-request-id", "abc-123"), ("x-trace-bin", b"\x00\x01\xff"))


def equal(actual, expected):
    if actual != expected:
        raise AssertionError(f"{actual!r}\n  is not\n{expected!r}")


def fails(call):
    """Returns the error of a call that must fail."""
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call succeeded")


def code_and_details(error):
    return (error.code(), error.details())


def no_user(user_id):
    return (grpc.StatusCode.NOT_FOUND, f"User with id {user_id} not found")


def create(stub, name):
    """Creates a user with this name, and an email derived from it."""
    return stub.CreateUser(
        user_pb2.CreateUserRequest(name=name, email=f"{name}@example.com", password="secret")
    )


def get(stub, user_id, **options):
    return stub.GetUser(user_pb2.GetUserRequest(id=user_id), **options)


def list_users(stub, page, page_size, status=user_pb2.USER_STATUS_UNSPECIFIED):
    request = user_pb2.ListUsersRequest(page=page, page_size=page_size, status_filter=status)
    return list(stub.ListUsers(request))


def new_user(user, name, email):
    """The expected new user; the server chooses the id and the time."""
    assert user.id, "a user has an id"
    assert user.HasField("created_at"), "a user has a time of creation"
    return user_pb2.User(
        id=user.id,
        name=name,
        email=email,
        status=user_pb2.USER_STATUS_ACTIVE,
        created_at=user.created_at,
    )


def message(content, user_id="ada"):
    timestamp = Timestamp(seconds=1_700_000_000, nanos=123_456_789)
    return user_pb2.ChatMessage(user_id=user_id, content=content, timestamp=timestamp)


def reply(content):
    return message(f"ada: {content}", user_id="server")


def creates_and_gets(stub, _port):
    user = create(stub, "ada")
    equal(user, new_user(user, "ada", "ada@example.com"))
    equal(get(stub, user.id), user_pb2.GetUserResponse(user=user))


def creates_with_any_text(stub, _port):
    name = 'Ада 🦀 \0 \U0010ffff "quoted" \r\n'
    user = create(stub, name)
    equal(user, new_user(user, name, f"{name}@example.com"))


def rejects_invalid_users(stub, _port):
    create(stub, "grace")
    for name, email, code, details in (
        ("", "", grpc.StatusCode.INVALID_ARGUMENT, "Name is required"),
        ("", "nobody@example.com", grpc.StatusCode.INVALID_ARGUMENT, "Name is required"),
        ("nobody", "", grpc.StatusCode.INVALID_ARGUMENT, "Email is required"),
        ("other", "grace@example.com", grpc.StatusCode.ALREADY_EXISTS, "Email already registered"),
    ):
        request = user_pb2.CreateUserRequest(name=name, email=email)
        error = fails(lambda request=request: stub.CreateUser(request))
        equal(code_and_details(error), (code, details))


def reports_unknown_users(stub, _port):
    for user_id in ("", "0", "nobody", "кто-то", "100%"):
        for method, request in (
            (stub.GetUser, user_pb2.GetUserRequest(id=user_id)),
            (stub.UpdateUser, user_pb2.UpdateUserRequest(id=user_id)),
            (stub.DeleteUser, user_pb2.DeleteUserRequest(id=user_id)),
        ):
            error = fails(lambda method=method, request=request: method(request))
            equal(code_and_details(error), no_user(user_id))


def updates_set_fields(stub, _port):
    expected = create(stub, "joan")
    for changes in (
        {},
        {"name": "Joan Updated"},
        {"email": "joan@example.org"},
        {"name": "", "email": "joan@example.net"},
    ):
        for field, value in changes.items():
            setattr(expected, field, value)
        equal(stub.UpdateUser(user_pb2.UpdateUserRequest(id=expected.id, **changes)), expected)
        equal(get(stub, expected.id), user_pb2.GetUserResponse(user=expected))


def deletes(stub, _port):
    user_id = create(stub, "kurt").id
    request = user_pb2.DeleteUserRequest(id=user_id)
    equal(stub.DeleteUser(request), empty_pb2.Empty())
    equal(code_and_details(fails(lambda: get(stub, user_id))), no_user(user_id))
    equal(code_and_details(fails(lambda: stub.DeleteUser(request))), no_user(user_id))


def lists_by_page(stub, _port):
    created = [create(stub, name) for name in ("list-1", "list-2", "list-3")]
    users = list_users(stub, 1, 1000)
    equal(users[-3:], created)
    pages = range(1, (len(users) + 1) // 2 + 1)
    equal([user for page in pages for user in list_users(stub, page, 2)], users)
    for page, page_size in ((1, 0), (0, 10), (1000, 10), (2**31 - 1, 1000)):
        equal(list_users(stub, page, page_size), [])


def lists_by_status(stub, _port):
    create(stub, "active")
    equal(list_users(stub, 1, 1000, user_pb2.USER_STATUS_ACTIVE), list_users(stub, 1, 1000))
    equal(list_users(stub, 1, 1000, user_pb2.USER_STATUS_BANNED), [])


def creates_from_a_stream(stub, _port):
    names = ("one", "two", "three")
    response = stub.CreateUsers(
        user_pb2.CreateUserRequest(name=name, email=f"{name}@example.com") for name in names
    )
    users = [
        new_user(user, name, f"{name}@example.com") for user, name in zip(response.users, names)
    ]
    equal(response, user_pb2.ListUsersResponse(users=users, total_count=3, has_more=False))


def accepts_an_empty_stream(stub, _port):
    equal(stub.CreateUsers(iter(())), user_pb2.ListUsersResponse())


def chats_in_turn(stub, _port):
    """Sends a message only after the answer to the previous one, so that both directions stream at once."""
    messages = queue.Queue()
    replies = stub.Chat(iter(messages.get, None))
    for content in ("Hello", "How are you?", "Bye"):
        messages.put(message(content))
        equal(next(replies), reply(content))
    messages.put(None)
    equal(list(replies), [])


def chats_all_at_once(stub, _port):
    contents = [f"message {number}" for number in range(500)]
    equal(list(stub.Chat(map(message, contents))), list(map(reply, contents)))


def chats_asynchronously(_stub, port):
    async def chat():
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            replies = user_pb2_grpc.UserServiceStub(channel).Chat()
            for content in ("Hello", "Bye"):
                await replies.write(message(content))
                equal(await replies.read(), reply(content))
            await replies.done_writing()
            equal(await replies.read(), grpc.aio.EOF)

    asyncio.run(chat())


def carries_metadata(stub, _port):
    user_id = create(stub, "metadata").id
    request = user_pb2.GetUserRequest(id=user_id)
    _, call = stub.GetUser.with_call(request, metadata=METADATA)
    equal(own(call.initial_metadata()), set(METADATA))


def carries_metadata_of_errors(stub, _port):
    error = fails(lambda: get(stub, "nobody", metadata=METADATA))
    equal(own(error.trailing_metadata()), set(METADATA))
    equal(code_and_details(error), no_user("nobody"))


def own(metadata):
    """The metadata that the checks and the server add."""
    return {(key, value) for key, value in metadata if key.startswith("x-")}


def sends_the_deadline(stub, _port):
    request = user_pb2.GetUserRequest(id=create(stub, "deadline").id)
    _, call = stub.GetUser.with_call(request, timeout=60)
    equal(own(call.initial_metadata()), {("x-seen-deadline", "yes")})


def ends_at_the_deadline(stub, _port):
    user_id = create(stub, "slow").id
    metadata = (("x-delay-ms", "30000"),)
    error = fails(lambda: get(stub, user_id, metadata=metadata, timeout=0.1))
    equal(error.code(), grpc.StatusCode.DEADLINE_EXCEEDED)


def compresses(_stub, port):
    name = "gzip" * 1000
    with grpc.insecure_channel(
        f"127.0.0.1:{port}", compression=grpc.Compression.Gzip
    ) as channel:
        stub = user_pb2_grpc.UserServiceStub(channel)
        user = create(stub, name)
        equal(user, new_user(user, name, f"{name}@example.com"))
        response, call = stub.GetUser.with_call(user_pb2.GetUserRequest(id=user.id))
        equal(response, user_pb2.GetUserResponse(user=user))
        equal(own(call.initial_metadata()), {("x-seen-encoding", "gzip")})
        equal(list(stub.Chat(map(message, ("Hello", "Bye")))), [reply("Hello"), reply("Bye")])


def rejects_unknown_compression(_stub, port):
    with grpc.insecure_channel(
        f"127.0.0.1:{port}", compression=grpc.Compression.Deflate
    ) as channel:
        error = fails(lambda: create(user_pb2_grpc.UserServiceStub(channel), "deflate" * 1000))
        equal(error.code(), grpc.StatusCode.UNIMPLEMENTED)


def carries_large_messages(stub, _port):
    user = create(stub, "n" * 1024 * 1024)
    equal(get(stub, user.id), user_pb2.GetUserResponse(user=user))
    stub.DeleteUser(user_pb2.DeleteUserRequest(id=user.id))


def has_no_other_methods(_stub, port):
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        for path in ("/user.UserService/Missing", "/user.UserService/getuser", "/user.Missing/GetUser"):
            call = channel.unary_unary(path, lambda request: request, lambda response: response)
            error = fails(lambda call=call: call(b""))
            equal(error.code(), grpc.StatusCode.UNIMPLEMENTED)


def rejects_malformed_messages(_stub, port):
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        call = channel.unary_unary(
            "/user.UserService/GetUser", lambda request: request, lambda response: response
        )
        equal(fails(lambda: call(b"\xff")).code(), grpc.StatusCode.INTERNAL)


def cancels_a_stream(stub, _port):
    messages = queue.Queue()
    replies = stub.Chat(iter(messages.get, None))
    messages.put(message("Hello"))
    equal(next(replies), reply("Hello"))
    replies.cancel()
    equal(fails(lambda: next(replies)).code(), grpc.StatusCode.CANCELLED)
    messages.put(None)


def cancels_the_handler(stub, _port):
    user_id = create(stub, "cancelled").id
    request = user_pb2.GetUserRequest(id=user_id)
    call = stub.GetUser.future(request, metadata=(("x-delay-ms", "60000"), ("x-name", "python")))
    time.sleep(0.2)
    call.cancel()
    for _ in range(500):
        _, call = stub.GetUser.with_call(request, metadata=(("x-report-cancelled", "python"),))
        if ("x-cancelled", "yes") in own(call.initial_metadata()):
            return
        time.sleep(0.02)
    raise AssertionError("the handler continues")


def carries_details_of_a_status(stub, _port):
    details = b"\x08\x08\x12\x08Too many\xff"
    error = fails(lambda: get(stub, "1", metadata=(("x-details-bin", details),)))
    equal(code_and_details(error), (grpc.StatusCode.RESOURCE_EXHAUSTED, "Too many"))
    equal(dict(error.trailing_metadata())["grpc-status-details-bin"], details)


def reports_its_health(_stub, port):
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        for service in ("", "user.UserService"):
            response = stub.Check(health_pb2.HealthCheckRequest(service=service))
            equal(response.status, health_pb2.HealthCheckResponse.SERVING)
        watch = stub.Watch(health_pb2.HealthCheckRequest(service="user.UserService"))
        equal(next(watch).status, health_pb2.HealthCheckResponse.SERVING)
        watch.cancel()
        error = fails(lambda: stub.Check(health_pb2.HealthCheckRequest(service="user.Other")))
        equal(error.code(), grpc.StatusCode.NOT_FOUND)


CHECKS = (
    creates_and_gets,
    creates_with_any_text,
    rejects_invalid_users,
    reports_unknown_users,
    updates_set_fields,
    deletes,
    lists_by_page,
    lists_by_status,
    creates_from_a_stream,
    accepts_an_empty_stream,
    chats_in_turn,
    chats_all_at_once,
    chats_asynchronously,
    carries_metadata,
    carries_metadata_of_errors,
    sends_the_deadline,
    ends_at_the_deadline,
    compresses,
    rejects_unknown_compression,
    carries_large_messages,
    has_no_other_methods,
    rejects_malformed_messages,
    cancels_a_stream,
    cancels_the_handler,
    carries_details_of_a_status,
    reports_its_health,
)


def run(port):
    failed = 0
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = user_pb2_grpc.UserServiceStub(channel)
        for check in CHECKS:
            try:
                check(stub, port)
                print(f"ok {check.__name__}")
            except Exception:
                failed += 1
                print(f"FAILED {check.__name__}\n{traceback.format_exc()}")
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1])))
