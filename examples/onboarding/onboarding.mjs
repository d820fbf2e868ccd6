// An onboarding with the fetch of Node: create, Connect Card, setup tests, and a webhook for the first sync.
import { createHmac, timingSafeEqual } from "node:crypto";

const CARD = { connect_card_config: { redirect_uri: "https://shop.example/connected" } };

async function call(method, path, body) {
  const { FIVETRAN_BASE_URL = "https://api.fivetran.com", FIVETRAN_API_KEY, FIVETRAN_API_SECRET } = process.env;
  const pair = Buffer.from(`${FIVETRAN_API_KEY}:${FIVETRAN_API_SECRET}`).toString("base64");
  const answer = await fetch(FIVETRAN_BASE_URL + path, {
    method,
    headers: { Authorization: `Basic ${pair}`, Accept: "application/json", "Content-Type": "application/json" },
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

/** Return how far a connection is, as for a page of the service. */
export async function stage(id) {
  const connection = await call("GET", `/v1/connections/${id}`);
  if (connection.status.setup_state !== "connected") return "authorize";
  if (connection.succeeded_at) return "ready";
  return connection.failed_at ? "failed" : "syncing";
}

/** Let Fivetran tell this service when a sync has ended; once for all connections. */
export function listen(url, secret) {
  return call("POST", "/v1/webhooks/account", { url, events: ["sync_end"], secret });
}

/** Return a handler for node:http that calls `ended` with a connection and its stage; others than Fivetran get 401. */
export function receiver(secret, ended) {
  return async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const signature = Buffer.from(request.headers["x-fivetran-signature-256"] ?? "", "hex"); // in either case
    const expected = createHmac("sha256", secret).update(body).digest();
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      response.writeHead(401).end();
      return;
    }
    const event = JSON.parse(body);
    if (event.event === "sync_end") ended(event.connector_id, event.data.status === "SUCCESSFUL" ? "ready" : "failed");
    response.writeHead(204).end();
  };
}
