// A page of an origin that the server does not allow. The browser must refuse its calls before a handler runs.

import { ways } from "./calls.mjs";

/** The name of the users that the foreign page tries to create. */
export const NAME = "foreign";

/** Whether this page is the foreign one: the same port has two names, so two origins. */
export const isForeign = location.hostname === "localhost";

/** Tries a call by each library, and reports the outcomes to the page around this one. */
export async function report(address) {
  const outcomes = {};
  for (const [way, calls] of Object.entries(ways(address))) {
    const request = { name: NAME, email: `${way}@foreign.example.com` };
    outcomes[way] = await calls.unary("createUser", request).then(
      () => "succeeds",
      () => "refused",
    );
  }
  // A page may send this request without the consent of the server, but not read the response.
  const { type } = await fetch(address, { method: "POST", mode: "no-cors", body: "" });
  outcomes.reaches_the_server = type === "opaque" ? "reached" : type;
  parent.postMessage(outcomes, "*");
}

/** Opens the foreign page in a frame. Returns its outcomes. */
export function outcomes() {
  return new Promise((resolve) => {
    addEventListener("message", ({ data }) => resolve(data), { once: true });
    const frame = document.createElement("iframe");
    frame.src = location.href.replace(location.hostname, "localhost");
    document.body.append(frame);
  });
}
