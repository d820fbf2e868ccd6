// A mock of this test file's own: other files have theirs, so that they can run at the same time.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { after, afterEach, beforeEach } from "node:test";

import { listen, receiver } from "./onboarding.mjs";

const server = spawn("fivetran-mock", ["serve", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
after(() => server.kill());
const [line] = await once(createInterface(server.stdout), "line"); // listening on http://127.0.0.1:40123
process.env.FIVETRAN_BASE_URL = line.split(" ").pop();

/** Call the mock's own API; a failed assertion is a conflict. */
export async function mock(path, body = {}) {
  const answer = await fetch(`${process.env.FIVETRAN_BASE_URL}/__mock__/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.text());
}

/** Press a button of a Connect Card, as the customer's browser does. */
export function press(act, link) {
  return fetch(link, { method: "POST", body: new URLSearchParams({ act }), redirect: "manual" });
}

const SECRET = "a secret of the service";
const events = createServer(receiver(SECRET, (id, stage) => stages.set(id, stage)));
await once(events.listen(0, "127.0.0.1"), "listening");
after(() => events.close());

/** The stages that the webhook told, by connection. */
export const stages = new Map();
export const hook = `http://127.0.0.1:${events.address().port}/fivetran`;

afterEach(() => mock("assert-used")); // fails a test whose fault or script no call used
beforeEach(async () => {
  await mock("reset", { sync_seconds: 4320 }); // a first sync takes ten times as long: twelve hours
  await listen(hook, SECRET); // calls the receiver once
  stages.clear();
});
