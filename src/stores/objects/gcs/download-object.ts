import type { Bucket } from "@google-cloud/storage";
import { objectSize } from "../remote/object-size.ts";
import type { RemoteBody } from "../remote/remote-driver.ts";

const metadataPrefix = "x-goog-meta-";

/**
 * Downloads an object, or a part; "beyond" when the part lies beyond its end. With the SDK's
 * credentials but not by the SDK: a download of it that is not read to the end cuts the connections of
 * all others (`File.createReadStream` destroys the shared agent), and it tells nothing of the object.
 */
export async function downloadObject(
  bucket: Bucket,
  key: string,
  range: { readonly start: number; readonly end: number } | undefined,
  signal: AbortSignal,
): Promise<RemoteBody | "beyond"> {
  const { storage } = bucket;
  const path = `/storage/v1/b/${encodeURIComponent(bucket.name)}/o/${encodeURIComponent(key)}`;
  const url = `${storage.apiEndpoint}${path}?alt=media`;
  // An emulator is used without credentials.
  const headers = storage.customEndpoint
    ? new Headers()
    : new Headers(await storage.authClient.getRequestHeaders(url));
  if (range !== undefined) headers.set("range", `bytes=${range.start}-${range.end - 1}`);
  const answer = await fetch(url, { headers, signal });
  if (answer.status === 416) {
    await answer.body?.cancel();
    return "beyond";
  }
  if (!answer.ok) {
    const problem = (await answer.text()).slice(0, 300);
    throw Object.assign(new Error(problem), { status: answer.status });
  }
  return fromAnswer(key, answer);
}

function fromAnswer(key: string, { headers, body }: Response): RemoteBody {
  const metadata: Record<string, string> = {};
  for (const [name, value] of headers) {
    if (name.startsWith(metadataPrefix)) metadata[name.slice(metadataPrefix.length)] = value;
  }
  return {
    key,
    size: objectSize(headers.get("content-range"), headers.get("content-length")),
    version: headers.get("x-goog-generation") ?? "",
    modified: new Date(headers.get("last-modified") ?? 0),
    metadata,
    ...(body !== null && { body: body as AsyncIterable<Uint8Array> }),
  };
}
