/** What the proxy does to one request. Byte counts are those of the body. */
export type Fault =
  /** The connection breaks after so many bytes went that way. */
  | { readonly kind: "cut"; readonly where: "request" | "response"; readonly afterBytes: number }
  /** The server does its work, and then the connection breaks instead of an answer. */
  | { readonly kind: "commit-then-drop" }
  | { readonly kind: "delay"; readonly ms: number }
  | { readonly kind: "throttle"; readonly bytesPerSecond: number }
  /** The answer's body ends early, and looks as if it were whole. */
  | { readonly kind: "truncate"; readonly afterBytes: number }
  /** One bit of the body is changed on its way. */
  | { readonly kind: "flip"; readonly where: "request" | "response"; readonly atByte: number }
  /** Conditions are taken off a request: a store that has none. For Google's, which stand in the address. */
  | { readonly kind: "unconditional" }
  /** The proxy answers instead of the server. */
  | { readonly kind: "status"; readonly status: 500 | 503 };

export interface ProxiedRequest {
  /** Counts from 0. */
  readonly number: number;
  readonly method: string;
  readonly url: string;
}

export type FaultPlan = (request: ProxiedRequest) => Fault | undefined;

interface RandomFaults {
  readonly seed: number;
  /** Share of the requests that something happens to, 0 to 1. */
  readonly rate: number;
  /** Changed bits in answers: only for readers that check what they get. */
  readonly flipAnswers?: boolean;
}

/** A plan that is the same for the same seed and order of requests. */
export function randomFaults({ seed, rate, flipAnswers = false }: RandomFaults): FaultPlan {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const way = (): "request" | "response" => (random() < 0.5 ? "request" : "response");
  const makers: (() => Fault)[] = [
    () => ({ kind: "cut", where: way(), afterBytes: below(100_000) }),
    () => ({ kind: "cut", where: way(), afterBytes: 0 }),
    () => ({ kind: "commit-then-drop" }),
    () => ({ kind: "delay", ms: below(30) }),
    () => ({ kind: "throttle", bytesPerSecond: 2_000_000 + below(8_000_000) }),
    () => ({ kind: "truncate", afterBytes: below(50_000) }),
    () => ({ kind: "flip", where: flipAnswers ? way() : "request", atByte: below(50_000) }),
    () => ({ kind: "status", status: random() < 0.5 ? 500 : 503 }),
  ];
  return () => (random() < rate ? makers[below(makers.length)]!() : undefined);
}

/** mulberry32, a small generator with 32 bits of state (Tommy Ettinger, public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
