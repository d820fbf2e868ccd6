// A service that creates a connection, and asks every five minutes whether its first sync has ended.
async function call(method, path, body) {
  const { FIVETRAN_BASE_URL = "https://api.fivetran.com", FIVETRAN_API_KEY, FIVETRAN_API_SECRET } = process.env;
  const pair = Buffer.from(`${FIVETRAN_API_KEY}:${FIVETRAN_API_SECRET}`).toString("base64");
  const answer = await fetch(FIVETRAN_BASE_URL + path, {
    method,
    headers: { Authorization: `Basic ${pair}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()).data;
}

/** Create a customer's connection. */
export function create(customer) {
  const config = { schema: customer };
  return call("POST", "/v1/connections", { group_id: "customers", service: "mailchimp", config });
}

/** Return when the first sync of a connection succeeded, at most a day from now. */
export async function synced(id) {
  const deadline = Date.now() + 24 * 3600_000;
  while (Date.now() < deadline) {
    const { succeeded_at } = await call("GET", `/v1/connections/${id}`);
    if (succeeded_at) return succeeded_at;
    await new Promise((resolve) => setTimeout(resolve, 300_000));
  }
  throw new Error(`connection ${id} has not synced in a day`);
}
