// Failures of Fivetran, and events of others.
import assert from "node:assert/strict";
import { test } from "node:test";

import { mock, hook } from "./mock.mjs";
import { stage, start } from "./onboarding.mjs";

test("a failure of Fivetran reaches the service, and the next attempt succeeds", async () => {
  await mock("faults", { operation: "create_connection", status: 503, exactly: 1 });
  await assert.rejects(start("kim"), /503/);
  assert.equal(await stage((await start("kim")).id), "authorize");
});

test("a test fails if no call met its fault", async () => {
  await mock("faults", { path: "/v1/connection", status: 503 }); // the path is /v1/connections
  await start("kim");
  await assert.rejects(mock("verify"), /it selects 0 of 2 calls and applies to none/);
  await mock("reset"); // so that this very test passes
});

test("an event of another sender is refused", async () => {
  const headers = { "X-Fivetran-Signature-256": "00".repeat(32) };
  assert.equal((await fetch(hook, { method: "POST", headers, body: "{}" })).status, 401);
  assert.equal((await fetch(hook, { method: "POST", body: "{}" })).status, 401);
});
