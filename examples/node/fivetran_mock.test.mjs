// The tests of a service that polls, and the promises of the helper.
import assert from "node:assert/strict";
import { after, afterEach, beforeEach, mock as fake, test } from "node:test";

import { startMock } from "./fivetran_mock.mjs";
import { create, synced } from "./polling.mjs";

const mock = await startMock("--sync-seconds", "600");
Object.assign(process.env, mock.environment);

beforeEach(() => mock.reset());
afterEach((context) => mock.verify({ failed: context.error }));
after(() => mock.stop());

test("a service that sleeps sees the end of a first sync", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const ended = synced((await create("kim")).id);
  await mock.tick(3 * 3600, context.mock.timers, 300);
  assert.match(await ended, /^2026-01-01T01:/);
});

test("a refusal that the code swallowed fails the test", async () => {
  await create("").catch(() => {});
  await assert.rejects(mock.verify(), /400 POST \/v1\/connections: \/config\/schema/);
});

test("a refusal that the test expects is none", async () => {
  mock.expected = [404];
  await assert.rejects(synced("nobody"), /404/);
});

test("after a failure the latest calls are shown", async () => {
  await create("kim");
  const shown = fake.method(console, "error", () => {});
  await mock.verify({ failed: true });
  shown.mock.restore();
  assert.match(shown.mock.calls[0].arguments[0], /201 POST \/v1\/connections/);
});

test("without the command, the helper says how to install it", async () => {
  const { PATH } = process.env;
  process.env.PATH = "";
  await assert.rejects(startMock(), /pip install/);
  process.env.PATH = PATH;
});
