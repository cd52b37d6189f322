import { setTimeout as sleep } from "node:timers/promises";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import type { EmbedCall, Embedder } from "./embedder.ts";
import { readEmbeddings } from "./read-embeddings.ts";

export interface HttpEmbedderOptions {
  /** The server's address, with or without `/v1`: `http://localhost:11434`. */
  readonly url: string;
  readonly model: string;
  /** Sent as a bearer token; never kept, and in no message. */
  readonly key?: string | undefined;
  /** Asks for vectors of so many numbers, from models that can make shorter ones. */
  readonly dimension?: number | undefined;
  /** What stands before a text that is looked for, for models that want it: `search_query: `. */
  readonly queryPrefix?: string | undefined;
  /** The same for what is kept: `search_document: `. */
  readonly documentPrefix?: string | undefined;
  /** How many texts a request has; 32 when absent. */
  readonly batch?: number | undefined;
  /** How the numbers come: as text (`float`, which every server knows), or a third of that as `base64`. */
  readonly encoding?: "float" | "base64" | undefined;
  /** How long one request may take; two minutes when absent. */
  readonly timeoutMs?: number | undefined;
  /** How often a request is tried that may succeed later; 5 when absent. A search tries once. */
  readonly attempts?: number | undefined;
  /** The first pause between attempts, doubled each time; one second when absent. */
  readonly retryDelayMs?: number | undefined;
}

/** What Hugging Face's server takes unless it is told otherwise. */
const mostBatch = 32;
const mostBatchLetters = 200_000;
const defaultTimeoutMs = 120_000;
const defaultAttempts = 5;
const defaultRetryDelayMs = 1000;
const longestPauseMs = 60_000;
/** Of an answer; one with 32 vectors of 4096 numbers has a twentieth of it. */
const mostAnswerBytes = 64 * 2 ** 20;
/** Some servers say with a 500 that a text is too long for them, which waiting does not change. */
const tooLong = /too (?:large|long)|exceeds? .*(?:context|batch|length|limit)/i;
const tooLongStatus = 413;
const passing = [408, 425, 429, 500, 502, 503, 504];

/**
 * Vectors from any server that knows OpenAI's `POST /v1/embeddings`: Ollama, vLLM, TEI, llama.cpp, OpenAI itself. Throws
 * `embedder-refused` for what trying again does not change, `embedder-unreachable` when nobody answers after all attempts, and
 * `embedder-answer` for an answer that is none.
 */
export function httpEmbedder(options: HttpEmbedderOptions): Embedder {
  const { model, dimension, documentPrefix = "", queryPrefix = "", batch = mostBatch } = options;
  const url = endpointOf(options.url);
  const key = options.key?.trim();
  if (key !== undefined && !/^[\x20-\x7e]*$/.test(key)) {
    const problem = "the key has letters that no request can carry";
    throw new ResteraError("embedder-refused", { server: shownUrl(url), model, problem });
  }
  return {
    // What stands before the texts makes other vectors.
    model: documentPrefix === "" ? model : `${model}|${documentPrefix}`,
    dimension,
    embed: async (texts, call) => {
      const prefix = call.purpose === "query" ? queryPrefix : documentPrefix;
      const vectors: Float32Array[] = [];
      for (const some of batchesOf(texts, batch)) {
        const input = some.map((text) => prefix + text);
        vectors.push(...(await request(url, input, { ...options, key }, call)));
      }
      return vectors;
    },
    withModel: (other) => {
      const [name = "", ...prefix] = other.split("|");
      const { dimension: _, ...rest } = options;
      return httpEmbedder({ ...rest, model: name, documentPrefix: prefix.join("|") });
    },
  };
}

/** Throws `setting-unknown` for what is no address. */
function endpointOf(typed: string): string {
  const base = URL.canParse(typed) ? new URL(typed) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol) || base.username || base.password) {
    // A password in an address ends up in logs; the key has a variable of its own.
    const setting = "RESTERA_EMBEDDER_URL";
    const choices = "http://…, https://…, transformers";
    throw new ResteraError("setting-unknown", { setting, value: base?.protocol ?? typed, choices });
  }
  const path = base.pathname.replace(/\/+$/, "").replace(/\/embeddings$/, "");
  base.pathname = `${/\/v\d+$/.test(path) ? path : `${path}/v1`}/embeddings`;
  return base.href;
}

