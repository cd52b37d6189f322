import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import type { Body } from "../object-store.ts";
import { openS3Store } from "./s3-store.ts";

const refusal =
  "<Error><Code>InvalidRequest</Code><Message>Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters</Message></Error>";
const begun =
  "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>";
const finished = '<CompleteMultipartUploadResult><ETag>"2"</ETag></CompleteMultipartUploadResult>';

/** What AWS answers for an empty bucket with object lock: no compatible server insists on the hash as it does. */
async function lockedBucket(t: TestContext): Promise<{ endpoint: string; puts: string[] }> {
  const puts: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url = "", headers } = request;
    const body = await buffer(request);
    if (method === "HEAD") response.writeHead(/^\/locked\/?$/.test(url) ? 200 : 404).end();
    else if (method === "DELETE") response.writeHead(204).end();
    else if (method === "POST") response.end(url.includes("uploads") ? begun : finished);
    else {
      puts.push(url);
      const isProven = headers["content-md5"] === createHash("md5").update(body).digest("base64");
      response.writeHead(isProven ? 200 : 400, isProven ? { etag: '"1"' } : {});
      response.end(isProven ? "" : refusal);
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, puts };
}

test("whatever is written to a bucket with object lock carries the hash that AWS asks for", async (t) => {
  const { endpoint, puts } = await lockedBucket(t);
  const keys = { accessKeyId: "a", secretAccessKey: "b" };
  const store = openS3Store({ bucket: "locked", prefix: "", endpoint, ...keys });
  t.after(() => store.close());
  const bytes = Buffer.alloc(100_000, "content");
  const stream: Body = {
    size: bytes.length,
    open: async function* () {
      yield bytes;
    },
  };
  assert.equal(await store.putNew("bytes", bytes), "created");
  assert.equal(await store.putNew("stream", stream), "created");
  assert.equal((await store.replace("replaced", bytes, null)).ok, true);
  await store.putLarge("large", stream);
  const written = puts.map((url) => /^\/locked\/([^?]+)/.exec(url)?.[1]);
  assert.deepEqual(written, ["bytes", "stream", "replaced", "large", "large.uploading"]);
});
