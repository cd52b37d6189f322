import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test, type TestContext } from "node:test";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import { startAzurite } from "../servers/azurite.ts";
import { assertTold, drain, once1 } from "./told-refusals.ts";

/** A server that gives everybody the same answer, for refusals that no test server gives. */
async function answering(
  context: TestContext,
  status: number,
  body: string,
  type = "application/xml",
): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { "content-type": type }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("S3 refusals", () => {
  const keys = { accessKeyId: "id", secretAccessKey: "secret" };
  for (const [code, status, told] of [
    ["ExpiredToken", 400, /token has expired/],
    ["RequestTimeTooSkewed", 403, /clock/],
    ["AccessDenied", 403, /do not allow/],
    ["PermanentRedirect", 301, /another region/],
    ["InvalidToken", 400, /token is not valid/],
  ] as const) {
    test(code, async (context) => {
      const xml = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`;
      const endpoint = await answering(context, status, xml);
      const store = await openObjectStore(`s3://b/p?endpoint=${endpoint}`, { ...once1, s3: keys });
      await assertTold(store.get("a"), "denied", told);
      await assertTold(store.putNew("a", Buffer.from("a")), "denied", told);
    });
  }

  test("an address where nothing answers, and a name that does not exist", async () => {
    const nothing = await openObjectStore("s3://b?endpoint=http://127.0.0.1:1", {
      ...once1,
      s3: keys,
    });
    await assertTold(nothing.get("a"), "unavailable", /nothing answers/);
    const noName = await openObjectStore("s3://b?endpoint=http://no.such.invalid", {
      ...once1,
      s3: keys,
    });
    await assertTold(noName.get("a"), "unavailable", /name/);
  });
});

describe("Azure refusals", () => {
  test("a wrong key and a missing container on azurite", async (context) => {
    const server = await startAzurite();
    context.after(() => server.stop());
    await server.createContainer("vaults");
    const right = server.connectionString();
    const wrong = right.replace(
      /AccountKey=[^;]+/,
      `AccountKey=${Buffer.alloc(64).toString("base64")}`,
    );
    const denied = await openObjectStore("az://vaults/p", {
      ...once1,
      azure: { connectionString: wrong },
    });
    await assertTold(denied.get("a"), "denied", /credentials|the key, the token/);
    const none = await openObjectStore("az://nowhere/p", {
      ...once1,
      azure: { connectionString: right },
    });
    await assertTold(none.get("a"), "not-found", /no such container/);
    await assertTold(none.head("a"), "not-found", /no such container/);
    await assertTold(none.putNew("a", Buffer.from("a")), "not-found", /no such container/);
    await assertTold(drain(none), "not-found", /no such container/);
  });

  test("an expired token", async (context) => {
    const xml = "<Error><Code>AuthenticationFailed</Code><Message>expired</Message></Error>";
    const endpoint = await answering(context, 403, xml);
    const azure = { endpoint, sasToken: "sv=2020&sig=x" };
    const store = await openObjectStore("az://c/p", { ...once1, azure });
    await assertTold(store.get("a"), "denied", /token/);
  });

  test("no account at all", async () => {
    await assertTold(openObjectStore("az://c/p"), "denied", /account is not known/);
  });
});

describe("Google refusals", () => {
  for (const [status, told] of [
    [401, /missing or wrong/],
    [403, /do not allow/],
  ] as const) {
    test(`status ${status}`, async (context) => {
      const json = JSON.stringify({ error: { code: status, message: "no", errors: [] } });
      const endpoint = await answering(context, status, json, "application/json");
      const store = await openObjectStore(`gs://b/p?endpoint=${endpoint}`, once1);
      await assertTold(store.get("a"), "denied", told);
      await assertTold(store.head("a"), "denied", told);
      await assertTold(store.putNew("a", Buffer.from("a")), "denied", told);
    });
  }
});
