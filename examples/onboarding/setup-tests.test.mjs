// Setup tests that fail, and pass later.
import assert from "node:assert/strict";
import { test } from "node:test";

import { mock, press } from "./mock.mjs";
import { check, stage, start } from "./onboarding.mjs";

test("setup tests that fail are shown to the customer, and pass later", async () => {
  await mock("seed", { setup_tests: [{ status: "FAILED", message: "The user may not read reports.", times: 2 }] });
  const { id, link } = await start("kim");
  await press("authorize", link); // runs them for the first time
  assert.deepEqual(await check(id), ["The user may not read reports."]);
  assert.equal(await stage(id), "authorize");
  assert.deepEqual(await check(id), []);
  assert.equal(await stage(id), "syncing");
});
