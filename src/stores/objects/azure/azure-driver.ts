import type { Readable } from "node:stream";
import type { BlockBlobClient, ContainerClient, RestError } from "@azure/storage-blob";
import type { CallSubject } from "../call-signal.ts";
import { compareKeys } from "../object-key.ts";
import type { ObjectInfo, StoreError, Version } from "../object-store.ts";
import { objectSize } from "../remote/object-size.ts";
import { uploadStream } from "../remote/upload-stream.ts";
import type {
  Page,
  RemoteBody,
  RemoteDriver,
  RemoteObject,
  RequestContext,
  Upload,
} from "../remote/remote-driver.ts";
import { azureCode, azureError } from "./azure-error.ts";
import { putInBlocks } from "./put-in-blocks.ts";

/** Azure's names for metadata allow no dashes. */
const toField = (name: string): string => name.replaceAll("-", "_");
const fromField = (name: string): string => name.toLowerCase().replaceAll("_", "-");

interface BlobFacts {
  readonly etag?: string;
  readonly contentLength?: number;
  readonly contentRange?: string;
  readonly lastModified?: Date;
  readonly metadata?: Readonly<Record<string, string>>;
}

type Conditions = { ifNoneMatch: string } | { ifMatch: string };

/** The requests of Azure Blob Storage. A version is an ETag. */
export class AzureDriver implements RemoteDriver {
  readonly #container: ContainerClient;

  constructor(container: ContainerClient) {
    this.#container = container;
  }

  create(key: string, upload: Upload, context: RequestContext): Promise<Version | null> {
    return this.#put(key, upload, { ifNoneMatch: "*" }, context);
  }

  swap(
    key: string,
    upload: Upload,
    ifVersion: Version,
    context: RequestContext,
  ): Promise<Version | null> {
    return this.#put(key, upload, { ifMatch: ifVersion }, context);
  }

  async createLarge(key: string, upload: Upload, context: RequestContext): Promise<Version | null> {
    // Rather than after all the blocks.
    const isThere = (await this.head(key, context)) !== null;
    const put = (): Promise<Version> =>
      putInBlocks(this.#blob(key), upload, metadataOf(upload), context.signal);
    const version = isThere ? null : await orLost(put);
    await upload.notes?.forget();
    return version;
  }

  async read(
    key: string,
    range: { readonly start: number; readonly end: number } | undefined,
    { signal }: RequestContext,
  ): Promise<RemoteBody> {
    const start = range?.start ?? 0;
    const length = range && range.end - range.start;
    try {
      const answer = await this.#blob(key).download(start, length, {
        abortSignal: signal,
        // Broken downloads are continued outside, where bytes are counted.
        maxRetryRequests: 0,
      });
      return { ...toObject(key, answer), body: answer.readableStreamBody as Readable };
    } catch (error) {
      const { statusCode } = error as Partial<RestError>;
      // An empty blob has no first byte either.
      if (statusCode !== 416) throw error;
      return toObject(key, await this.#blob(key).getProperties({ abortSignal: signal }));
    }
  }

  async head(key: string, { signal }: RequestContext): Promise<RemoteObject | null> {
    try {
      return toObject(key, await this.#blob(key).getProperties({ abortSignal: signal }));
    } catch (error) {
      if (azureCode(error) === "BlobNotFound") return null;
      throw error;
    }
  }

  async list(
    prefix: string,
    { next, after }: { readonly next?: string; readonly after?: string },
    { signal }: RequestContext,
  ): Promise<Page> {
    const pages = this.#container
      .listBlobsFlat({ prefix, abortSignal: signal })
      .byPage(next === undefined ? {} : { continuationToken: next });
    const page = await pages.next();
    if (page.done) return { objects: [] };
    const { segment, continuationToken } = page.value;
    const objects = segment.blobItems
      .map(({ name, properties }): ObjectInfo => ({
        key: name,
        size: properties.contentLength ?? 0,
        version: quoted(properties.etag),
        modified: properties.lastModified,
      }))
      .filter(({ key }) => after === undefined || compareKeys(key, after) > 0)
      // Azure's order of signs beyond U+FFFF is not that of their bytes.
      .sort((a, b) => compareKeys(a.key, b.key));
    return { objects, ...(continuationToken && { next: continuationToken }) };
  }

  async remove(key: string, { signal }: RequestContext): Promise<void> {
    try {
      await this.#blob(key).delete({ abortSignal: signal });
    } catch (error) {
      if (azureCode(error) !== "BlobNotFound") throw error;
    }
  }

  toStoreError(error: unknown, subject: CallSubject): StoreError {
    return azureError(error, subject);
  }

  close(): void {
    // The SDK shares its connections and closes them when they are idle.
  }

  #blob(key: string): BlockBlobClient {
    return this.#container.getBlockBlobClient(key);
  }

  #put(
    key: string,
    upload: Upload,
    conditions: Conditions,
    { signal }: RequestContext,
  ): Promise<Version | null> {
    const body = upload.bytes ?? ((): Readable => uploadStream(upload));
    return orLost(async () => {
      const { etag } = await this.#blob(key).upload(body, upload.size, {
        abortSignal: signal,
        conditions,
        metadata: metadataOf(upload),
        // The server refuses what was damaged on its way.
        transactionalContentMD5: await upload.hash("md5"),
      });
      return quoted(etag);
    });
  }
}

/** The last one: another writer's commit has thrown our blocks away. */
const lostCodes = new Set([
  "BlobAlreadyExists",
  "ConditionNotMet",
  "BlobNotFound",
  "InvalidBlockList",
]);

/** Null when a write's condition failed: Azure says 409 for a creation and 412 for a replacement. */
async function orLost(write: () => Promise<Version>): Promise<Version | null> {
  try {
    return await write();
  } catch (error) {
    if (lostCodes.has(azureCode(error) ?? "")) return null;
    throw error;
  }
}

function metadataOf(upload: Upload): Record<string, string> {
  return Object.fromEntries(
    Object.entries(upload.metadata).map(([name, value]) => [toField(name), value]),
  );
}

function toObject(key: string, facts: BlobFacts): RemoteObject {
  const metadata = Object.entries(facts.metadata ?? {});
  return {
    key,
    size: objectSize(facts.contentRange, facts.contentLength),
    version: quoted(facts.etag),
    modified: facts.lastModified ?? new Date(0),
    metadata: Object.fromEntries(metadata.map(([name, value]) => [fromField(name), value])),
  };
}

/** Listings give ETags without the quotes that requests need. */
function quoted(etag: string | undefined): Version {
  return `"${(etag ?? "").replace(/^"|"$/g, "")}"`;
}
