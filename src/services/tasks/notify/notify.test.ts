import assert from "node:assert/strict";
import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it, type TestContext } from "node:test";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { ResteraError } from "../../../foundation/errors.ts";
import type { Notice } from "../notice.ts";
import { runCommand } from "./run-command.ts";
import { sendEmail } from "./send-email.ts";
import { sendWebhook } from "./send-webhook.ts";

const notice: Notice = {
  event: "failure",
  schedule: "notes",
  kind: "backup",
  host: "vm",
  time: "2026-11-21T12:00:00.000Z",
  problem: "the disk is full",
};
const { signal } = new AbortController();
const failed = (problem: RegExp) => (error: unknown) =>
  error instanceof ResteraError && error.code === "notify-failed" && problem.test(error.message);

describe("notifications", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "restera-notify-"));
    writeFileSync(join(folder, "secret"), "the secret\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const webhook = (url: string) => ({
    kind: "webhook" as const,
    url,
    secretFile: join(folder, "secret"),
  });

  it("reach a webhook with a signature that its receiver can check", async (t) => {
    let received: { body: string; headers: IncomingMessage["headers"] } | undefined;
    const url = await serve(t, async (request, response) => {
      received = { body: await text(request), headers: request.headers };
      response.writeHead(204).end();
    });
    await sendWebhook(webhook(`${url}/hook`), notice, signal);
    assert.deepEqual(JSON.parse(received!.body), notice);
    const [, seconds, given = ""] =
      /^t=(\d+),v1=([\da-f]{64})$/.exec(String(received!.headers["restera-signature"])) ?? [];
    const mac = createHmac("sha256", "the secret").update(`${seconds}.${received!.body}`).digest();
    assert.ok(timingSafeEqual(mac, Buffer.from(given, "hex")));
    assert.ok(Math.abs(Number(seconds) - Date.now() / 1000) < 60);
  });

  it("give up a webhook that hangs, before or within its answer", async (t) => {
    const silent = await serve(t, () => undefined);
    await assert.rejects(
      sendWebhook(webhook(silent), notice, signal, 100),
      failed(/aborted|timeout/i),
    );
    const endless = await serve(t, (_, response) => {
      response.writeHead(200).write("on and on");
    });
    await sendWebhook(webhook(endless), notice, signal, 5000);
  });

  it("count a refusal, a redirection and nobody there as failures, without the address's secrets", async (t) => {
    const refusing = await serve(t, (_, response) => {
      response.writeHead(503).end();
    });
    await assert.rejects(sendWebhook(webhook(refusing), notice, signal), failed(/HTTP 503/));
    const leading = await serve(t, (_, response) => {
      response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
    });
    await assert.rejects(sendWebhook(webhook(leading), notice, signal), failed(/HTTP 302/));
    await assert.rejects(
      sendWebhook(webhook("http://127.0.0.1:1/token"), notice, signal),
      (error) => failed(/ECONNREFUSED|bad port/)(error) && !String(error).includes("token"),
    );
  });

  it("reach a mailbox over SMTP, with a password", async (t) => {
    const letters: string[] = [];
    const server = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === "ada" && password === "the secret"
          ? done(null, { user: username })
          : done(new Error("wrong")),
      onData: (stream, _session, done) => {
        let letter = "";
        stream.on("data", (part: Buffer) => (letter += part.toString()));
        stream.on("end", () => {
          letters.push(letter);
          done();
        });
      },
    });
    const port = await listen(t, server.listen(0, "127.0.0.1"));
    t.after(() => server.close());
    const target = {
      kind: "email" as const,
      to: "grace@example.org",
      from: "restera@example.org",
      server: `smtp://ada@127.0.0.1:${port}`,
      passwordFile: join(folder, "secret"),
    };
    await sendEmail(target, notice, "fr", signal);
    assert.match(letters[0]!, /^To: grace@example\.org/m);
    assert.match(letters[0]!, /notes/);
    assert.match(letters[0]!, /disk is full/);
    writeFileSync(join(folder, "secret"), "another");
    await assert.rejects(sendEmail(target, notice, "en", signal), failed(/grace@example\.org/));
  });

  it("give up a mail server that hangs", async (t) => {
    const server = createSocketServer((socket) => t.after(() => void socket.destroy()));
    const port = await listen(t, server.listen(0, "127.0.0.1"));
    const target = {
      kind: "email" as const,
      to: "a@example.org",
      from: "b@example.org",
      server: `smtp://127.0.0.1:${port}`,
    };
    await assert.rejects(sendEmail(target, notice, "en", signal, 100), failed(/a@example\.org/));
  });

  it("run a program with the event, a subject, a text and the JSON", async () => {
    const script = join(folder, "program.mjs");
    writeFileSync(
      script,
      `import { readFileSync, writeFileSync } from "node:fs";
       const input = JSON.parse(readFileSync(0, "utf8"));
       writeFileSync(process.argv[2], JSON.stringify([input, ...process.argv.slice(3)]));`,
    );
    const told = join(folder, "told");
    const words = [process.execPath, script, told];
    await runCommand({ kind: "command", words }, notice, "en", signal);
    const [input, event, subject, body] = JSON.parse(readFileSync(told, "utf8")) as string[];
    assert.deepEqual(input, notice);
    assert.equal(event, "failure");
    assert.equal(subject, "restera on vm: notes failed");
    assert.match(body!, /disk is full/);
  });

  it("give up a program that hangs or fails", async () => {
    const run = (code: string, timeoutMs?: number) =>
      runCommand(
        { kind: "command", words: [process.execPath, "-e", code] },
        notice,
        "en",
        signal,
        timeoutMs,
      );
    await assert.rejects(run("setInterval(() => 0, 1000)", 300), failed(/abort|timeout/i));
    await assert.rejects(run("process.exit(3)"), failed(/exit 3/));
    await assert.rejects(
      runCommand({ kind: "command", words: ["no-such-program"] }, notice, "en", signal),
      failed(/ENOENT/),
    );
  });
});

/** An HTTP server of the test's; gives its address. */
async function serve(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<string> {
  const server = createServer((request, response) => void answer(request, response));
  t.after(() => server.closeAllConnections());
  return `http://127.0.0.1:${await listen(t, server.listen(0, "127.0.0.1"))}`;
}

async function listen(
  t: TestContext,
  server: NodeJS.EventEmitter & { address(): AddressInfo | string | null; close(): unknown },
): Promise<number> {
  await once(server, "listening");
  t.after(() => void server.close());
  return (server.address() as AddressInfo).port;
}
