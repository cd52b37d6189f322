import { chmod, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isSystemError } from "../../../foundation/errors.ts";
import { callSignal, orAbort, throwIfAborted, type CallSubject } from "../call-signal.ts";
import { checkKey, stagingSegment } from "../object-key.ts";
import {
  StoreError,
  type Body,
  type CallOptions,
  type Capabilities,
  type GetOptions,
  type ListOptions,
  type ObjectInfo,
  type ObjectStore,
  type PutOptions,
  type Version,
} from "../object-store.ts";
import { probeStore } from "../probe-store.ts";
import { casReference, readReference } from "../reference.ts";
import { commitFile, deleteKey } from "./commit.ts";
import { confirmSame } from "./confirm-same.ts";
import { readState, type KeyState } from "./generations.ts";
import { listFolder, toInfo } from "./list-folder.ts";
import { localError } from "./local-error.ts";
import { PromptCalls } from "./prompt-calls.ts";
import { asBody, readAtOnce } from "./read-at-once.ts";
import { readFilePart } from "./read-file.ts";
import { removeStaleFiles, stageBody } from "./staging.ts";
import { makeFolder } from "../../sync-folder.ts";

/** How many deletions run together. */
const deleteBatch = 32;

/**
 * A folder as an object store, laid out as restic's local backend does: a key is the path of a file.
 * Any number of processes may use it at once. The folder is made by the first write.
 */
export class LocalStore implements ObjectStore {
  readonly url: string;
  readonly #root: string;
  /** Device and inode of the folder as first seen: a disk that was unplugged must not look empty. */
  #identity: string | undefined;
  readonly #prompt = new PromptCalls();

  constructor(folder: string) {
    this.#root = resolve(folder);
    this.url = this.#root;
  }

  probe(options?: CallOptions): Promise<Capabilities> {
    return probeStore(this, options);
  }

