import { pipeline } from "node:stream/promises";
import type { Bucket, FileMetadata } from "@google-cloud/storage";
import type { CallSubject } from "../call-signal.ts";
import type { ObjectInfo, StoreError, Version } from "../object-store.ts";
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
    return this.#write(key, upload, 0, false, context);
  }

  createLarge(key: string, upload: Upload, context: RequestContext): Promise<Version | null> {
    return this.#write(key, upload, 0, true, context);
  }

  swap(
    key: string,
    upload: Upload,
    ifVersion: Version,
    context: RequestContext,
  ): Promise<Version | null> {
    // A version of another kind, such as a superseded one, fits no generation.
    if (!/^\d+$/.test(ifVersion)) return Promise.resolve(null);
    return this.#write(key, upload, ifVersion, false, context);
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
    resumable: boolean,
    { signal }: RequestContext,
  ): Promise<Version | null> {
    const file = this.#bucket.file(key);
    const target = file.createWriteStream({
      resumable,
      ...(resumable && { chunkSize: largeChunkBytes }),
      // The server checks the hash instead, before the object appears.
      validation: false,
      preconditionOpts: { ifGenerationMatch },
      metadata: {
        contentType: "application/octet-stream",
        metadata: upload.metadata,
        md5Hash: (await upload.hash("md5")).toString("base64"),
      },
    });
    try {
      await pipeline(uploadStream(upload), target, { signal });
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
