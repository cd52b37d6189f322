import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { type ByteText, bytesOf, toByteText } from "../scan/byte-text.ts";
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
  const path = streamPath(name);
  if (path === "/") {
    throw new ResteraError("usage", { problem: `${JSON.stringify(name)} is no name for a file` });
  }
  return { paths: [bytesOf(path)], missing: [], roots: [] };
}

function streamPath(name: string): ByteText {
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
  if (bytes === 0) return { tree: await tree([]), isEmpty: true };
  const names = streamPath(input.name).slice(1).split("/") as ByteText[];
  const json = names.map((name) => nodeNameJson(nodeNameFromBytes(bytesOf(name)))).toReversed();
  let root = await tree([streamFileNode(json[0]!, owner, bytes, ids)]);
  for (const folder of json.slice(1)) {
    root = await tree([streamFolderNode(folder, owner, root)]);
    scheduler.folders.dirsNew++;
  }
  return { tree: root, isEmpty: false };
}

/** Reads and saves at once; a failing stream ends the whole backup. */
async function transfer(
  { name, stream }: StreamInput,
  scheduler: Scheduler,
): Promise<StreamContent> {
  const ring = ByteRing.create();
  const saved = scheduler.saveStream(name, ring.share);
  const iterator = stream[Symbol.asyncIterator]();
  const unlessFailed = <T>(next: Promise<T>): Promise<T> => Promise.race([next, scheduler.failed]);
  const read = async (): Promise<void> => {
    for (;;) {
      const { done = false, value } = await unlessFailed(iterator.next());
      if (done) return ring.end();
      await unlessFailed(ring.write(value));
    }
  };
  read().catch((error: unknown) => {
    scheduler.stop(streamError(name, error));
    // Whoever feeds the stream is told that nobody listens.
    void iterator.return?.().catch(() => undefined);
  });
  return saved;
}

function streamError(name: string, error: unknown): unknown {
  if (error instanceof ResteraError) return error;
  return new ResteraError("stream-failed", { name, problem: problemOf(error), cause: error });
}
