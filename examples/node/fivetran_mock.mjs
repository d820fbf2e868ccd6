// A mock of the Fivetran API for tests in Node, with any runner. Copy this file; it needs the command fivetran-mock.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const { fetch, Response } = globalThis; // a test may replace the global ones
const DISPATCHER = Symbol.for("undici.globalDispatcher.1");
if (process.versions.node.split(".")[0] < 22 && Response && globalThis[DISPATCHER]) {
  // The fake clearTimeout of Node 20 drops a timer of the code when fetch clears that of an idle connection: keep none.
  // In a context of jest there is no dispatcher, and fetch has the real clearTimeout.
  globalThis[DISPATCHER] = new globalThis[DISPATCHER].constructor({ pipelining: 0 });
}

/** Start a mock on a free port, with options of `fivetran-mock serve`. It ends with this process, however that ends. */
export async function startMock(...options) {
  const words = ["serve", "--port", "0", "--until-stdin-closes", ...options];
  const server = spawn("fivetran-mock", words, { stdio: ["pipe", "pipe", "inherit"] });
  const address = once(createInterface(server.stdout), "line"); // listening on http://127.0.0.1:40123
  const ended = once(server, "close");
  const [line] = await Promise.race([address, ended]).catch((error) => {
    if (error.code !== "ENOENT") throw error;
    throw new Error("fivetran-mock is not on the PATH: activate its environment, or pip install '.[mock]' in its clone");
  });
  if (typeof line !== "string") throw new Error("fivetran-mock did not start: its message is above");
  for (const handle of [server, server.stdin, server.stdout]) handle.unref();
  return new Mock(server, ended, line.split(" ").pop());
}

class Mock {
  #server;
  #ended;
  #seen = 0;
  /** Statuses of refusals that the test expects; one that no call was refused with fails the test. `reset` empties it. */
  expected = [];
  /** Whether faults, scripts and expected statuses may stay unused in this test; `reset` takes it back. */
  allowUnused = false;

  constructor(server, ended, url) {
    [this.#server, this.#ended, this.url] = [server, ended, url];
    this.environment = { FIVETRAN_BASE_URL: url, FIVETRAN_API_KEY: "mock-key", FIVETRAN_API_SECRET: "mock-secret" };
  }

  /**
   * Call the mock's own API, for instance `call("faults", {...})` or `call("GET state")`; a refusal is thrown.
   *
   * Without a method it is a POST. The arguments of a GET are its query.
   */
  async call(name, body = {}) {
    const [, method, path] = /^(?:(GET|DELETE|POST) )?(.*)$/.exec(name);
    const query = method === "GET" && Object.keys(body).length ? `?${new URLSearchParams(body)}` : "";
    const sent = method === "GET" ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch(`${this.url}/__mock__/${path}${query}`, { method: method ?? "POST", ...sent });
    const data = await answer.json().catch(() => null);
    if (data === null || typeof data !== "object") {
      throw new Error(`${name}: ${this.url} answered ${answer.status} without an object of JSON: this is no mock`);
    }
    if (!answer.ok) throw new Error(`${name}: ${data.message}`);
    return data;
  }

  /** Forget all but the settings, before a test. Ids go on, so that a poll of an earlier test meets no new connection. */
  async reset(settings = {}) {
    [this.expected, this.allowUnused, this.#seen] = [[], false, 0];
    await this.call("reset", { continue_ids: true, ...settings });
  }

  /**
   * Let time pass until a promise settles, and return its value; a rejection is thrown.
   *
   * `limit` is the longest time in the mock's clock, such as `{ hours: 24 }`; its `step` has the seconds of a move.
   * `timers` is that of `tick`. After the limit, the error has the latest calls.
   */
  async until(promise, timers, { step, ...limit } = { hours: 24 }) {
    const seconds = inSeconds(limit);
    let settled = false;
    const settle = () => (settled = true);
    promise.then(settle, settle); // a rejection is handled from the beginning
    await this.#move(seconds, timers, step, () => settled);
    if (!settled) {
      const latest = await this.#latest();
      throw new Error(["the promise has not settled within " + JSON.stringify(limit), ...latest].join("\n  "));
    }
    return promise;
  }

  /**
   * Let time pass, in steps, for the mock and for the fake timers of code that sleeps.
   *
   * `timers` is `mock.timers` of node:test or `vi` of vitest, which fake `setTimeout` and `Date` alone. Before each step,
   * and at the end, the requests of the code are waited for.
   */
  async tick(seconds, timers, step) {
    await this.#move(seconds, timers, step, () => false);
  }

  async #move(seconds, timers, step = Math.max(1, seconds / 100), isOver) {
    if (!(Number.isFinite(seconds) && seconds >= 0)) throw new TypeError(`seconds is a number from 0, not ${quoted(seconds)}`);
    if (!(Number.isFinite(step) && step > 0)) throw new TypeError(`a step is a number of seconds above 0, not ${quoted(step)}`);
    const advance = timers && (timers.advanceTimersByTimeAsync ?? timers.tick);
    if (timers && !advance) throw new TypeError("timers is mock.timers of node:test, or vi of vitest or jest of jest");
    for (let left = seconds; ; left -= step) {
      for (let quiet = 0; timers && quiet < 3; ) quiet = (await this.journal(this.#seen)).length ? 0 : quiet + 1;
      await undefined; // what has settled by now, says so
      if (left <= 0 || isOver()) return;
      const next = Math.min(step, left);
      await this.call("advance", { seconds: next });
      await advance?.call(timers, next * 1000);
    }
  }

  /** Return the calls of the mock after a number, as objects. */
  async journal(after = 0) {
    const calls = await this.call("GET journal", { after });
    this.#seen = calls.at(-1)?.number ?? this.#seen;
    return calls;
  }

  /** End a test: throw what went wrong unnoticed; after a failure, print the latest calls instead. */
  async verify({ failed = false, allowUnused = this.allowUnused, expected = this.expected } = {}) {
    const advice = "write mock.expected = [STATUS] or mock.allowUnused = true";
    const verified = this.call("verify", { expected, allow_unused: allowUnused, advice });
    if (!failed) return verified;
    const { notes } = await verified.catch((error) => ({ notes: [error.message] }));
    console.error([...(await this.#latest()), ...notes].join("\n  "));
  }

  async #latest() {
    const lines = (await this.journal()).slice(-100).map(described);
    return ["The latest calls of the mock:", ...lines.filter((line, place) => line !== lines[place + 1]).slice(-20)];
  }

  /** Stop the server; without this, it ends with the process. */
  async stop() {
    this.#server.ref(); // or a process that waits for nothing else would end with status 13
    this.#server.kill();
    await this.#ended;
  }
}

function described({ status, method, path, query, reason }) {
  return `${status} ${method} ${path}${query && `?${query}`}${reason && `: ${reason}`}`;
}

const UNITS = { days: 86_400, hours: 3_600, minutes: 60, seconds: 1 };

/** Return the seconds of a limit such as `{ hours: 1, minutes: 30 }`. */
function inSeconds(limit) {
  for (const [unit, number] of Object.entries(limit)) {
    if (!(unit in UNITS && Number.isFinite(number))) {
      throw new TypeError(`a limit has numbers of ${Object.keys(UNITS)} and a step, not ${unit}: ${quoted(number)}`);
    }
  }
  return Object.entries(limit).reduce((sum, [unit, number]) => sum + number * UNITS[unit], 0);
}

const quoted = (value) => JSON.stringify(value) ?? String(value);
