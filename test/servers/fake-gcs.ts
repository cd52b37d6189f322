import { findProgram } from "./find-program.ts";
import { freePort } from "./free-port.ts";
import { startProcess } from "./start-process.ts";

export interface GoogleServer {
  readonly endpoint: string;
  readonly port: number;
  createBucket(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** fake-gcs-server with everything in memory. `publicPort` is where clients reach it, when a proxy is between. */
export async function startFakeGcs(publicPort?: number): Promise<GoogleServer> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const reachedAt = `127.0.0.1:${publicPort ?? port}`;
  const args = [
    `-scheme=http`,
    `-host=127.0.0.1`,
    `-port=${port}`,
    `-backend=memory`,
    `-log-level=error`,
    // Uploads in several requests go where the server says it is.
    `-external-url=http://${reachedAt}`,
    `-public-host=${reachedAt}`,
  ];
  const running = await startProcess(findProgram("fake-gcs-server")!, args, port);
  return {
    endpoint,
    port,
    createBucket: async (name) => {
      const answer = await fetch(`${endpoint}/storage/v1/b`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name }),
      });
      if (!answer.ok) throw new Error(`fake-gcs-server made no bucket: ${await answer.text()}`);
    },
    stop: () => running.stop(),
  };
}
