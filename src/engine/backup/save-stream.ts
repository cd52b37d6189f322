import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { type ByteText, bytesOf, displayOf, toByteText } from "../scan/byte-text.ts";
import { cleanPath } from "../scan/clean-path.ts";
import type { Targets } from "../scan/targets.ts";
import { nodeNameJson } from "../tree/encode-node.ts";
import { nodeNameFromBytes } from "../tree/node-name.ts";
import { streamFileNode, streamFolderNode, type StreamNodeOwner } from "../tree/stream-node.ts";
import { ByteRing } from "../workers/byte-ring.ts";
import type { Scheduler, StreamContent } from "./scheduler.ts";

/** A stream that becomes one file. */
export interface StreamInput {
  /** `dump.sql`, or a path: the folders in it are made up. */
  readonly name: string;
  readonly stream: AsyncIterable<Uint8Array>;
}

/** The snapshot's only path; throws `usage` when the name is none. */
export function streamTargets({ name }: StreamInput): Targets {
  const path = bytePath(name);
  if (path === "/") {
    throw new ResteraError("usage", { problem: `${JSON.stringify(name)} is no name for a file` });
  }
  return { paths: [bytesOf(path)], missing: [], roots: [] };
}

/** The path in the snapshot, as text. */
export function streamPath({ name }: StreamInput): string {
  return displayOf(bytePath(name));
}

function bytePath(name: string): ByteText {
  return cleanPath(`/${toByteText(name)}` as ByteText);
}

/**
 * Saves a stream as one file, in the folders that its name has; gives the root tree's id. As in restic, a
 * stream without a byte makes no file: `undefined` beside the tree says so.
 *
 * Throws what the stream throws, or `stream-failed`.
 */
export async function saveStream(
  input: StreamInput,
  owner: StreamNodeOwner,
  scheduler: Scheduler,
): Promise<{ readonly tree: string; readonly isEmpty: boolean }> {
  const { ids, bytes } = await transfer(input, scheduler);
  const tree = async (parts: readonly string[]): Promise<string> =>
    (await scheduler.run({ type: "tree", parts })) ?? "";
  const names = bytePath(input.name).slice(1).split("/") as ByteText[];
  const json = names.map((name) => nodeNameJson(nodeNameFromBytes(bytesOf(name)))).toReversed();
  let root = await tree(bytes === 0 ? [] : [streamFileNode(json[0]!, owner, bytes, ids)]);
  for (const folder of json.slice(1)) {
    root = await tree([streamFolderNode(folder, owner, root)]);
    scheduler.folders.dirsNew++;
  }
  return { tree: root, isEmpty: bytes === 0 };
}

/** Reads and saves at once; a failing stream ends the whole backup. */
async function transfer(
  { name, stream }: StreamInput,
  scheduler: Scheduler,
): Promise<StreamContent> {
  const ring = ByteRing.create();
  const saved = scheduler.saveStream(streamPath({ name, stream }), ring.share);
  const iterator = stream[Symbol.asyncIterator]();
  let stopped = false;
  const read = async (): Promise<void> => {
    for (;;) {
      const { done = false, value } = await iterator.next();
      if (stopped || done) return ring.end();
      await ring.write(value);
    }
  };
  // Racing each part against this promise would keep every part in memory.
  scheduler.failed.catch(() => {
    stopped = true;
    ring.end();
    // Whoever feeds the stream is told that nobody listens.
    void iterator.return?.().catch(() => undefined);
  });
  read().catch((error: unknown) => scheduler.stop(streamError(name, error)));
  return saved;
}

function streamError(name: string, error: unknown): unknown {
  if (error instanceof ResteraError) return error;
  return new ResteraError("stream-failed", { name, problem: problemOf(error), cause: error });
}
