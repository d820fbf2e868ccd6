// A mock of the Fivetran API for tests in Node, with any runner. Copy this file; it needs the command fivetran-mock.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const { fetch } = globalThis; // a test may replace the global one

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
  /** Statuses of refusals that the test expects; `reset` empties it. */
  expected = [];

  constructor(server, ended, url) {
    [this.#server, this.#ended, this.url] = [server, ended, url];
    this.environment = { FIVETRAN_BASE_URL: url, FIVETRAN_API_KEY: "mock-key", FIVETRAN_API_SECRET: "mock-secret" };
  }

  /** Call the mock's own API, for instance `call("faults", {...})`; a refusal or a failed assertion is thrown. */
  async call(path, body = {}) {
    return this.#own(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  }

  async #own(path, request) {
    const answer = await fetch(`${this.url}/__mock__/${path}`, request);
    const data = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${data.message}`);
    return data;
  }

  /** Forget all but the settings, before a test. */
  async reset(settings = {}) {
    [this.expected, this.#seen] = [[], 0];
    await this.call("reset", settings);
  }

  /**
   * Let time pass, in steps, for the mock and for the fake timers of code that sleeps.
   *
   * `timers` is `mock.timers` of node:test or `vi` of vitest, which fake `setTimeout` and `Date` alone. After each step,
   * the requests of the code are waited for.
   */
  async tick(seconds, timers, step = Math.max(1, seconds / 100)) {
    for (let left = seconds; left > 0; left -= step) {
      const next = Math.min(step, left);
      await this.call("advance", { seconds: next });
      if (timers?.advanceTimersByTimeAsync) await timers.advanceTimersByTimeAsync(next * 1000);
      else timers?.tick(next * 1000);
      for (let quiet = 0; timers && quiet < 3; ) quiet = (await this.journal(this.#seen)).length ? 0 : quiet + 1;
    }
  }

  /** Return the calls of the mock after a number, as objects. */
  async journal(after = 0) {
    const calls = await this.#own(`journal?after=${after}`);
    this.#seen = calls.at(-1)?.number ?? this.#seen;
    return calls;
  }

  /** End a test: throw what went wrong unnoticed; after a failure, print the latest calls instead. */
  async verify({ failed = false, ...options } = {}) {
    const verified = this.call("verify", { expected: this.expected, ...options });
    if (!failed) return verified;
    const { notes } = await verified.catch((error) => ({ notes: [error.message] }));
    const lines = (await this.journal()).slice(-100).map(described);
    const calls = lines.filter((line, place) => line !== lines[place + 1]).slice(-20); // of equal ones, the last
    console.error(["The latest calls of the mock:", ...calls, ...notes].join("\n  "));
  }

  /** Stop the server; without this, it ends with the process. */
  async stop() {
    this.#server.kill();
    await this.#ended;
  }
}

function described({ status, method, path, query, reason }) {
  return `${status} ${method} ${path}${query && `?${query}`}${reason && `: ${reason}`}`;
}
