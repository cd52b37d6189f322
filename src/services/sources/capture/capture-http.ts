import { open, readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { problemOf } from "../../../foundation/errors.ts";
import type { Captured, CaptureRun, HttpSource } from "../source.ts";

const defaultTimeoutMs = 60_000;

/**
 * What an address answers, streamed into a file. Any status but 2xx, a connection that ends early, and so long a silence are Errors. With headers from a
 * file no redirection is followed: they are meant for this address.
 */
export async function captureHttp(source: HttpSource, run: CaptureRun): Promise<Captured> {
  const { url, name, timeoutMs = defaultTimeoutMs } = source;
  const headers = source.headersFile === undefined ? {} : await readHeaders(source.headersFile);
  const silence = new Silence(timeoutMs);
  const signals = [silence.signal, ...(run.signal === undefined ? [] : [run.signal])];
  const redirect = source.headersFile === undefined ? "follow" : "manual";
  try {
    const signal = AbortSignal.any(signals);
    const response = await fetch(url, { headers, redirect, signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`${shownUrl(url)} answered with status ${response.status}`);
    }
    const path = archivedPath(name, url, response.headers.get("content-type") ?? "");
    const file = join(run.scratch, "export");
    await save(response, file, silence);
    const topPaths = [path.endsWith(`/${name}.json`) ? path : `sources/${name}`];
    return { isThere: true, topPaths, entries: [{ path, file }], problems: [] };
  } catch (error) {
    if (silence.signal.aborted && run.signal?.aborted !== true) {
      throw new Error(`${shownUrl(url)} was silent for ${timeoutMs / 1000} seconds`, {
        cause: error,
      });
    }
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
    if (cause === undefined) throw error;
    throw new Error(`${shownUrl(url)} could not be read: ${problemOf(cause)}`, { cause: error });
  } finally {
    silence.end();
  }
}

async function save(response: Response, file: string, silence: Silence): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    for await (const bytes of response.body ?? []) {
      silence.broken();
      for (let done = 0; done < bytes.length;) {
        done += (await handle.write(bytes, done)).bytesWritten;
      }
    }
  } finally {
    await handle.close();
  }
}

/** Aborts when nothing was heard for too long. */
class Silence {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(timeoutMs: number) {
    this.#timer = setTimeout(() => this.#controller.abort(), timeoutMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  broken(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Lines of `Name: value`; empty ones and those that begin with `#` are passed over. */
async function readHeaders(file: string): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const line of (await readFile(file, "utf8")).split(/\r?\n/)) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const colon = line.indexOf(":");
    if (colon < 1) throw new Error(`${file} has a line that is no header`);
    headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim();
  }
  return headers;
}

function archivedPath(name: string, url: string, type: string): string {
  const { pathname } = new URL(url);
  const isJson = /[/+]json\b/i.test(type) || /\.json$/i.test(pathname);
  if (isJson) return `sources/${name}.json`;
  const last = posix.basename(pathname).replaceAll(/[^\w.-]/g, "_");
  return `sources/${name}/${last === "" || /^\.+$/.test(last) ? "export" : last}`;
}

/** Without its query, which may hold a token. */
function shownUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
