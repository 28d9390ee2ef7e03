// Checks the user.UserService at the port in the address of this page, by each library, and posts a report.

import { CODE, ways } from "./calls.mjs";
import { isForeign, NAME, outcomes, report } from "./foreign.mjs";

function equal(actual, expected) {
  const text = (value) => JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}` : part));
  if (text(actual) !== text(expected)) {
    throw new Error(`${text(actual)} is not ${text(expected)}`);
  }
}

/** The error of a call that must fail. */
async function fails(call, code, message) {
  const error = await call.then(
    () => {
      throw new Error("the call succeeded");
    },
    (error) => error,
  );
  equal([error.code, message ?? error.message], [code, error.message]);
  return error;
}

let number = 0;

/** Creates a user with a name that no other check uses. */
async function newUser(way) {
  number += 1;
  const name = `page-${number}`;
  const { message } = await way.unary("createUser", { name, email: `${name}@example.com` });
  equal(message.name, name);
  return message;
}

const checks = {
  async creates_and_gets(way) {
    const user = await newUser(way);
    const { message } = await way.unary("getUser", { id: user.id });
    equal(message.user, user);
  },

  async rejects_invalid_users(way) {
    await fails(way.unary("createUser", {}), CODE.invalidArgument, "Name is required");
    const message = "User with id кто-то 100% not found";
    await fails(way.unary("getUser", { id: "кто-то 100%" }), CODE.notFound, message);
  },

  async lists_by_page(way) {
    const created = [await newUser(way), await newUser(way)];
    const users = await way.stream("listUsers", { page: 1, pageSize: 1000 });
    equal(users.slice(-2), created);
    equal(await way.stream("listUsers", { page: 1000, pageSize: 10 }), []);
  },

  async carries_metadata(way) {
    const { id } = await newUser(way);
    const metadata = { "x-request-id": "abc-123", "x-trace-bin": "AAH/" };
    const { metadata: received } = await way.unary("getUser", { id }, { metadata });
    equal([received["x-request-id"], received["x-trace-bin"]], ["abc-123", "AAH/"]);
  },

  async carries_metadata_of_errors(way) {
    const metadata = { "x-request-id": "abc-123" };
    const error = await fails(way.unary("getUser", { id: "nobody" }, { metadata }), CODE.notFound);
    equal(error.metadata["x-request-id"], "abc-123");
  },

  async ends_at_the_deadline(way) {
    const settings = { metadata: { "x-delay-ms": "30000" }, timeoutMs: 200 };
    await fails(way.unary("getUser", { id: "slow" }, settings), CODE.deadlineExceeded);
  },

  async cancels(way) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    const settings = { metadata: { "x-delay-ms": "30000" }, signal: controller.signal };
    await fails(way.unary("getUser", { id: "slow" }, settings), CODE.cancelled);
    await newUser(way);
  },

  async carries_large_messages(way) {
    const name = "n".repeat(1024 * 1024);
    const { message } = await way.unary("createUser", { name, email: `large-${(number += 1)}@example.com` });
    equal(message.name.length, name.length);
    await way.unary("deleteUser", { id: message.id });
  },
};

const lines = [];
let failed = 0;

/** Runs a check, and adds its result to the report. */
async function run(name, check) {
  try {
    await check();
    lines.push(`ok ${name}`);
  } catch (error) {
    failed += 1;
    lines.push(`FAILED ${name}: ${error.message ?? JSON.stringify(error)}`);
  }
}

/** Runs all checks, and posts the report. */
async function runAll(address) {
  const all = ways(address);
  for (const [way, calls] of Object.entries(all)) {
    for (const [name, check] of Object.entries(checks)) {
      await run(`${way} ${name}`, () => check(calls));
    }
  }
  const { reaches_the_server, ...foreign } = await outcomes();
  await run("a foreign origin reaches the server", () => equal(reaches_the_server, "reached"));
  for (const way of Object.keys(all)) {
    await run(`${way} is refused to a foreign origin`, () => equal(foreign[way], "refused"));
  }
  await run("a foreign origin creates no users", async () => {
    const users = await all.connect_web_connect.stream("listUsers", { page: 1, pageSize: 1000 });
    equal(users.filter(({ name }) => name === NAME), []);
  });
  lines.push(`${lines.length - failed} passed, ${failed} failed`);
  await fetch("/", { method: "POST", body: lines.join("\n") });
}

const address = `http://127.0.0.1:${new URLSearchParams(location.search).get("port")}`;
await (isForeign ? report(address) : runAll(address));
