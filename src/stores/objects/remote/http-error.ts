import { problemOf } from "../../../foundation/errors.ts";
import type { CallSubject } from "../call-signal.ts";
import { StoreError, type StoreErrorCode } from "../object-store.ts";

/** What an SDK's error comes down to. */
export interface HttpFacts {
  /** Absent when no answer came. */
  readonly status?: number | undefined;
  /** The server's own code, such as `NoSuchBucket`. */
  readonly code?: string | undefined;
}

type Meaning = readonly [StoreErrorCode, string];

const networkMeanings: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: ["unavailable", "nothing answers at that address"],
  ECONNRESET: ["unavailable", "the connection was cut"],
  EPIPE: ["unavailable", "the connection was cut"],
  ENOTFOUND: ["unavailable", "the server's name is not known; check the address and the network"],
  EAI_AGAIN: ["unavailable", "names cannot be looked up at the moment; check the network"],
  ERR_INVALID_URL: ["denied", "the server's address is not one such as https://host:port"],
  EHOSTUNREACH: ["unavailable", "the server cannot be reached"],
  ENETUNREACH: ["unavailable", "there is no network"],
  ETIMEDOUT: ["timeout", "the connection timed out"],
  ESOCKETTIMEDOUT: ["timeout", "the connection timed out"],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    "denied",
    "the server's certificate is self-signed (--cacert FILE has it trusted)",
  ],
  SELF_SIGNED_CERT_IN_CHAIN: [
    "denied",
    "the server's certificate is not trusted here (--cacert FILE has it trusted)",
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    "denied",
    "the server's certificate is not trusted here (--cacert FILE has it trusted)",
  ],
  CERT_HAS_EXPIRED: ["denied", "the server's certificate has expired"],
  ERR_TLS_CERT_ALTNAME_INVALID: ["denied", "the server's certificate is for another name"],
};

const statusMeanings: Readonly<Record<number, Meaning>> = {
  401: ["denied", "the credentials are missing or wrong"],
  403: ["denied", "the credentials do not allow this"],
  404: ["not-found", "it is not there"],
  408: ["timeout", "the server gave up waiting"],
  409: ["throttled", "another request for the same object is under way"],
  411: ["unsupported", "the server wants a length"],
  413: ["unsupported", "the object is too large for the server"],
  429: ["throttled", "too many requests"],
  501: ["unsupported", "the server does not know this request"],
  503: ["throttled", "the server is busy"],
};

/** An SDK's error as the store's. `special` holds what this cloud's own codes mean. */
export function httpError(
  error: unknown,
  facts: HttpFacts,
  subject: CallSubject,
  special: Readonly<Record<string, Meaning>> = {},
): StoreError {
  const storeError = chain(error).find((cause) => cause instanceof StoreError);
  if (storeError !== undefined) return storeError;
  const [code, problem] =
    (facts.code !== undefined ? special[facts.code] : undefined) ??
    (facts.status === undefined ? networkMeaning(error) : statusMeanings[facts.status]) ??
    (["unavailable", describe(error, facts)] as const);
  return new StoreError(code, { ...subject, problem, cause: error });
}

function networkMeaning(error: unknown): Meaning | undefined {
  for (const cause of chain(error)) {
    const code = codeOf(cause);
    const meaning = code === undefined ? undefined : networkMeanings[code];
    if (meaning !== undefined) return meaning;
    if (cause instanceof Error && cause.name === "TimeoutError") {
      return ["timeout", "the server did not answer"];
    }
  }
  return undefined;
}

/** The error and its causes; bounded, since a chain may go in a circle. */
function chain(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let cause = error; cause !== undefined && causes.length < 8;) {
    causes.push(cause);
    const inner: { cause?: unknown; errors?: unknown[] } | null = cause;
    cause = inner?.cause ?? inner?.errors?.[0];
  }
  return causes;
}

/** The `code` of an error, when it has a textual one. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

function describe(error: unknown, { status, code }: HttpFacts): string {
  const text = problemOf(error).split("\n")[0]!.slice(0, 300);
  const known = [status, code].filter((part) => part !== undefined && !text.includes(String(part)));
  return known.length === 0 ? text : `${text} (${known.join(" ")})`;
}
