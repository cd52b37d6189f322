import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Below the ports that systems give to outgoing connections (Linux from 32,768, others from 49,152): a port of those may
 * be taken by any connection before the server that it is meant for has begun to listen, and who asks there whether the
 * server answers may be connected to himself.
 */
const first = 10_000;
const count = 20_000;
/** Processes that run at the same time begin with different ports. */
const perProcess = 16;

let next = (process.pid * perProcess) % count;

/** A port that nobody listens at, and that this process gives out once only. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < count; tried++) {
    const port = first + next;
    next = (next + 1) % count;
    if (await isFree(port)) return port;
  }
  throw new Error(`every port from ${first} to ${first + count - 1} is taken`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
