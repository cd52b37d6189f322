import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const tries = 3;
const timeoutMs = 10 * 60_000;

/**
 * The time below which no backup of this folder can go with the same primitives: reading, SHA-256, zstd level 3 and
 * AES-256-CTR alone, on two threads, nothing written. The best of three, in seconds.
 */
export async function measureLimit(folder: string): Promise<number> {
  const seconds: number[] = [];
  for (let i = 0; i < tries; i += 1) {
    const args = [join(import.meta.dirname, "limit-child.ts"), folder];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: timeoutMs });
    seconds.push(Number(stdout));
  }
  return Math.min(...seconds);
}
