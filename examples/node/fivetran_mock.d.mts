/** Start a mock on a free port, with options of `fivetran-mock serve`. */
export function startMock(...options: string[]): Promise<Mock>;

/** `mock.timers` of node:test, `vi` of vitest, or `jest` of jest. */
export type Timers =
  | { tick(milliseconds: number): void }
  | { advanceTimersByTimeAsync(milliseconds: number): Promise<unknown> };

/** A length of time in the mock's clock; `step` has the seconds of each move. */
export interface Limit {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  step?: number;
}

export interface Call {
  number: number;
  status: number;
  method: string;
  path: string;
  query: string;
  reason: string;
  at: string;
  [key: string]: unknown;
}

export interface Verified {
  calls: number;
  notes: string[];
}

export interface Mock {
  readonly url: string;
  readonly environment: Record<"FIVETRAN_BASE_URL" | "FIVETRAN_API_KEY" | "FIVETRAN_API_SECRET", string>;
  expected: number[];
  allowUnused: boolean;
  call(name: string, body?: Record<string, unknown>): Promise<any>;
  reset(settings?: Record<string, unknown>): Promise<void>;
  until<T>(promise: Promise<T>, timers?: Timers, limit?: Limit): Promise<T>;
  tick(seconds: number, timers?: Timers, step?: number): Promise<void>;
  journal(after?: number): Promise<Call[]>;
  verify(options?: { failed?: unknown; allowUnused?: boolean; expected?: number[] }): Promise<Verified | void>;
  stop(): Promise<void>;
}
