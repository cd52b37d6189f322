import { isObject } from "../../foundation/is-object.ts";
import { createHash } from "node:crypto";
import type { CallOptions } from "../../stores/objects/object-store.ts";
import type { RecordStore } from "./record-store.ts";
import { isUnreadable } from "./records.ts";

/** What a record was on both sides when they last agreed. */
export interface AgreedState {
  readonly local: string;
  readonly remote: string;
  /** Hash of the content that both had. */
  readonly hash: string;
}

/** How often writing the state is tried against other processes of this machine. */
const attempts = 20;

/**
 * What this machine knows of another place, kept beside the local records. It saves reading what has not
 * changed and tells which side was edited. Losing it costs time, never an edit: without it, two different contents
 * count as two edits.
 */
export class SyncState {
  readonly #local: RecordStore;
  readonly #key: string;
  readonly #agreed: Map<string, AgreedState>;
  readonly #changed = new Map<string, AgreedState>();
  /** Milliseconds; when everything was compared. */
  lastSync: number | undefined;
  #savedSync: number | undefined;
  #saving: Promise<void> | undefined;

  private constructor(
    local: RecordStore,
    key: string,
    { agreed, lastSync }: { agreed: Map<string, AgreedState>; lastSync: number | undefined },
  ) {
    this.#local = local;
    this.#key = key;
    this.#agreed = agreed;
    this.lastSync = lastSync;
    this.#savedSync = lastSync;
  }

  static async load(
    local: RecordStore,
    remote: RecordStore,
    call?: CallOptions,
  ): Promise<SyncState> {
    const place = createHash("sha256").update(remote.url).digest("hex").slice(0, 16);
    const key = `state/sync-${place}.json`;
    return new SyncState(local, key, await readState(local, key, call));
  }

  get(key: string): AgreedState | undefined {
    return this.#agreed.get(key);
  }

  set(key: string, agreed: AgreedState): void {
    this.#agreed.set(key, agreed);
    this.#changed.set(key, agreed);
  }

  /** Writes what has changed, over what other processes may have written meanwhile; one write at a time. */
  save(): Promise<void> {
    this.#saving ??= this.#save().finally(() => (this.#saving = undefined));
    return this.#saving;
  }

  async #save(): Promise<void> {
    if (this.#changed.size === 0 && this.lastSync === this.#savedSync) return;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const { agreed, version, lastSync } = await readState(this.#local, this.#key);
      // More may be agreed while this is written: that stays for the next time.
      const written = [...this.#changed];
      const newest = Math.max(this.lastSync ?? 0, lastSync ?? 0);
      for (const [key, state] of written) agreed.set(key, state);
      const entries = Object.fromEntries(agreed);
      const document = { type: "sync-state", ...(newest > 0 && { lastSync: newest }), entries };
      if ((await this.#local.replace(this.#key, document, version)) === undefined) continue;
      for (const [key, state] of written) {
        if (this.#changed.get(key) === state) this.#changed.delete(key);
      }
      if (newest > 0) this.#savedSync = newest;
      return;
    }
  }
}

async function readState(
  local: RecordStore,
  key: string,
  call?: CallOptions,
): Promise<{
  agreed: Map<string, AgreedState>;
  version: string | null;
  lastSync: number | undefined;
}> {
  try {
    const found = await local.read(key, call);
    if (found === undefined) return { agreed: new Map(), version: null, lastSync: undefined };
    const { entries, lastSync } = isObject(found.document) ? found.document : {};
    const agreed = Object.entries(isObject(entries) ? entries : {}).filter(isAgreed);
    return {
      agreed: new Map(agreed),
      version: found.version,
      lastSync: typeof lastSync === "number" ? lastSync : undefined,
    };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    // A broken state is as good as none.
    const info = await local.head(key, call);
    return { agreed: new Map(), version: info?.version ?? null, lastSync: undefined };
  }
}

function isAgreed(entry: [string, unknown]): entry is [string, AgreedState] {
  const [, value] = entry;
  return (
    isObject(value) && ["local", "remote", "hash"].every((name) => typeof value[name] === "string")
  );
}
