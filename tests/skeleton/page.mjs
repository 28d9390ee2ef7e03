// Calls an operation from a page of Swagger UI, and prints what the page shows: `page.mjs <browser> <url> <operation> <value>`.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [program, url, operation, value] = process.argv.slice(2);
/** How long the page may take, in milliseconds. */
const PATIENCE = 60_000;

const profile = await mkdtemp(join(tmpdir(), "page-"));
const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"];
const browser = spawn(program, [...flags, "--remote-debugging-pipe", `--user-data-dir=${profile}`], {
  stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
});
const [, , , input, output] = browser.stdio;

/** The commands without an answer, by their number. */
const waiting = new Map();
/** What the browser reports: addresses of requests, and errors, for example of the Content-Security-Policy. */
const requests = [];
const errors = [];
/** What the page does not show yet. */
let awaited = "";

/** Sends a command of the Chrome DevTools Protocol. */
let count = 0;
function command(method, params = {}, sessionId = undefined) {
  const id = ++count;
  input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

function receive({ id, result, error, method, params }) {
  if (id !== undefined) {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    error ? reject(new Error(error.message)) : resolve(result);
  } else if (method === "Network.requestWillBeSent") {
    requests.push(params.request.url);
  } else if (method === "Log.entryAdded" && params.entry.level === "error") {
    errors.push(`${params.entry.source}: ${params.entry.text} ${params.entry.url ?? ""}`);
  } else if (method === "Runtime.exceptionThrown") {
    errors.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
  }
}

let received = "";
input.on("error", () => {});
output.on("error", () => {}).setEncoding("utf8").on("data", (text) => {
  const messages = (received + text).split("\0");
  received = messages.pop();
  messages.forEach((message) => receive(JSON.parse(message)));
});

async function run() {
  const { targetId } = await command("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await command("Target.attachToTarget", { targetId, flatten: true });
  const page = (method, params) => command(method, params, sessionId);
  for (const domain of ["Log", "Network", "Page", "Runtime"]) {
    await page(`${domain}.enable`);
  }
  /** The value of an expression, when it is neither null nor empty. */
  const shown = async (expression) => {
    awaited = expression;
    for (;;) {
      const { result, exceptionDetails } = await page("Runtime.evaluate", { expression, returnByValue: true });
      if (exceptionDetails) {
        throw new Error(exceptionDetails.exception?.description ?? expression);
      }
      if (result.value) {
        return result.value;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  // The ids of Swagger UI have a backslash before each dot.
  const ends = JSON.stringify(`-${operation}`);
  const block = `[...document.querySelectorAll(".opblock")].find(({ id }) => id.replaceAll("\\\\", "").endsWith(${ends}))`;
  const part = (selector) => `(${block})?.querySelector(${JSON.stringify(selector)})`;
  const click = (selector) => shown(`(part => part && (part.click(), true))(${part(selector)})`);
  const text = (selector) => shown(`${part(selector)}?.textContent`);

  await page("Page.navigate", { url });
  await click(".opblock-summary-control");
  const operations = await shown("document.querySelectorAll('.opblock').length");
  await click(".try-out__btn");
  const field = part(".parameters input[type=text]:not([disabled])");
  await shown(`(field => field && (field.focus(), true))(${field})`);
  await page("Input.insertText", { text: value });
  // Swagger UI takes the value when the field loses the focus, or some time later.
  await shown(`${field}.value === ${JSON.stringify(value)} && (${field}.blur(), true)`);
  await click(".execute");
  const response = ".live-responses-table .response";
  const status = await text(`${response} .response-col_status`);
  const body = await text(`${response} .response-col_description .highlight-code code`);
  return { operations, status: status.trim(), body };
}

const late = new Promise((_, reject) => {
  setTimeout(() => reject(new Error(`the page does not show ${awaited}`)), PATIENCE).unref();
  browser.on("error", reject);
  browser.on("exit", () => reject(new Error("the browser ends")));
});
late.catch(() => {});
try {
  const report = await Promise.race([run(), late]);
  console.log(JSON.stringify({ ...report, requests, errors }));
} catch (error) {
  console.error(`${error.message}; requests: ${requests.join(" ")}; errors: ${errors.join(" ")}`);
  process.exitCode = 1;
} finally {
  browser.kill();
  await new Promise((resolve) => (browser.exitCode === null && browser.signalCode === null ? browser.on("exit", resolve) : resolve()));
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
}
process.exit();
