// The customer authorizes, refuses or comes too late.
import assert from "node:assert/strict";
import { test } from "node:test";

import { expect, mock, press, stages } from "./mock.mjs";
import { check, newLink, stage, start } from "./onboarding.mjs";

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
  expect(400);
  await mock("advance", { minutes: 24 * 60 + 1 });
  assert.match(await (await press("authorize", link)).text(), /older than a day/);
  await press("authorize", await newLink(id));
  assert.equal(await stage(id), "syncing");
});
