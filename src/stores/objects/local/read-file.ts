import { open, type FileHandle } from "node:fs/promises";
import { isSystemError } from "../../../foundation/errors.ts";
import { noBytes, openBody } from "../body.ts";
import { abortError, type CallSubject } from "../call-signal.ts";
import { StoreError } from "../object-store.ts";
import { localError } from "./local-error.ts";

/** Up to this many bytes are read at once, before `get` answers. */
const smallBytes = 1 << 20;
const chunkBytes = 256 << 10;

interface ReadOptions {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** The inode that was looked at: the name may mean another file by now. */
  readonly inode: bigint;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((bytes: number) => void) | undefined;
  readonly subject: CallSubject;
}

/**
 * The bytes of a part of a file: read at once when small, else chunk by chunk as they are asked for.
 * Undefined when the file was replaced since it was looked at.
 */
export async function readFilePart(
  path: string,
  options: ReadOptions,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const size = options.end - options.start;
  if (size === 0) return noBytes();
  if (size > smallBytes) return readChunks(path, options);
  const handle = await openSame(path, options.inode);
  if (handle === undefined) return undefined;
  try {
    const chunk = await readFully(handle, options.start, size, options);
    options.onProgress?.(size);
    return openBody(chunk);
  } finally {
    await handle.close();
  }
}

async function openSame(path: string, inode: bigint): Promise<FileHandle | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return undefined;
    throw error;
  }
  if ((await handle.stat({ bigint: true })).ino === inode) return handle;
  await handle.close();
  return undefined;
}

async function* readChunks(path: string, options: ReadOptions): AsyncGenerator<Uint8Array> {
  const { start, end, signal, onProgress, subject } = options;
  let handle: FileHandle | undefined;
  try {
    handle = await openSame(path, options.inode);
    if (handle === undefined) {
      const problem = "it was replaced or deleted before it was read";
      throw new StoreError("unavailable", { ...subject, problem });
    }
    for (let at = start; at < end;) {
      if (signal?.aborted) throw abortError(signal, subject);
      const chunk = await readFully(handle, at, Math.min(chunkBytes, end - at), options);
      at += chunk.length;
      onProgress?.(at - start);
      yield chunk;
    }
  } catch (error) {
    throw localError(error, subject);
  } finally {
    await handle?.close();
  }
}

async function readFully(
  handle: FileHandle,
  start: number,
  size: number,
  { subject }: ReadOptions,
): Promise<Uint8Array> {
  const chunk = Buffer.allocUnsafeSlow(size);
  for (let done = 0; done < size;) {
    const { bytesRead } = await handle.read(chunk, done, size - done, start + done);
    if (bytesRead === 0) {
      const problem = `the file ends after ${start + done} bytes, earlier than it said`;
      throw new StoreError("corrupt", { ...subject, problem });
    }
    done += bytesRead;
  }
  return chunk;
}
