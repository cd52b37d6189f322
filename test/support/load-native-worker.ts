// A worker thread that loads native code as soon as it begins, and calls it without end.
import { tmpdir } from "node:os";
import { loadSystemCalls } from "../../src/engine/disk/system-calls.ts";

const calls = loadSystemCalls();
if (calls !== undefined) for (;;) calls.listAttributes(tmpdir(), undefined);
