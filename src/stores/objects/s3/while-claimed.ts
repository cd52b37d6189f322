import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { md5Of } from "./md5-of.ts";
import { s3Facts, unquoted } from "./s3-error.ts";

interface Target {
  readonly Bucket: string;
  readonly Key: string;
}

/** A claim is held for two requests; one that is older was left by a process that died. */
const staleMs = 10 * 60_000;
const pauseMs = 100;
const attempts = 200;
const releaseTimeoutMs = 10_000;

/**
 * Publishes a key while a small reference beside it, `KEY.uploading`, says that nobody else may: creating and replacing such a small object
 * is exact on all servers, completing a multipart upload is not (Ceph ignores its condition).
 */
export async function whileClaimed<T>(
  client: S3Client,
  { Bucket, Key }: Target,
  abortSignal: AbortSignal,
  publish: () => Promise<T>,
): Promise<T> {
  const claim = { Bucket, Key: `${Key}.uploading` };
  for (let attempt = 1; !(await take(client, claim, abortSignal)); attempt++) {
    if (attempt === attempts) {
      throw Object.assign(new Error(`${claim.Key} stays there`), { code: "OperationAborted" });
    }
    await sleep(pauseMs * (0.5 + Math.random()), undefined, { signal: abortSignal });
  }
  try {
    return await publish();
  } finally {
    const signal = AbortSignal.timeout(releaseTimeoutMs);
    await client
      .send(new DeleteObjectCommand(claim), { abortSignal: signal })
      .catch(() => undefined);
  }
}

/** True when the claim is ours now: it was free, or its holder is long dead. */
async function take(client: S3Client, claim: Target, abortSignal: AbortSignal): Promise<boolean> {
  const Body = randomUUID();
  const body = { ...claim, Body, ContentMD5: md5Of(Body) };
  const put = (condition: { IfNoneMatch: "*" } | { IfMatch: string }): Promise<boolean> =>
    client.send(new PutObjectCommand({ ...body, ...condition }), { abortSignal }).then(
      () => true,
      (error: unknown) => {
        // Ceph tells some losers of a race that it has failed.
        if ([404, 409, 412, 500].includes(s3Facts(error).status ?? 0)) return false;
        throw error;
      },
    );
  if (await put({ IfNoneMatch: "*" })) return true;
  try {
    const held = await client.send(new HeadObjectCommand(claim), { abortSignal });
    const ageMs = Date.now() - (held.LastModified?.getTime() ?? Date.now());
    return ageMs > staleMs && (await put({ IfMatch: unquoted(held.ETag) }));
  } catch (error) {
    if (s3Facts(error).status === 404) return false;
    throw error;
  }
}
