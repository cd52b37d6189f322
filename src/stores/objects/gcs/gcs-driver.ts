import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Bucket, FileMetadata } from "@google-cloud/storage";
import type { CallSubject } from "../call-signal.ts";
import type { ObjectInfo, StoreError, Version } from "../object-store.ts";
import type { PartNote } from "../remote/part-notes.ts";
import type {
  Page,
  RemoteBody,
  RemoteDriver,
  RemoteObject,
  RequestContext,
  Upload,
} from "../remote/remote-driver.ts";
import { uploadStream } from "../remote/upload-stream.ts";
import { downloadObject } from "./download-object.ts";
import { gcsError, gcsStatus } from "./gcs-error.ts";

/** Part of a resumable upload; a multiple of 256 KiB, as Google wants it. */
const largeChunkBytes = 16 << 20;

/** The requests of Google Cloud Storage. A version is a generation. */
export class GcsDriver implements RemoteDriver {
  readonly #bucket: Bucket;
  #bucketSeen = false;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  create(key: string, upload: Upload, context: RequestContext): Promise<Version | null> {
    return this.#write(key, upload, 0, context);
  }

  /** Google keeps a session, and what came for it, for a week. */
  async createLarge(key: string, upload: Upload, context: RequestContext): Promise<Version | null> {
    const { notes } = upload;
    // Rather than after all the bytes.
    const isThere = (await this.head(key, context)) !== null;
    const left = isThere ? undefined : await notes?.read();
    try {
      const version = isThere ? null : await this.#write(key, upload, 0, context, { left });
      await notes?.forget();
      return version;
    } catch (error) {
      // The session is over, or holds something else than was to be sent.
      const isRefused = [400, 404, 410].includes(gcsStatus(error) ?? 0);
      // A session that is over may also be told by a connection that breaks at once.
      const isStuck = (await notes?.read())?.parts.length === left?.parts.length;
      const isGone = isRefused || (left !== undefined && isStuck && !context.signal.aborted);
      if (isGone) await notes?.forget();
      if (isGone && left !== undefined) return await this.createLarge(key, upload, context);
      throw error;
    }
  }

  swap(
    key: string,
    upload: Upload,
    ifVersion: Version,
    context: RequestContext,
  ): Promise<Version | null> {
    // A version of another kind, such as a superseded one, fits no generation.
    if (!/^\d+$/.test(ifVersion)) return Promise.resolve(null);
    return this.#write(key, upload, ifVersion, context);
  }

  async read(
    key: string,
    range: { readonly start: number; readonly end: number } | undefined,
    context: RequestContext,
  ): Promise<RemoteBody> {
    const answer = await downloadObject(this.#bucket, key, range, context.signal);
    if (answer !== "beyond") return answer;
    const found = await this.head(key, context);
    if (found === null) throw Object.assign(new Error("deleted meanwhile"), { status: 404 });
    return found;
  }

  async head(key: string, _context: RequestContext): Promise<RemoteObject | null> {
    try {
      const [metadata] = await this.#bucket.file(key).getMetadata();
      return toObject(key, metadata);
    } catch (error) {
      if (gcsStatus(error) !== 404) throw error;
      await this.#confirmBucket();
      return null;
    }
  }

  async list(
    prefix: string,
    from: { readonly next?: string; readonly after?: string },
    _context: RequestContext,
  ): Promise<Page> {
    const [, next, answer] = await this.#bucket.getFiles({
      prefix,
      autoPaginate: false,
      fields: "items(name,size,generation,updated),nextPageToken",
      // Google's own offset includes the key itself.
      ...(from.after !== undefined && { startOffset: from.after }),
      ...(from.next !== undefined && { pageToken: from.next }),
    });
    const { items = [] } = answer as { items?: (FileMetadata & { name: string })[] };
    const objects = items
      .filter(({ name }) => name !== from.after)
      .map((item): ObjectInfo => toObject(item.name, item));
    const token = (next as { pageToken?: string } | null)?.pageToken;
    return { objects, ...(token !== undefined && { next: token }) };
  }

  async remove(key: string, _context: RequestContext): Promise<void> {
    await this.#bucket.file(key).delete({ ignoreNotFound: true });
  }

  toStoreError(error: unknown, subject: CallSubject): StoreError {
    return gcsError(error, subject);
  }

  close(): void {
    // The SDK keeps nothing open.
  }

  async #write(
    key: string,
    upload: Upload,
    ifGenerationMatch: number | string,
    { signal }: RequestContext,
    session?: { readonly left: PartNote | undefined },
  ): Promise<Version | null> {
    const file = this.#bucket.file(key);
    const start = arrivedBytes(session?.left);
    const target = file.createWriteStream({
      resumable: session !== undefined,
      ...(session && { chunkSize: largeChunkBytes }),
      ...(session?.left && { uri: session.left.id, offset: start }),
      // The server checks the hash instead, before the object appears.
      validation: false,
      preconditionOpts: { ifGenerationMatch },
      metadata: {
        contentType: "application/octet-stream",
        metadata: upload.metadata,
        md5Hash: (await upload.hash("md5")).toString("base64"),
      },
    });
    if (session !== undefined) noteSession(target, upload, session.left);
    try {
      await pipeline(uploadStream(upload, start), target, { signal });
    } catch (error) {
      if (gcsStatus(error) === 412) return null;
      throw error;
    }
    return String(file.metadata.generation);
  }

  /** A missing object and a missing bucket look the same. */
  async #confirmBucket(): Promise<void> {
    if (this.#bucketSeen) return;
    const isThere = await this.#bucket.exists().then(
      ([found]) => found,
      (error: unknown) => {
        // Credentials for objects alone may not ask for the bucket.
        if (gcsStatus(error) === 403) return true;
        throw error;
      },
    );
    if (!isThere) throw Object.assign(new Error("no bucket"), { code: "NoSuchBucket" });
    this.#bucketSeen = true;
  }
}

/** Keeps note of a session's address, and of where each chunk that arrived ends. Bytes that are sent again are passed over. */
function noteSession(target: Writable, { notes }: Upload, left: PartNote | undefined): void {
  let note = left;
  const write = (next: PartNote): void => {
    note = next;
    // Without its note an upload only begins anew.
    notes?.write(next).catch(() => undefined);
  };
  target.on("uri", (id: string) => write({ id, partBytes: largeChunkBytes, parts: [] }));
  target.on("response", (answer: { status?: number; headers?: Record<string, string> }) => {
    const end = /^bytes=0-(\d+)$/.exec(new Headers(answer.headers).get("range") ?? "")?.[1];
    if (answer.status !== 308 || note === undefined || end === undefined) return;
    write({ ...note, parts: [...note.parts, String(Number(end) + 1)] });
  });
}

function arrivedBytes(note: PartNote | undefined): number {
  const bytes = Number(note?.parts.at(-1) ?? 0);
  return Number.isSafeInteger(bytes) ? bytes : 0;
}

function toObject(key: string, metadata: FileMetadata): RemoteObject {
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(metadata.metadata ?? {})) {
    if (typeof value === "string") fields[name.toLowerCase()] = value;
  }
  return {
    key,
    size: Number(metadata.size ?? 0),
    version: String(metadata.generation),
    modified: new Date(metadata.updated ?? 0),
    metadata: fields,
  };
}
