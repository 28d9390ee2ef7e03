// Checks the user.UserService at the given port: prints a line for each check, and a summary.
//
// The checks are independent: each leaves the server usable for the next.

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import grpc from "@grpc/grpc-js";

import { UserService } from "./proto.mjs";

const client = new UserService(`127.0.0.1:${process.argv[2]}`, grpc.credentials.createInsecure());
const { status } = grpc;

/** The response of a unary call, with its headers. */
function unary(method, request, pairs = {}, options = {}) {
  return new Promise((resolve, reject) => {
    let headers;
    const call = client[method](request, metadata(pairs), options, (error, response) => {
      if (error) {
        reject(error);
      } else {
        resolve({ response, headers });
      }
    });
    call.on("metadata", (received) => (headers = received));
  });
}

function metadata(pairs) {
  const metadata = new grpc.Metadata();
  Object.entries(pairs).forEach(([key, value]) => metadata.set(key, value));
  return metadata;
}

const METADATA = { "x-request-id": "abc-123", "x-trace-bin": Buffer.from([0, 1, 255]) };

function hasMetadata(received) {
  assert.deepEqual(received.get("x-request-id"), ["abc-123"]);
  assert.deepEqual(received.get("x-trace-bin"), [Buffer.from([0, 1, 255])]);
}

async function create(name) {
  const request = { name, email: `${name}@example.com`, password: "secret" };
  return (await unary("createUser", request)).response;
}

/** The error of a call that must fail. */
async function fails(call, code, details) {
  const error = await call.then(
    () => assert.fail("the call succeeded"),
    (error) => error,
  );
  assert.equal(error.code, code, error.message);
  if (details !== undefined) {
    assert.equal(error.details, details);
  }
  return error;
}

/** All messages of a stream. */
async function collect(stream) {
  const messages = [];
  for await (const message of stream) {
    messages.push(message);
  }
  return messages;
}

const checks = {
  async creates_and_gets() {
    const user = await create("ada");
    assert.equal(user.email, "ada@example.com");
    assert.deepEqual((await unary("getUser", { id: user.id })).response, { user });
  },

  async rejects_invalid_users() {
    await fails(unary("createUser", {}), status.INVALID_ARGUMENT, "Name is required");
    const details = "User with id кто-то 100% not found";
    await fails(unary("getUser", { id: "кто-то 100%" }), status.NOT_FOUND, details);
  },

  async lists_by_page() {
    const created = [await create("list-1"), await create("list-2")];
    const users = await collect(client.listUsers({ page: 1, page_size: 1000 }));
    assert.deepEqual(users.slice(-2), created);
    assert.deepEqual(await collect(client.listUsers({ page: 1000, page_size: 10 })), []);
  },

  async creates_from_a_stream() {
    const response = await new Promise((resolve, reject) => {
      const call = client.createUsers((error, response) => (error ? reject(error) : resolve(response)));
      ["one", "two", "three"].forEach((name) => call.write({ name, email: `${name}@example.com` }));
      call.end();
    });
    assert.equal(response.total_count, 3);
    assert.deepEqual(response.users.map((user) => user.name), ["one", "two", "three"]);
  },

  async chats_in_turn() {
    const call = client.chat();
    const replies = call[Symbol.asyncIterator]();
    for (const content of ["Hello", "How are you?", "Bye"]) {
      call.write({ user_id: "ada", content });
      const { value } = await replies.next();
      assert.deepEqual(value, { user_id: "server", content: `ada: ${content}` });
    }
    call.end();
    assert.equal((await replies.next()).done, true);
  },

  async chats_all_at_once() {
    const call = client.chat();
    const contents = Array.from({ length: 500 }, (_, number) => `message ${number}`);
    contents.forEach((content) => call.write({ user_id: "ada", content }));
    call.end();
    const replies = (await collect(call)).map((reply) => reply.content);
    assert.deepEqual(replies, contents.map((content) => `ada: ${content}`));
  },

  async carries_metadata() {
    const { id } = await create("metadata");
    hasMetadata((await unary("getUser", { id }, METADATA)).headers);
  },

  async carries_metadata_of_errors() {
    const call = unary("getUser", { id: "nobody" }, METADATA);
    hasMetadata((await fails(call, status.NOT_FOUND)).metadata);
  },

  async carries_details_of_a_status() {
    const details = Buffer.from("\x08\x08\x12\x08Too many\xff", "latin1");
    const call = unary("getUser", {}, { "x-details-bin": details });
    const error = await fails(call, status.RESOURCE_EXHAUSTED, "Too many");
    assert.deepEqual(error.metadata.get("grpc-status-details-bin"), [details]);
  },

  async sends_the_deadline() {
    const { id } = await create("deadline");
    const { headers } = await unary("getUser", { id }, {}, { deadline: Date.now() + 60_000 });
    assert.deepEqual(headers.get("x-seen-deadline"), ["yes"]);
  },

  async ends_at_the_deadline() {
    const { id } = await create("slow");
    const options = { deadline: Date.now() + 100 };
    await fails(unary("getUser", { id }, { "x-delay-ms": "30000" }, options), status.DEADLINE_EXCEEDED);
  },

  async cancels_a_stream() {
    const call = client.chat();
    const replies = call[Symbol.asyncIterator]();
    call.write({ user_id: "ada", content: "Hello" });
    await replies.next();
    call.cancel();
    await fails(replies.next(), status.CANCELLED);
  },

  async cancels_the_handler() {
    const { id } = await create("cancelled");
    const pairs = metadata({ "x-delay-ms": "60000", "x-name": "node" });
    const call = client.getUser({ id }, pairs, () => {});
    await sleep(200);
    call.cancel();
    for (let attempt = 0; attempt < 500; attempt += 1) {
      const { headers } = await unary("getUser", { id }, { "x-report-cancelled": "node" });
      if (headers.get("x-cancelled").length > 0) {
        return;
      }
      await sleep(20);
    }
    assert.fail("the handler continues");
  },

  async compresses() {
    const options = { "grpc.default_compression_algorithm": grpc.compressionAlgorithms.gzip };
    const address = `127.0.0.1:${process.argv[2]}`;
    const compressing = new UserService(address, grpc.credentials.createInsecure(), options);
    const name = "gzip".repeat(1000);
    const user = await new Promise((resolve, reject) => {
      const request = { name, email: `${name}@example.com` };
      compressing.createUser(request, (error, user) => (error ? reject(error) : resolve(user)));
    });
    assert.equal(user.name, name);
    compressing.close();
  },

  async carries_large_messages() {
    const { id, name } = await create("n".repeat(1024 * 1024));
    assert.equal(name.length, 1024 * 1024);
    await unary("deleteUser", { id });
  },

  async has_no_other_methods() {
    const call = new Promise((resolve, reject) => {
      const same = (bytes) => bytes;
      client.makeUnaryRequest("/user.UserService/Missing", same, same, Buffer.alloc(0), (error) =>
        error ? reject(error) : resolve(),
      );
    });
    await fails(call, status.UNIMPLEMENTED);
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n${error.stack}`);
  }
}
console.log(`${Object.keys(checks).length - failed} passed, ${failed} failed`);
client.close();
process.exitCode = failed ? 1 : 0;
