// Serves user.UserService on a free port until its standard input ends. Prints the port.

import grpc from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";

import { UserService } from "./proto.mjs";

/** The users, in the order of their creation. */
const users = [];
/** The names of calls that were cancelled while they waited. */
const cancelled = new Set();
let lastId = 0;

function failure(code, details, metadata = new grpc.Metadata()) {
  return { code, details, metadata };
}

function notFound(id, metadata) {
  return failure(grpc.status.NOT_FOUND, `User with id ${id ?? ""} not found`, metadata);
}

function find(id) {
  return users.find((user) => user.id === id);
}

function insert({ name, email }) {
  lastId += 1;
  const now = Date.now();
  const created_at = { seconds: Math.floor(now / 1000), nanos: (now % 1000) * 1_000_000 };
  const user = { id: `${lastId}`, name, email, status: "USER_STATUS_ACTIVE", created_at };
  users.push(user);
  return user;
}

/** The x- metadata of a request, and x-seen-deadline if it has a deadline. */
function echo(call) {
  const echoed = new grpc.Metadata();
  for (const key of Object.keys(call.metadata.getMap()).filter((key) => key.startsWith("x-"))) {
    call.metadata.get(key).forEach((value) => echoed.add(key, value));
  }
  if (Number.isFinite(Number(call.getDeadline()))) {
    echoed.set("x-seen-deadline", "yes");
  }
  return echoed;
}

/** Returns a user. For the checks, metadata controls the call, as in the server of Rust. */
function getUser(call, callback) {
  const first = (key) => call.metadata.get(key)[0];
  const details = first("x-details-bin");
  if (details !== undefined) {
    const metadata = new grpc.Metadata();
    metadata.set("grpc-status-details-bin", details);
    callback(failure(grpc.status.RESOURCE_EXHAUSTED, "Too many", metadata));
    return;
  }
  const waiting = setTimeout(answer, Number(first("x-delay-ms") ?? 0));
  call.on("cancelled", () => {
    clearTimeout(waiting);
    cancelled.add(first("x-name"));
  });

  function answer() {
    const echoed = echo(call);
    if (cancelled.has(first("x-report-cancelled"))) {
      echoed.set("x-cancelled", "yes");
    }
    const user = find(call.request.id);
    if (user === undefined) {
      callback(notFound(call.request.id, echoed));
    } else {
      call.sendMetadata(echoed);
      callback(null, { user });
    }
  }
}

function createUser({ request }, callback) {
  if (!request.name) {
    callback(failure(grpc.status.INVALID_ARGUMENT, "Name is required"));
  } else if (!request.email) {
    callback(failure(grpc.status.INVALID_ARGUMENT, "Email is required"));
  } else if (users.some((user) => user.email === request.email)) {
    callback(failure(grpc.status.ALREADY_EXISTS, "Email already registered"));
  } else {
    callback(null, insert(request));
  }
}

function updateUser({ request }, callback) {
  const user = find(request.id);
  if (user === undefined) {
    callback(notFound(request.id));
    return;
  }
  user.name = request.name ?? user.name;
  user.email = request.email ?? user.email;
  callback(null, user);
}

function deleteUser({ request }, callback) {
  const user = find(request.id);
  if (user === undefined) {
    callback(notFound(request.id));
    return;
  }
  users.splice(users.indexOf(user), 1);
  callback(null, {});
}

function listUsers(call) {
  const { page = 0, page_size = 0, status_filter } = call.request;
  const matches = users.filter((user) => !status_filter || user.status === status_filter);
  const size = Math.max(page_size, 0);
  if (page >= 1) {
    matches.slice((page - 1) * size, page * size).forEach((user) => call.write(user));
  }
  call.end();
}

function createUsers(call, callback) {
  const created = [];
  call.on("data", (request) => created.push(insert(request)));
  call.on("end", () => callback(null, { users: created, total_count: created.length }));
}

function chat(call) {
  call.on("data", ({ user_id, content, timestamp }) => {
    call.write({ user_id: "server", content: `${user_id}: ${content}`, timestamp });
  });
  call.on("end", () => call.end());
}

const server = new grpc.Server();
server.addService(UserService.service, {
  getUser,
  createUser,
  updateUser,
  deleteUser,
  listUsers,
  createUsers,
  chat,
});
new HealthImplementation({ "": "SERVING", "user.UserService": "SERVING" }).addToServer(server);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) {
    throw error;
  }
  console.log(port);
});
process.stdin.on("end", () => process.exit()).resume();
