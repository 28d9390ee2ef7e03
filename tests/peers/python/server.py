"""Serves user.UserService on a free port until its standard input ends. Prints the port."""

import sys
import threading
from concurrent import futures

import grpc
from google.protobuf import empty_pb2
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

import user_pb2
import user_pb2_grpc

# In seconds. A call with more time remaining has no deadline.
A_DAY = 86_400


class Users(user_pb2_grpc.UserServiceServicer):
    """Stores users in memory, in the order of their creation."""

    def __init__(self):
        self._lock = threading.Lock()
        self._users = {}
        self._last_id = 0
        self._cancelled = set()

    def GetUser(self, request, context):
        """Returns a user. For the checks, `x-` metadata controls the call, and the response has the metadata of `echo`.

        Waits for `x-delay-ms`, compresses for `x-compress`, and fails with the details of `x-details-bin`. For
        `x-report-cancelled`, reports whether the call with that name (`x-name`) was cancelled while it waited.
        """
        metadata = context.invocation_metadata()
        options = dict(metadata)
        if "x-compress" in options:
            context.set_compression(grpc.Compression.Gzip)
        if "x-details-bin" in options:
            context.set_trailing_metadata((("grpc-status-details-bin", options["x-details-bin"]),))
            context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "Too many")
        ended = threading.Event()
        context.add_callback(ended.set)
        if ended.wait(int(options.get("x-delay-ms", "0")) / 1000):
            with self._lock:
                self._cancelled.add(options.get("x-name"))
        echoed = echo(metadata, has_deadline=context.time_remaining() < A_DAY)
        with self._lock:
            if options.get("x-report-cancelled") in self._cancelled:
                echoed.append(("x-cancelled", "yes"))
        with self._lock:
            user = self._users.get(request.id)
        if user is None:
            context.set_trailing_metadata(echoed)
            abort_not_found(context, request.id)
        context.send_initial_metadata(echoed)
        return user_pb2.GetUserResponse(user=user)

    def CreateUser(self, request, context):
        if not request.name:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "Name is required")
        if not request.email:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "Email is required")
        with self._lock:
            if any(user.email == request.email for user in self._users.values()):
                context.abort(grpc.StatusCode.ALREADY_EXISTS, "Email already registered")
            return self._insert(request)

    def UpdateUser(self, request, context):
        with self._lock:
            if request.id not in self._users:
                abort_not_found(context, request.id)
            user = self._users[request.id]
            if request.HasField("name"):
                user.name = request.name
            if request.HasField("email"):
                user.email = request.email
            return user

    def DeleteUser(self, request, context):
        with self._lock:
            if self._users.pop(request.id, None) is None:
                abort_not_found(context, request.id)
        return empty_pb2.Empty()

    def ListUsers(self, request, context):
        with self._lock:
            users = list(self._users.values())
        if request.status_filter != user_pb2.USER_STATUS_UNSPECIFIED:
            users = [user for user in users if user.status == request.status_filter]
        size = max(request.page_size, 0)
        if request.page >= 1:
            start = (request.page - 1) * size
            yield from users[start : start + size]

    def CreateUsers(self, request_iterator, context):
        created = []
        for request in request_iterator:
            with self._lock:
                created.append(self._insert(request))
        return user_pb2.ListUsersResponse(users=created, total_count=len(created), has_more=False)

    def Chat(self, request_iterator, context):
        for message in request_iterator:
            reply = user_pb2.ChatMessage(
                user_id="server",
                content=f"{message.user_id}: {message.content}",
            )
            if message.HasField("timestamp"):
                reply.timestamp.CopyFrom(message.timestamp)
            yield reply

    def _insert(self, request):
        self._last_id += 1
        user = user_pb2.User(
            id=str(self._last_id),
            name=request.name,
            email=request.email,
            status=user_pb2.USER_STATUS_ACTIVE,
        )
        user.created_at.GetCurrentTime()
        self._users[user.id] = user
        return user


def abort_not_found(context, user_id):
    context.abort(grpc.StatusCode.NOT_FOUND, f"User with id {user_id} not found")


def echo(metadata, has_deadline):
    """The `x-` metadata of a request, and `x-seen-deadline` if it has a deadline."""
    echoed = [(key, value) for key, value in metadata if key.startswith("x-")]
    if has_deadline:
        echoed.append(("x-seen-deadline", "yes"))
    return echoed


def serve():
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=10))
    user_pb2_grpc.add_UserServiceServicer_to_server(Users(), server)
    servicer = health.HealthServicer()
    servicer.set("user.UserService", health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    sys.stdin.read()
    server.stop(None).wait()


if __name__ == "__main__":
    serve()
