// The onboarding in Node, against the mock: `fivetran-mock run --sync-seconds 4320 -- node --test`.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { check, listen, newLink, receiver, stage, start } from "./onboarding.mjs";

/** Call the mock's own API. */
async function mock(path, body = {}) {
  const answer = await fetch(`${process.env.FIVETRAN_BASE_URL}/__mock__/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.text());
}

/** Press a button of a Connect Card, as the customer's browser does. */
function press(act, link) {
  return fetch(link, { method: "POST", body: new URLSearchParams({ act }), redirect: "manual" });
}

const SECRET = "a secret of the service";
const stages = new Map();
const server = createServer(receiver(SECRET, (id, stage) => stages.set(id, stage)));
let hook;

before(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  hook = `http://127.0.0.1:${server.address().port}/fivetran`;
});
after(() => server.close());
afterEach(() => mock("assert-used")); // fails a test whose fault or script no call used
beforeEach(async () => {
  await mock("reset");
  await listen(hook, SECRET); // calls the receiver once
  stages.clear();
});

test("after the customer has authorized, the service is told when the first sync has ended", async () => {
  const { id, link } = await start("kim");
  assert.equal(await stage(id), "authorize");
  const page = await press("authorize", link);
  assert.equal(page.headers.get("location"), `https://shop.example/connected?id=${id}`);
  assert.deepEqual(await check(id), []);
  assert.equal(await stage(id), "syncing");
  await mock("advance", { hours: 13 });
  assert.equal(stages.get(id), "ready");
});

for (const button of ["refuse", "cancel"]) {
  test(`after ${button} the setup tests fail, and the service asks again`, async () => {
    const { id, link } = await start("kim");
    const page = await press(button, link);
    assert.equal(page.status, 200); // the browser is not sent back
    assert.deepEqual(await check(id), ["Either accessToken or refreshToken must not be null"]);
    assert.equal(await stage(id), "authorize");
  });
}

test("a link is refused after a day, and a new one is valid", async () => {
  const { id, link } = await start("kim");
  await mock("advance", { minutes: 24 * 60 + 1 });
  assert.match(await (await press("authorize", link)).text(), /older than a day/);
  await press("authorize", await newLink(id));
  assert.equal(await stage(id), "syncing");
});

test("setup tests that fail are shown to the customer, and pass later", async () => {
  await mock("seed", { setup_tests: [{ status: "FAILED", message: "The user may not read reports.", times: 2 }] });
  const { id, link } = await start("kim");
  await press("authorize", link); // runs them for the first time
  assert.deepEqual(await check(id), ["The user may not read reports."]);
  assert.equal(await stage(id), "authorize");
  assert.deepEqual(await check(id), []);
  assert.equal(await stage(id), "syncing");
});

test("the service is told after a sync of twelve hours, and not before", async () => {
  const { id, link } = await start("kim");
  await press("authorize", link);
  await mock("advance", { hours: 12 });
  assert.equal(stages.get(id), undefined);
  await mock("advance", { minutes: 2 });
  assert.equal(stages.get(id), "ready");
});

test("a failed first sync is told, and the next attempt makes the connection ready", async () => {
  await mock("seed", { syncs: [{ outcome: "failed", message: "The source did not answer", times: 1 }] });
  const { id, link } = await start("kim");
  await press("authorize", link);
  await mock("advance", { hours: 13 });
  assert.equal(stages.get(id), "failed");
  await mock("advance", { hours: 24 });
  assert.equal(stages.get(id), "ready");
});

test("a failure of Fivetran reaches the service, and the next attempt succeeds", async () => {
  await mock("faults", { operation: "create_connection", status: 503, exactly: 1 });
  await assert.rejects(start("kim"), /503/);
  assert.equal(await stage((await start("kim")).id), "authorize");
});

test("a test fails if no call met its fault", async () => {
  await mock("faults", { path: "/v1/connection", status: 503 }); // the path is /v1/connections
  await start("kim");
  await assert.rejects(mock("assert-used"), /it selects 0 of 2 calls and applies to none/);
  await mock("reset"); // so that this very test passes
});

test("an event of another sender is refused", async () => {
  const headers = { "X-Fivetran-Signature-256": "00".repeat(32) };
  assert.equal((await fetch(hook, { method: "POST", headers, body: "{}" })).status, 401);
  assert.equal((await fetch(hook, { method: "POST", body: "{}" })).status, 401);
});
