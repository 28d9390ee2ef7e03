// Serves the page on a port, opens it in a browser, and prints its report: `serve.mjs <browser> <page's port> <port>`.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [program, own, port] = process.argv.slice(2);
/** How long the page may take, in milliseconds. */
const PATIENCE = 120_000;

const bundle = await readFile(new URL("bundle.js", import.meta.url));
const page = '<!doctype html><meta charset="utf-8"><script type="module" src="bundle.js"></script>';
const profile = await mkdtemp(join(tmpdir(), "page-"));

/** The process of the browser. */
let browser;

const report = await new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error("the page does not report")), PATIENCE).unref();
  const server = createServer(async (request, response) => {
    if (request.method === "POST") {
      let text = "";
      for await (const chunk of request.setEncoding("utf8")) {
        text += chunk;
      }
      response.end();
      resolve(text);
    } else if (request.url === "/bundle.js") {
      response.setHeader("content-type", "text/javascript").end(bundle);
    } else {
      response.setHeader("content-type", "text/html").end(page);
    }
  });
  server.listen(Number(own), "127.0.0.1", () => open(reject));
}).finally(() => browser?.kill());

function open(reject) {
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"];
  const url = `http://127.0.0.1:${own}/?port=${port}`;
  browser = spawn(program, [...flags, `--user-data-dir=${profile}`, url], { stdio: "ignore" });
  browser.on("error", reject);
}

console.log(report);
await new Promise((resolve) => (browser.exitCode === null ? browser.on("exit", resolve) : resolve()));
await rm(profile, { recursive: true, force: true, maxRetries: 5 });
process.exit(report.includes("FAILED") ? 1 : 0);
