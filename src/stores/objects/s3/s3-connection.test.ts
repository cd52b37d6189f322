import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { TLSSocket } from "node:tls";
import type { ConnectionSettings } from "../remote/connection-settings.ts";
import { StoreError } from "../object-store.ts";
import { openS3Store } from "./s3-store.ts";

/** A self-signed certificate and its key; undefined where there is no openssl. */
function makeCertificate(folder: string): string | undefined {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-nodes", "-days", "2", "-keyout", key, "-out", certificate];
  try {
    execFileSync("openssl", [...words, ...names, ...files], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  return readFileSync(certificate, "utf8") + readFileSync(key, "utf8");
}

interface Seen {
  readonly agent: string | undefined;
  readonly client: string | undefined;
  readonly isSigned: boolean;
  readonly storageClass: unknown;
}

/** A server that has nothing, remembers who asked, and may never answer. */
async function bucketServer(
  t: TestContext,
  pem: string,
  answers: boolean,
): Promise<{ endpoint: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const settings = { key: pem, cert: pem, requestCert: true, rejectUnauthorized: false };
  const server = createServer(settings, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    // A client without a certificate has no subject.
    const client = (subject as { CN?: string } | undefined)?.CN;
    const { authorization, "x-amz-storage-class": storageClass } = request.headers;
    const isSigned = authorization !== undefined;
    seen.push({ agent: request.headers["user-agent"], client, isSigned, storageClass });
    // A bucket without the object, or no answer.
    if (answers) response.writeHead(/^\/b\/?$/.test(request.url ?? "") ? 200 : 404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { endpoint, seen };
}

test("a server is believed, shown a certificate and told a name as the settings say", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "restera-tls-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const pem = makeCertificate(folder);
  if (pem === undefined) return t.skip("openssl is needed");
  const head = async (endpoint: string, settings: ConnectionSettings): Promise<unknown> => {
    const keys = { accessKeyId: "a", secretAccessKey: "b" };
    const store = openS3Store({ bucket: "b", prefix: "", endpoint, ...keys, ...settings });
    try {
      return await store.head("object");
    } catch (error) {
      assert.ok(error instanceof StoreError);
      return error.code;
    } finally {
      await store.close();
    }
  };
  const { endpoint, seen } = await bucketServer(t, pem, true);
  assert.notEqual(await head(endpoint, {}), null);
  assert.deepEqual(seen, []);
  const insecure = { insecureTls: true, userAgent: "tester/1" };
  assert.equal(await head(endpoint, insecure), null);
  const told = { agent: "tester/1", client: undefined, isSigned: true, storageClass: undefined };
  assert.deepEqual(seen.at(-1), told);
  assert.equal(await head(endpoint, { ...insecure, clientCertificate: pem }), null);
  assert.deepEqual(seen.at(-1), { ...told, client: "localhost" });

  const keys = { accessKeyId: "a", secretAccessKey: "b" };
  const place = { bucket: "b", prefix: "", endpoint, ...keys, ...insecure };
  const store = openS3Store({ ...place, storageClass: "STANDARD_IA", anonymous: true });
  await store.putNew("object", Buffer.from("content")).catch(() => undefined);
  await store.close();
  const put = seen.findLast(({ storageClass }) => storageClass !== undefined);
  assert.deepEqual(put, { ...told, isSigned: false, storageClass: "STANDARD_IA" });

  const silent = await bucketServer(t, pem, false);
  const patience = { insecureTls: true, requestTimeoutMs: 50 };
  assert.equal(await head(silent.endpoint, patience), "timeout");
});
