// A worker thread that loads native code as soon as it begins, and then waits for work.
import { parentPort } from "node:worker_threads";
import { loadSystemCalls } from "../../src/engine/disk/system-calls.ts";

loadSystemCalls();
parentPort!.on("message", () => undefined);
