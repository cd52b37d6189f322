import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Transform, type Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, FaultPlan, ProxiedRequest } from "./faults.ts";

export interface FaultProxy {
  readonly port: number;
  /** What was done to which request, in order. */
  readonly log: readonly (ProxiedRequest & { readonly fault: Fault | undefined })[];
  setPlan(plan: FaultPlan): void;
  stop(): Promise<void>;
}

/** Stands between a client and an HTTP server on this machine, and breaks what the plan says. */
export async function startFaultProxy(
  targetPort: number,
  plan?: FaultPlan,
  port = 0,
): Promise<FaultProxy> {
  let current: FaultPlan = plan ?? (() => undefined);
  const log: (ProxiedRequest & { fault: Fault | undefined })[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url = "/", socket } = incoming;
    const proxied = { number: log.length, method, url };
    const fault = current(proxied);
    log.push({ ...proxied, fault });
    forward(incoming, outgoing, targetPort, fault).catch(() => socket.destroy());
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    log,
    setPlan: (next) => {
      current = next;
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  targetPort: number,
  fault: Fault | undefined,
): Promise<void> {
  if (fault?.kind === "delay") await sleep(fault.ms);
  if (fault?.kind === "status") return answerInstead(incoming, outgoing, fault.status);
  const { method, url = "/", headers } = incoming;
  const path = fault?.kind === "unconditional" ? url.replace(/[?&]ifGenerationMatch=\d+/, "") : url;
  // The proxy has answered "100 Continue" already.
  delete headers.expect;
  const upstream = request({ host: "127.0.0.1", port: targetPort, method, path, headers });
  // A client that goes away takes its request with it.
  outgoing.once("close", () => upstream.destroy());
  const answered = once(upstream, "response") as Promise<[IncomingMessage]>;
  // Handled below, or not of interest once the sending has failed.
  answered.catch(() => undefined);
  await pass(incoming, upstream, faultOf(fault, "request"));
  const [answer] = await answered;
  if (fault?.kind === "commit-then-drop") {
    answer.resume();
    await once(answer, "end");
    throw new Error("dropped");
  }
  const answerHeaders = { ...answer.headers };
  // Without a length an early end looks like the end.
  if (fault?.kind === "truncate" && method !== "HEAD") delete answerHeaders["content-length"];
  outgoing.writeHead(answer.statusCode ?? 502, answerHeaders);
  await pass(answer, outgoing, faultOf(fault, "response"));
}

/** The part of a fault that concerns one direction. */
function faultOf(fault: Fault | undefined, where: "request" | "response"): Fault | undefined {
  if (fault?.kind === "truncate") return where === "response" ? fault : undefined;
  return fault !== undefined && "where" in fault && fault.where !== where ? undefined : fault;
}

async function answerInstead(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  status: number,
): Promise<void> {
  incoming.resume();
  await once(incoming, "end");
  outgoing.writeHead(status, { "content-length": 0 }).end();
}

/** Copies one direction's bytes to their end, through the fault. */
async function pass(from: Readable, to: Writable, fault: Fault | undefined): Promise<void> {
  await pipeline(
    from,
    fault === undefined ? new Transform(passing()) : new Transform(breaking(fault)),
    to,
  );
}

type TransformOptions = ConstructorParameters<typeof Transform>[0];

function passing(): TransformOptions {
  return { transform: (chunk: Buffer, _encoding, done) => done(null, chunk) };
}

function breaking(fault: Fault): TransformOptions {
  let passed = 0;
  return {
    transform(chunk: Buffer, _encoding, done) {
      const from = passed;
      passed += chunk.length;
      if (fault.kind === "cut" && passed > fault.afterBytes) {
        this.push(chunk.subarray(0, fault.afterBytes - from));
        setImmediate(() => done(new Error("cut")));
        return;
      }
      if (fault.kind === "truncate") {
        if (from < fault.afterBytes) this.push(chunk.subarray(0, fault.afterBytes - from));
        return done();
      }
      if (fault.kind === "throttle") {
        setTimeout(() => done(null, chunk), (chunk.length / fault.bytesPerSecond) * 1000);
        return;
      }
      done(null, fault.kind === "flip" ? flipped(chunk, fault.atByte - from) : chunk);
    },
    flush(done) {
      done(fault.kind === "cut" && fault.afterBytes === 0 ? new Error("cut") : null);
    },
  };
}

function flipped(chunk: Buffer, at: number): Buffer {
  if (at < 0 || at >= chunk.length) return chunk;
  const changed = Buffer.from(chunk);
  changed[at]! ^= 1;
  return changed;
}
