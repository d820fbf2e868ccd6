// The tests of a service that polls, and the promises of the helper.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
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
  assert.match(await mock.until(ended, context.mock.timers, { hours: 24 }), /^2026-01-01T0[1-4]:/);
});

test("a rejection is handed on, and fails no other test", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  await mock.call("seed", { syncs: [{ outcome: "failed", times: 99 }] });
  const ended = synced((await create("kim")).id);
  await assert.rejects(mock.until(ended, context.mock.timers, { days: 2 }), /has not synced in a day/);
});

test("a promise that never settles ends with what it waited for, and what the mock did", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  await create("kim");
  const never = mock.until(new Promise(() => {}), context.mock.timers, { minutes: 30, step: 600 });
  await assert.rejects(never, /not settled within {"minutes":30}\n  The latest calls of the mock:\n  201 POST/);
});

test("an answer that is not the mock's is told by the name of the call", async () => {
  const contents = ["<html>", "", "null", "7"];
  const server = createServer((_, answer) => answer.end(contents.shift())).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { url } = mock;
  mock.url = `http://127.0.0.1:${server.address().port}`;
  while (contents.length) await assert.rejects(mock.call("GET state"), /^Error: GET state: http.* answered 200 .* no mock$/);
  mock.url = url;
  server.close();
});

test("time moves with the code's timers, step by step", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const ended = synced((await create("kim")).id);
  await mock.tick(3 * 3600, context.mock.timers, 300);
  assert.match(await ended, /^2026-01-01T01:/);
});

for (const [act, message] of [
  [() => mock.tick("ten"), /seconds is a number from 0, not "ten"/],
  [() => mock.tick(10, undefined, 0), /a step is a number of seconds above 0, not 0/],
  [() => mock.tick(10, {}), /timers is mock\.timers of node:test/],
  [() => mock.until(Promise.resolve(), undefined, { hour: 1 }), /a limit has numbers of days,hours,.* not hour: 1/],
]) {
  test(`nonsense is refused: ${message}`, () => assert.rejects(act, { name: "TypeError", message }));
}

test("every operation of the mock can be called", async () => {
  await create("kim");
  await mock.call("faults", { operation: "list_users", status: 503 });
  await mock.call("DELETE faults");
  assert.deepEqual(await mock.call("GET faults"), []);
  assert.equal((await mock.call("GET journal", { after: 0 })).length, 1);
});

test("an expected status that no call was refused with fails the test, unless it may stay unused", async () => {
  mock.expected = [404];
  await assert.rejects(mock.verify(), /expected=404: no call was refused with it[^]*mock\.allowUnused = true/);
  mock.allowUnused = true;
});

test("ids go on after a reset", async () => {
  const { id } = await create("kim");
  await mock.reset();
  assert.notEqual((await create("kim")).id, id);
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

test("the helper loads where fetch shows no dispatcher, as in jest", async () => {
  const name = Symbol.for("undici.globalDispatcher.1");
  const dispatcher = globalThis[name];
  globalThis[name] = undefined;
  await import("./fivetran_mock.mjs?again").finally(() => (globalThis[name] = dispatcher));
});

test("without the command, the helper says how to install it", async () => {
  const { PATH } = process.env;
  process.env.PATH = "";
  await assert.rejects(startMock(), /pip install/);
  process.env.PATH = PATH;
});
