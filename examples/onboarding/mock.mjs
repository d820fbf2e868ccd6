// A mock of this test file's own: other files have theirs, so that they can run at the same time.
import { once } from "node:events";
import { createServer } from "node:http";
import { after, afterEach, beforeEach } from "node:test";

import { startMock } from "../node/fivetran_mock.mjs";
import { listen, receiver } from "./onboarding.mjs";

const started = await startMock();
Object.assign(process.env, started.environment);

/** Call the mock's own API. */
export const mock = (path, body) => started.call(path, body);

/** Name the statuses of refusals that the test expects. */
export const expect = (...statuses) => (started.expected = statuses);

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

afterEach((context) => started.verify({ failed: context.error })); // fails a test in which something went unnoticed
/** Begin anew: a first sync takes ten times as long, twelve hours; the service listens, which calls its receiver once. */
export async function begin(behaviours = {}) {
  await started.reset({ sync_seconds: 4320, behaviours });
  await listen(hook, SECRET);
  stages.clear();
}
beforeEach(() => begin());
