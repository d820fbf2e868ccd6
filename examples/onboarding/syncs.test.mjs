// The webhook tells how a sync has ended.
import assert from "node:assert/strict";
import { test } from "node:test";

import { begin, mock, press, stages } from "./mock.mjs";
import { start } from "./onboarding.mjs";

for (const spacing of ["compact", "spaced"]) {
  test(`the service is told after a sync of twelve hours, and not before, by a ${spacing} event`, async () => {
    await begin({ webhook_spacing: spacing }); // a signature fits the bytes of an event, and not its JSON written anew
    const { id, link } = await start("kim");
    await press("authorize", link);
    await mock("advance", { hours: 12 });
    assert.equal(stages.get(id), undefined);
    await mock("advance", { minutes: 2 });
    assert.equal(stages.get(id), "ready");
  });
}

test("a failed first sync is told, and the next attempt makes the connection ready", async () => {
  await mock("seed", { syncs: [{ outcome: "failed", message: "The source did not answer", times: 1 }] });
  const { id, link } = await start("kim");
  await press("authorize", link);
  await mock("advance", { hours: 13 });
  assert.equal(stages.get(id), "failed");
  await mock("advance", { hours: 24 });
  assert.equal(stages.get(id), "ready");
});