  putNew(key: string, body: Body, options: PutOptions = {}): Promise<"created" | "exists"> {
    return this.#call(key, options, async (subject, signal) => {
      await this.#confirmRoot(subject);
      const path = this.localPath(key);
      for (;;) {
        const since = Date.now();
        const state = await readState(path);
        if (state.path !== undefined) {
          return await confirmSame(state, body, options.sha256, { signal, subject });
        }
        refuseTaken(state, subject);
        const version = await this.#write(path, body, {
          state,
          since,
          signal,
          subject,
          ...pick(options),
        });
        if (version !== undefined) return "created";
      }
    });
  }

  get(
    key: string,
    options: GetOptions = {},
  ): Promise<ObjectInfo & { body: AsyncIterable<Uint8Array> }> {
    return this.#call(key, options, async (subject, signal) => {
      await this.#prompt.giveTurn();
      const found = this.#prompt.attempt(1, () => readAtOnce(this.localPath(key)));
      if (found !== undefined) return asBody(key, found, options);
      for (;;) {
        const { path, stats, version } = await readState(this.localPath(key));
        if (path === undefined) {
          await this.#confirmRoot(subject);
          throw new StoreError("not-found", { ...subject, problem: "there is no such file" });
        }
        const info = toInfo(key, stats!, version!);
        const end = Math.min(options.range?.end ?? info.size, info.size);
        const start = Math.min(options.range?.start ?? 0, end);
        const part = { start, end, inode: stats!.ino, signal, subject, ...pick(options) };
        const body = await readFilePart(path, part);
        if (body !== undefined) return { ...info, body };
        throwIfAborted(signal, subject);
      }
    });
  }

  head(key: string, options: CallOptions = {}): Promise<ObjectInfo | null> {
    return this.#call(key, options, async (subject) => {
      const { stats, version } = await readState(this.localPath(key));
      if (stats !== undefined) return toInfo(key, stats, version!);
      await this.#confirmRoot(subject);
      return null;
    });
  }

  async *list(prefix: string, options: ListOptions = {}): AsyncGenerator<ObjectInfo> {
    const subject = { store: this.url, key: `${prefix}*` };
    const signal = callSignal(options);
    const found = listFolder(this.#root, { prefix, after: options.after }, this.#prompt);
    try {
      await this.#confirmRoot(subject);
      for (;;) {
        const next = await orAbort(found.next(), signal, subject);
        if (next.done) return;
        yield next.value;
      }
    } catch (error) {
      throw localError(error, subject);
    }
  }

  /** A folder takes files of any size, so this is `putNew` that also accepts what is there already. */
  async putLarge(key: string, body: Body, options: PutOptions = {}): Promise<void> {
    await this.putNew(key, body, options);
  }

  replace(
    key: string,
    body: Body,
    ifVersion: Version | null,
    options: CallOptions = {},
  ): Promise<{ ok: true; version: Version } | { ok: false }> {
    return this.#call(key, options, async (subject, signal) => {
      await this.#confirmRoot(subject);
      const path = this.localPath(key);
      const since = Date.now();
      const state = await readState(path);
      if ((state.version ?? null) !== ifVersion) return { ok: false };
      refuseTaken(state, subject);
      const version = await this.#write(path, body, {
        state,
        since,
        signal,
        subject,
        ...pick(options),
      });
      return version === undefined ? { ok: false } : { ok: true, version };
    });
  }

  async delete(
    keys: readonly string[],
    options: CallOptions = {},
  ): Promise<Map<string, StoreError>> {
    const failed = new Map<string, StoreError>();
    for (let at = 0; at < keys.length; at += deleteBatch) {
      const batch = keys.slice(at, at + deleteBatch).map(async (key) => {
        try {
          await this.#call(key, options, () => deleteKey(this.localPath(key)));
        } catch (error) {
          if ((error as StoreError).code === "cancelled") throw error;
          failed.set(key, error as StoreError);
        }
      });
      await Promise.all(batch);
    }
    return failed;
  }

  readRef(
    name: string,
    options?: CallOptions,
  ): Promise<{ value: string; version: Version } | null> {
    return readReference(this, name, options);
  }

  casRef(
    name: string,
    expected: Version | null,
    value: string,
    options?: CallOptions,
  ): Promise<"committed" | "lost" | "unknown"> {
    return casReference(this, name, expected, value, options);
  }

  /** Where the bytes of a key that is never replaced lie. */
  localPath(key: string): string {
    checkKey(key, this.url);
    return join(this.#root, ...key.split("/"));
  }

  /** The store's own `tmp` folder (0700); clears it of what dead processes left a day ago. */
  stagingFolder(): Promise<string> {
    return this.#call(stagingSegment, {}, async () => {
      const folder = this.#stagingPath();
      await makeFolder(folder);
      await chmod(folder, 0o700);
      await removeStaleFiles(folder);
      return folder;
    });
  }

  async close(): Promise<void> {
    // Nothing stays open between calls.
  }

  #stagingPath(): string {
    return join(this.#root, stagingSegment);
  }

  /** Stages the body and makes it the key's content; undefined when another racer was first. */
  async #write(path: string, body: Body, write: Write): Promise<Version | undefined> {
    const staged = await stageBody(body, this.#stagingPath(), write);
    let version: Version | undefined;
    try {
      throwIfAborted(write.signal, write.subject);
      version = await commitFile(staged.path, path, write.state, write.since);
    } finally {
      await staged.discard(version !== undefined);
    }
    return version;
  }

  /** Throws when the folder is not the one that was used before: then nothing in it can be believed. */
  async #confirmRoot(subject: CallSubject): Promise<void> {
    let now: string | undefined;
    try {
      const { dev, ino } = await stat(this.#root, { bigint: true });
      now = `${dev}:${ino}`;
    } catch (error) {
      if (!isSystemError(error, "ENOENT")) throw error;
    }
    if (this.#identity !== undefined && now !== this.#identity) {
      const problem = "the folder is gone or another one; is the disk still mounted?";
      throw new StoreError("unavailable", { ...subject, problem });
    }
    if (this.#identity === undefined && now !== undefined) await this.#prompt.look(this.#root);
    this.#identity = now;
  }

  /** Runs one operation with its signal; whatever it throws leaves as a `StoreError`. */
  async #call<T>(
    key: string,
    options: CallOptions,
    work: (subject: CallSubject, signal: AbortSignal | undefined) => Promise<T>,
  ): Promise<T> {
    const subject = { store: this.url, key };
    try {
      const signal = callSignal(options);
      throwIfAborted(signal, subject);
      if (this.#identity === undefined) await this.#confirmRoot(subject);
      return await orAbort(work(subject, signal), signal, subject);
    } catch (error) {
      throw localError(error, subject);
    }
  }
}

function refuseTaken({ isTaken }: KeyState, subject: CallSubject): void {
  if (isTaken !== true) return;
  const problem = "something that is no file has this name";
  throw new StoreError("unsupported", { ...subject, problem });
}

interface Write {
  readonly state: KeyState;
  readonly since: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((bytes: number) => void) | undefined;
  readonly subject: CallSubject;
}

function pick({ onProgress }: CallOptions): { onProgress: ((bytes: number) => void) | undefined } {
  return { onProgress };
}