function* batchesOf(texts: readonly string[], most: number): Generator<string[]> {
  let [batch, letters]: [string[], number] = [[], 0];
  for (const text of texts) {
    if (batch.length > 0 && (batch.length >= most || letters + text.length > mostBatchLetters)) {
      yield batch;
      [batch, letters] = [[], 0];
    }
    batch.push(text);
    letters += text.length;
  }
  if (batch.length > 0) yield batch;
}

/** One request, tried again while that may help. */
async function request(
  url: string,
  input: readonly string[],
  options: HttpEmbedderOptions,
  call: EmbedCall,
): Promise<Float32Array[]> {
  const { attempts = defaultAttempts, retryDelayMs = defaultRetryDelayMs } = options;
  const most = call.purpose === "query" ? 1 : attempts;
  for (let attempt = 1; ; attempt++) {
    call.signal.throwIfAborted();
    const outcome = await requestOnce(url, input, options, call.signal);
    if (!("retry" in outcome)) return outcome.vectors;
    if (attempt >= most) throw outcome.retry;
    const usualMs = retryDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random());
    const pauseMs = Math.min(longestPauseMs, outcome.afterMs ?? usualMs);
    await sleep(pauseMs, undefined, { signal: call.signal }).catch(() => undefined);
  }
}

type Outcome =
  | { readonly vectors: Float32Array[] }
  /** It may go better later. */
  | { readonly retry: ResteraError; readonly afterMs?: number | undefined };

async function requestOnce(
  url: string,
  input: readonly string[],
  { model, key, dimension, encoding = "float", timeoutMs = defaultTimeoutMs }: HttpEmbedderOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  const server = shownUrl(url);
  let answer: Response;
  let body: string;
  try {
    answer = await fetch(url, {
      method: "POST",
      body: JSON.stringify({ model, input, encoding_format: encoding, dimensions: dimension }),
      // Another server must get neither the key nor the texts.
      redirect: "manual",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        "user-agent": "restera",
        ...(key && { authorization: `Bearer ${key}` }),
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    body = await textOf(answer);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const details = { server, problem: causeOf(error), cause: error };
    return { retry: new ResteraError("embedder-unreachable", details) };
  }
  const { status } = answer;
  if (answer.ok) return { vectors: readEmbeddings(body, input.length, { server, model }) };
  const reason = reasonIn(body);
  const problem = `it answers HTTP ${status}${reason}`;
  const isTooLong = status === 500 && tooLong.test(reason);
  if (isTooLong || !passing.includes(status)) {
    const details = { server, model, status: isTooLong ? tooLongStatus : status, problem };
    throw new ResteraError("embedder-refused", details);
  }
  return {
    retry: new ResteraError("embedder-unreachable", { server, problem }),
    afterMs: pauseAsked(answer.headers.get("retry-after")),
  };
}

async function textOf({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body ?? []) {
    bytes += part.length;
    // Leaving the loop closes the connection.
    if (bytes > mostAnswerBytes) throw new Error(`it has more than ${mostAnswerBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** What the server says is wrong, as servers say it. */
function reasonIn(body: string): string {
  try {
    const { error, message, detail } = JSON.parse(body) as Record<string, unknown>;
    const inner =
      typeof error === "object" && error !== null && "message" in error && error.message;
    const said = [inner, error, message, detail].find((each) => typeof each === "string");
    return said === undefined ? "" : `: ${said.slice(0, 300)}`;
  } catch {
    return "";
  }
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function pauseAsked(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** `fetch failed` says little; what is behind it says why. */
function causeOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error
    ? problemOf(error.cause) || error.cause.name
    : problemOf(error);
}

/** Without what may be a secret in it. */
function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
