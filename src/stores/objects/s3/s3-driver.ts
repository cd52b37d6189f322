import type { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type GetObjectCommandOutput,
  type HeadObjectCommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { CallSubject } from "../call-signal.ts";
import type { ObjectInfo, StoreError, Version } from "../object-store.ts";
import { objectSize } from "../remote/object-size.ts";
import type {
  Page,
  RemoteBody,
  RemoteDriver,
  RemoteObject,
  RequestContext,
  Upload,
} from "../remote/remote-driver.ts";
import { uploadStream } from "../remote/upload-stream.ts";
import { putInParts } from "./put-in-parts.ts";
import { s3Error, s3Facts, unquoted } from "./s3-error.ts";

type ObjectHeaders = Pick<
  HeadObjectCommandOutput,
  "ETag" | "ContentLength" | "LastModified" | "Metadata"
> &
  Pick<GetObjectCommandOutput, "ContentRange">;

/** The requests of S3 and its compatible servers. A version is an ETag without its quotes. */
export class S3Driver implements RemoteDriver {
  readonly #client: S3Client;
  readonly #bucket: string;
  #bucketSeen = false;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  create(key: string, upload: Upload, context: RequestContext): Promise<Version | null> {
    return this.#put(key, upload, { IfNoneMatch: "*" }, context);
  }

  swap(
    key: string,
    upload: Upload,
    ifVersion: Version,
    context: RequestContext,
  ): Promise<Version | null> {
    // Without quotes: Ceph's gateway compares the text as it comes, and the others take both.
    return this.#put(key, upload, { IfMatch: ifVersion }, context);
  }

  createLarge(key: string, upload: Upload, context: RequestContext): Promise<Version | null> {
    return putInParts(this.#client, { Bucket: this.#bucket, Key: key }, upload, context);
  }

  async read(
    key: string,
    range: { readonly start: number; readonly end: number } | undefined,
    { signal }: RequestContext,
  ): Promise<RemoteBody> {
    const command = new GetObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      ...(range && { Range: `bytes=${range.start}-${range.end - 1}` }),
    });
    try {
      const { Body, ...headers } = await this.#client.send(command, { abortSignal: signal });
      this.#bucketSeen = true;
      return { ...toObject(key, headers), body: Body as Readable };
    } catch (error) {
      if (s3Facts(error).status !== 416) throw error;
      const found = await this.#headObject(key, signal);
      return toObject(key, found);
    }
  }

  async head(key: string, { signal }: RequestContext): Promise<RemoteObject | null> {
    try {
      return toObject(key, await this.#headObject(key, signal));
    } catch (error) {
      if (s3Facts(error).status !== 404) throw error;
      await this.#confirmBucket(signal);
      return null;
    }
  }

  async list(
    prefix: string,
    from: { readonly next?: string; readonly after?: string },
    { signal }: RequestContext,
  ): Promise<Page> {
    const command = new ListObjectsV2Command({
      Bucket: this.#bucket,
      Prefix: prefix,
      ...(from.next !== undefined
        ? { ContinuationToken: from.next }
        : from.after !== undefined && { StartAfter: from.after }),
    });
    const page = await this.#client.send(command, { abortSignal: signal });
    this.#bucketSeen = true;
    const objects = (page.Contents ?? []).map(({ Key, Size, ETag, LastModified }): ObjectInfo => ({
      key: Key!,
      size: Size ?? 0,
      version: unquoted(ETag),
      modified: LastModified ?? new Date(0),
    }));
    const next = page.IsTruncated ? page.NextContinuationToken : undefined;
    return { objects, ...(next !== undefined && { next }) };
  }

  async remove(key: string, { signal }: RequestContext): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.#bucket, Key: key });
    try {
      await this.#client.send(command, { abortSignal: signal });
    } catch (error) {
      if (s3Facts(error).code !== "NoSuchKey") throw error;
    }
  }

  toStoreError(error: unknown, subject: CallSubject): StoreError {
    return s3Error(error, subject);
  }

  close(): void {
    this.#client.destroy();
  }

  async #put(
    key: string,
    upload: Upload,
    condition: { IfNoneMatch: string } | { IfMatch: string },
    { signal }: RequestContext,
  ): Promise<Version | null> {
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      Body: upload.bytes ?? uploadStream(upload),
      ContentLength: upload.size,
      ContentType: "application/octet-stream",
      // AWS wants it where objects are locked.
      ContentMD5: (await upload.hash("md5")).toString("base64"),
      Metadata: upload.metadata,
      ...condition,
    });
    // The SDK signs the hash of bytes in memory by itself.
    if (upload.bytes === undefined)
      signPayload(command, (await upload.hash("sha256")).toString("hex"));
    try {
      const { ETag } = await this.#client.send(command, { abortSignal: signal });
      return unquoted(ETag);
    } catch (error) {
      const { status, code } = s3Facts(error);
      // A key that is gone cannot have the wanted version.
      if (status === 412 || code === "NoSuchKey") return null;
      throw error;
    }
  }

  #headObject(key: string, abortSignal: AbortSignal): Promise<ObjectHeaders> {
    const command = new HeadObjectCommand({ Bucket: this.#bucket, Key: key });
    return this.#client.send(command, { abortSignal });
  }

  /** A missing object and a missing bucket look the same to HEAD. */
  async #confirmBucket(abortSignal: AbortSignal): Promise<void> {
    if (this.#bucketSeen) return;
    try {
      await this.#client.send(new HeadBucketCommand({ Bucket: this.#bucket }), { abortSignal });
    } catch (error) {
      const { status } = s3Facts(error);
      // Credentials for objects alone may not ask for the bucket.
      if (status !== 403 && status !== 404) throw error;
      if (status === 404) {
        throw Object.assign(new Error("no bucket", { cause: error }), { code: "NoSuchBucket" });
      }
    }
    this.#bucketSeen = true;
  }
}

/** Signs the body's hash, so that the server refuses data that was damaged on its way. */
function signPayload(command: PutObjectCommand, sha256: string): void {
  command.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { headers: Record<string, string> };
      request.headers["x-amz-content-sha256"] = sha256;
      return next(args);
    },
    { step: "build", name: "signPayload" },
  );
}

function toObject(key: string, headers: ObjectHeaders): RemoteObject {
  return {
    key,
    size: objectSize(headers.ContentRange, headers.ContentLength),
    version: unquoted(headers.ETag),
    modified: headers.LastModified ?? new Date(0),
    metadata: headers.Metadata ?? {},
  };
}
