import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  UploadPartCommand,
  type CompletedPart,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { Version } from "../object-store.ts";
import type { RequestContext, Upload } from "../remote/remote-driver.ts";
import { inParts } from "../remote/in-parts.ts";
import { s3Facts, unquoted } from "./s3-error.ts";
import { whileClaimed } from "./while-claimed.ts";

interface Target {
  readonly Bucket: string;
  readonly Key: string;
}

const smallestPartBytes = 16 << 20;
/** S3 allows 10,000. */
const maxParts = 9000;
const partAttempts = 3;
const abortTimeoutMs = 10_000;

/**
 * Uploads in parts, which nobody sees; the object appears when they are put together. Some compatible servers ignore the condition on
 * that last step, so it is made under a claim that every server keeps exactly.
 */
export async function putInParts(
  client: S3Client,
  target: Target,
  upload: Upload,
  { signal }: RequestContext,
): Promise<Version | null> {
  const send = { abortSignal: signal };
  if (await isThere(client, target, signal)) return null;
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ ...target, Metadata: upload.metadata }),
    send,
  );
  const started = { ...target, UploadId };
  try {
    const Parts: CompletedPart[] = [];
    const partBytes = Math.max(smallestPartBytes, Math.ceil(upload.size / maxParts));
    for await (const Body of inParts(upload.open(), partBytes)) {
      const PartNumber = Parts.length + 1;
      const ETag = await putPart(client, { ...started, PartNumber, Body }, signal);
      Parts.push({ PartNumber, ETag });
    }
    const version = await whileClaimed(client, target, signal, async () => {
      if (await isThere(client, target, signal)) return null;
      const complete = { ...started, MultipartUpload: { Parts }, IfNoneMatch: "*" };
      const { ETag } = await client.send(new CompleteMultipartUploadCommand(complete), send);
      return unquoted(ETag);
    });
    if (version === null) await giveUp(client, started);
    return version;
  } catch (error) {
    await giveUp(client, started);
    if (s3Facts(error).status === 412) return null;
    throw error;
  }
}

async function putPart(
  client: S3Client,
  part: Target & { UploadId: string | undefined; PartNumber: number; Body: Uint8Array },
  abortSignal: AbortSignal,
): Promise<string> {
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
async function giveUp(
  client: S3Client,
  started: Target & { UploadId: string | undefined },
): Promise<void> {
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
