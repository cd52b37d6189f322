import { randomBytes, randomUUID } from "node:crypto";
import {
  StoreError,
  type CallOptions,
  type Capabilities,
  type ObjectStore,
} from "../../stores/objects/object-store.ts";

/** What is being tried at the moment. */
type StorePhase = "capabilities" | "latency" | "upload" | "download";

/** Milliseconds from a request to its answer, half of them below `p50` and 95 % below `p95`. */
export interface Latency {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** How a store behaves from here. */
export interface StoreReport {
  readonly url: string;
  readonly capabilities: Capabilities;
  /** Of asking for an object, of writing a small one, and of reading it. */
  readonly latency: { readonly ask: Latency; readonly write: Latency; readonly read: Latency };
  readonly uploadBytesPerSecond: number;
  readonly downloadBytesPerSecond: number;
}

export interface MeasureStoreOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (phase: StorePhase) => void;
  /** How long each direction is measured at most, beside the transfer under way. */
  readonly transferMs?: number;
}

const requests = 20;
const smallBytes = 1024;
const transferBytes = 8 << 20;
/** As a backup uploads packs. */
const atOnce = 4;
const mostTransfers = 16;
const defaultTransferMs = 4000;
const cleanUpMs = 60_000;

/**
 * Finds out what a store can do, with real races, and how quick it is from here, with requests and transfers like those of a backup. All
 * happens on scratch keys below `probe/`, which are removed again. Throws `StoreError` when the store cannot even be written.
 */
export async function measureStore(
  store: ObjectStore,
  options: MeasureStoreOptions = {},
): Promise<StoreReport> {
  const { onProgress = () => undefined, transferMs = defaultTransferMs } = options;
  const call: CallOptions = options.signal === undefined ? {} : { signal: options.signal };
  const scratch = new Scratch(store, call);
  try {
    onProgress("capabilities");
    const capabilities = await store.probe(call);
    onProgress("latency");
    const latency = await scratch.latency();
    onProgress("upload");
    const uploadBytesPerSecond = await scratch.upload(transferMs);
    onProgress("download");
    const downloadBytesPerSecond = await scratch.download(transferMs);
    return { url: store.url, capabilities, latency, uploadBytesPerSecond, downloadBytesPerSecond };
  } finally {
    await scratch.remove();
  }
}

/** Objects that are only there to be measured. */
class Scratch {
  readonly #store: ObjectStore;
  readonly #call: CallOptions;
  readonly #prefix = `probe/${randomUUID()}`;
  readonly #small: string[] = [];
  readonly #large: string[] = [];

  constructor(store: ObjectStore, call: CallOptions) {
    this.#store = store;
    this.#call = call;
  }

  async latency(): Promise<StoreReport["latency"]> {
    const bytes = randomBytes(smallBytes);
    const write = await measured(requests, async () => {
      const key = this.#newKey(this.#small);
      await this.#store.putNew(key, bytes, this.#call);
    });
    const keys = this.#small.values();
    const read = await measured(requests, async () => {
      const { body } = await this.#store.get(keys.next().value!, this.#call);
      for await (const _ of body);
    });
    const again = this.#small.values();
    const ask = await measured(requests, async () => {
      await this.#store.head(again.next().value!, this.#call);
    });
    return { ask, write, read };
  }

  upload(longestMs: number): Promise<number> {
    // Of its own for each object: nothing on the way can store it once for all.
    return rate(longestMs, mostTransfers, async () => {
      const bytes = randomBytes(transferBytes);
      await this.#store.putNew(this.#newKey(this.#large), bytes, this.#call);
      return bytes.length;
    });
  }

  download(longestMs: number): Promise<number> {
    const keys = [...this.#large];
    let next = 0;
    return rate(longestMs, mostTransfers, async () => {
      const { body } = await this.#store.get(keys[next++ % keys.length]!, this.#call);
      let bytes = 0;
      for await (const chunk of body) bytes += chunk.length;
      return bytes;
    });
  }

  /** Also after a cancel, so without its signal; what an append-only store keeps, it keeps. */
  async remove(): Promise<void> {
    const keys = [...this.#small, ...this.#large];
    await this.#store.delete(keys, { timeoutMs: cleanUpMs }).catch((error: unknown) => {
      if (!(error instanceof StoreError)) throw error;
    });
  }

  #newKey(keys: string[]): string {
    const key = `${this.#prefix}/${keys === this.#small ? "small" : "large"}-${keys.length}`;
    keys.push(key);
    return key;
  }
}

async function measured(times: number, work: () => Promise<void>): Promise<Latency> {
  const found: number[] = [];
  for (let time = 0; time < times; time++) {
    const started = performance.now();
    await work();
    found.push(performance.now() - started);
  }
  found.sort((a, b) => a - b);
  const at = (share: number): number => found[Math.ceil(share * times) - 1]!;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

/** Bytes per second of several transfers at a time: as many as fit into the time, one each at least. */
async function rate(
  longestMs: number,
  most: number,
  transfer: () => Promise<number>,
): Promise<number> {
  const started = performance.now();
  let begun = 0;
  let bytes = 0;
  const next = async (): Promise<void> => {
    do {
      if (begun++ >= most) return;
      bytes += await transfer();
    } while (performance.now() - started < longestMs);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
  return bytes / ((performance.now() - started) / 1000);
}
