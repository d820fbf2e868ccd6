// An onboarding with the fetch of Node: create, Connect Card, setup tests, first sync.
import { setTimeout } from "node:timers/promises";

const { FIVETRAN_BASE_URL = "https://api.fivetran.com", FIVETRAN_API_KEY, FIVETRAN_API_SECRET } = process.env;
const PAIR = Buffer.from(`${FIVETRAN_API_KEY}:${FIVETRAN_API_SECRET}`).toString("base64");
const CARD = { connect_card_config: { redirect_uri: "https://shop.example/connected" } };

async function call(method, path, body) {
  const answer = await fetch(FIVETRAN_BASE_URL + path, {
    method,
    headers: { Authorization: `Basic ${PAIR}`, Accept: "application/json", "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).data;
}

/** Create a customer's connection, and return its id and the link for the customer. */
export async function start(customer) {
  const made = await call("POST", "/v1/connections", {
    group_id: "customers",
    service: "pinterest_ads",
    config: { schema: `pinterest_${customer}`, sync_mode: "AllAdvertisers" },
    run_setup_tests: false,
    ...CARD,
  });
  return { id: made.id, link: made.connect_card.uri };
}

/** Return another link, since one is valid for a day. */
export async function newLink(id) {
  return (await call("POST", `/v1/connections/${id}/connect-card`, CARD)).connect_card.uri;
}

/** Run the setup tests when the customer is back, and return the messages of those that fail. */
export async function check(id) {
  const tested = await call("POST", `/v1/connections/${id}/test`, {});
  return tested.setup_tests.filter((test) => test.status !== "PASSED").map((test) => test.message);
}

/** Return the stage after the first sync, or at once if the customer has to authorize. */
export async function wait(id, { hours = 24, every = 300, sleep = (seconds) => setTimeout(seconds * 1000) } = {}) {
  for (let passed = 0; passed < hours * 3600; passed += every) {
    const connection = await call("GET", `/v1/connections/${id}`);
    if (connection.status.setup_state !== "connected") return "authorize";
    if (connection.succeeded_at) return "ready";
    if (connection.failed_at) return "failed";
    await sleep(every);
  }
  return "syncing";
}
