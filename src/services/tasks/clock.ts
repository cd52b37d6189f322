/** The time of day. Only schedules and what people read depend on it: leases do not, as clocks are set back and forward. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
}

export const systemClock: Clock = { nowMs: () => Date.now() };
