// The onboarding in Node, against the mock: `fivetran-mock run --sync-seconds 4320 -- node --test`.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { check, newLink, start, wait } from "./onboarding.mjs";

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

/** Wait for the first sync in the mock's time, which takes no real time. */
function waitHere(id, more = {}) {
  return wait(id, { sleep: (seconds) => mock("advance", { seconds }), ...more });
}

beforeEach(() => mock("reset"));

test("the first sync ends after the customer has authorized; before, nobody waits for it", async () => {
  const { id, link } = await start("kim");
  assert.equal(await waitHere(id), "authorize");
  const page = await press("authorize", link);
  assert.equal(page.headers.get("location"), `https://shop.example/connected?id=${id}`);
  assert.deepEqual(await check(id), []);
  assert.equal(await waitHere(id), "ready");
});

for (const button of ["refuse", "cancel"]) {
  test(`after ${button} the setup tests fail, and the service asks again instead of waiting`, async () => {
    const { id, link } = await start("kim");
    const page = await press(button, link);
    assert.equal(page.status, 200); // the browser is not sent back
    assert.deepEqual(await check(id), ["Either accessToken or refreshToken must not be null"]);
    assert.equal(await waitHere(id), "authorize");
  });
}

test("a link is refused after a day, and a new one is valid", async () => {
  const { id, link } = await start("kim");
  await mock("advance", { minutes: 24 * 60 + 1 });
  assert.match(await (await press("authorize", link)).text(), /older than a day/);
  await press("authorize", await newLink(id));
  assert.equal(await waitHere(id), "ready");
});

test("setup tests that fail are shown to the customer, and pass later", async () => {
  await mock("seed", { setup_tests: [{ status: "FAILED", message: "The user may not read reports.", times: 2 }] });
  const { id, link } = await start("kim");
  await press("authorize", link); // runs them for the first time
  assert.deepEqual(await check(id), ["The user may not read reports."]);
  assert.equal(await waitHere(id), "authorize");
  assert.deepEqual(await check(id), []);
  assert.equal(await waitHere(id), "ready");
});

test("a sync of twelve hours is waited for, and is running at an earlier deadline", async () => {
  const { id, link } = await start("kim");
  await press("authorize", link);
  assert.equal(await waitHere(id, { hours: 6 }), "syncing");
  assert.equal(await waitHere(id), "ready");
});

test("a failed first sync is reported, and the next attempt makes the connection ready", async () => {
  await mock("seed", { syncs: [{ outcome: "failed", message: "The source did not answer", times: 1 }] });
  const { id, link } = await start("kim");
  await press("authorize", link);
  assert.equal(await waitHere(id), "failed");
  await mock("advance", { minutes: 24 * 60 });
  assert.equal(await waitHere(id), "ready");
});
