import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  UploadPartCommand,
  type CompletedPart,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { Version } from "../object-store.ts";
import type { RequestContext, Upload } from "../remote/remote-driver.ts";
import { inParts } from "../remote/in-parts.ts";
import type { PartNote } from "../remote/part-notes.ts";
import { s3Facts, unquoted } from "./s3-error.ts";
import { md5Of } from "./md5-of.ts";
import { whileClaimed } from "./while-claimed.ts";

interface Target {
  readonly Bucket: string;
  readonly Key: string;
}

interface Started extends Target {
  readonly UploadId: string;
}

const smallestPartBytes = 16 << 20;
/** S3 allows 10,000. */
const maxParts = 9000;
const partAttempts = 3;
const abortTimeoutMs = 10_000;
/** What servers say of an upload whose parts are not, or not all, as noted. */
const goneCodes = new Set(["NoSuchUpload", "InvalidPart", "InvalidPartOrder", "EntityTooSmall"]);

/**
 * Uploads in parts, which nobody sees; the object appears when they are put together. Some compatible servers ignore the condition on
 * that last step, so it is made under a claim that every server keeps exactly. With notes, parts that arrived stay when the rest fails.
 */
export async function putInParts(
  client: S3Client,
  target: Target,
  upload: Upload,
  context: RequestContext,
): Promise<Version | null> {
  const { signal } = context;
  const { notes } = upload;
  const left = await notes?.read();
  if (await isThere(client, target, signal)) {
    if (left !== undefined) await giveUp(client, { ...target, UploadId: left.id });
    await notes?.forget();
    return null;
  }
  const state = left && (await askFor(client, { ...target, UploadId: left.id }, signal));
  const note =
    left === undefined || state === "gone" ? await begin(client, target, upload, signal) : left;
  const started = { ...target, UploadId: note.id };
  const arrived = [...note.parts];
  try {
    await putParts(client, started, { ...note, parts: arrived }, upload, signal);
    const version = await publish(client, started, arrived, signal);
    if (version === null) await giveUp(client, started);
    await notes?.forget();
    return version;
  } catch (error) {
    const { status, code } = s3Facts(error);
    const isLost = status === 412;
    // Parts that nobody may ask for, and after which nothing more arrives, may be gone.
    const isStuck = state === "unknown" && arrived.length === note.parts.length;
    if (isLost || isStuck || goneCodes.has(code ?? "") || notes === undefined) {
      await giveUp(client, started);
      await notes?.forget();
    }
    if (isLost) return null;
    throw error;
  }
}

/** Whether the server still has an upload. Credentials that may write need not be allowed to ask. */
async function askFor(
  client: S3Client,
  started: Started,
  abortSignal: AbortSignal,
): Promise<"there" | "gone" | "unknown"> {
  try {
    await client.send(new ListPartsCommand({ ...started, MaxParts: 1 }), { abortSignal });
    return "there";
  } catch (error) {
    const { status, code } = s3Facts(error);
    if (code === "NoSuchUpload" || status === 404) return "gone";
    if (status === undefined || (status >= 500 && status !== 501)) throw error;
    return "unknown";
  }
}

async function begin(
  client: S3Client,
  target: Target,
  { size, metadata, notes }: Upload,
  abortSignal: AbortSignal,
): Promise<PartNote> {
  const command = new CreateMultipartUploadCommand({ ...target, Metadata: metadata });
  const { UploadId } = await client.send(command, { abortSignal });
  const partBytes = Math.max(smallestPartBytes, Math.ceil(size / maxParts));
  const note = { id: UploadId!, partBytes, parts: [] };
  await notes?.write(note);
  return note;
}

/** Sends the parts that are missing, and adds their ETags to those that arrived. */
async function putParts(
  client: S3Client,
  started: Started,
  { id, partBytes, parts }: PartNote & { readonly parts: string[] },
  upload: Upload,
  signal: AbortSignal,
): Promise<void> {
  const start = parts.length * partBytes;
  if (start > 0 && start >= upload.size) return;
  for await (const Body of inParts(upload.open(start), partBytes)) {
    const PartNumber = parts.length + 1;
    parts.push(await putPart(client, { ...started, PartNumber, Body }, signal));
    await upload.notes?.write({ id, partBytes, parts });
  }
}

/** Puts the parts together; the server compares each with the ETag that it gave. */
async function publish(
  client: S3Client,
  started: Started,
  ETags: readonly string[],
  abortSignal: AbortSignal,
): Promise<Version | null> {
  const { UploadId, ...target } = started;
  const Parts = ETags.map((ETag, at): CompletedPart => ({ PartNumber: at + 1, ETag }));
  return await whileClaimed(client, target, abortSignal, async () => {
    if (await isThere(client, target, abortSignal)) return null;
    const complete = { ...target, UploadId, MultipartUpload: { Parts }, IfNoneMatch: "*" };
    const command = new CompleteMultipartUploadCommand(complete);
    const { ETag } = await client.send(command, { abortSignal });
    return unquoted(ETag);
  });
}

async function putPart(
  client: S3Client,
  { Body, ...place }: Started & { PartNumber: number; Body: Uint8Array },
  abortSignal: AbortSignal,
): Promise<string> {
  const part = { ...place, Body, ContentMD5: md5Of(Body) };
  for (let attempt = 1; ; attempt++) {
    try {
      const { ETag } = await client.send(new UploadPartCommand(part), { abortSignal });
      return ETag!;
    } catch (error) {
      const { status = 500 } = s3Facts(error);
      if (attempt === partAttempts || status < 500 || abortSignal.aborted) throw error;
    }
  }
}

/** Parts that nobody puts together would cost money forever. */
async function giveUp(client: S3Client, started: Started): Promise<void> {
  const abortSignal = AbortSignal.timeout(abortTimeoutMs);
  await client
    .send(new AbortMultipartUploadCommand(started), { abortSignal })
    .catch(() => undefined);
}

async function isThere(
  client: S3Client,
  target: Target,
  abortSignal: AbortSignal,
): Promise<boolean> {
  try {
    await client.send(new HeadObjectCommand(target), { abortSignal });
    return true;
  } catch (error) {
    if (s3Facts(error).status === 404) return false;
    throw error;
  }
}
