import { once } from "node:events";
import { fileWriter } from "./file-writer.ts";
import { jsonLine } from "./json-line.ts";
import { pieceWriter } from "./piece-writer.ts";
import type { Settings, System } from "../system.ts";

/** Where a command's words and data go. Data to stdout; everything else to stderr. */
export interface Output {
  /** Columns of the terminal behind stdout; infinite when it is not one. */
  readonly width: number;
  readonly color: boolean;
  /** Raw data; resolves when more may come. Throws when the command is cancelled before that. */
  data(bytes: Uint8Array | string): Promise<void>;
  /** Lines of the result. */
  line(text?: string): void;
  /** One JSON document or message of a stream, on stdout. */
  json(value: unknown): void;
  /** A JSON message on stderr. */
  jsonProblem(value: unknown): void;
  /** Something said beside the result, on stderr; not with --quiet or --json. */
  note(text: string): void;
  /** Something that must be seen, on stderr; a message with --json. */
  warn(text: string): void;
  /** The part of the terminal that is redrawn; an empty text clears it. */
  status(text: string): void;
  /** Columns for `status`; 0 when stderr is not a terminal. */
  readonly statusWidth: number;
  flush(): Promise<void>;
}

/** How long what is left is offered to a slow reader once the command was cancelled. */
const cancelledFlushMs = 500;
const clearLine = "\r\u001b[2K";

/**
 * @param signal of the command; once it is raised nothing waits for whoever reads the output
 * @param onClosed called once when stdout takes no more: without a problem when its reader went away (`restera ls | head`)
 */
export function createOutput(
  system: System,
  settings: Pick<Settings, "json" | "quiet">,
  signal: AbortSignal,
  onClosed: (problem?: unknown) => void,
): Output {
  const { stdout, stderr, environment } = system;
  let closed = false;
  let status = "";
  const onPipeError = (error: unknown) => {
    if (closed) return;
    closed = true;
    const { code = "" } = error as NodeJS.ErrnoException;
    const isReaderGone = ["EPIPE", "ERR_STREAM_DESTROYED"].includes(code);
    if (isReaderGone) onClosed();
    else onClosed(error);
  };
  const toFile = fileWriter(stdout);
  const pieces = pieceWriter(stdout);
  /** False when more should wait for `drain`. */
  const write = (bytes: Uint8Array | string): boolean => {
    if (toFile === undefined) return pieces.write(bytes);
    try {
      toFile(bytes);
    } catch (error) {
      onPipeError(error);
    }
    return true;
  };
  stdout.on("error", onPipeError);
  stderr.on("error", () => {});

  const dumb = environment.TERM === "dumb";
  const toStderr = (text: string) => {
    // A redrawn line is taken away first and put back after, so that it never mixes with text.
    const shown = status;
    draw("");
    stderr.write(`${text}\n`);
    draw(shown);
  };
  const draw = (text: string) => {
    if (text !== status) {
      stderr.write(clearLine + text);
      status = text;
    }
  };
  const toStdout = (text: string) => {
    const shared = stdout.isTTY && stderr.isTTY ? status : "";
    if (shared) {
      draw("");
    }
    if (!closed) {
      write(text);
    }
    if (shared) {
      draw(shared);
    }
  };

  return {
    width: stdout.isTTY ? Math.max(40, stdout.columns || 80) : Number.POSITIVE_INFINITY,
    statusWidth: stderr.isTTY && !dumb ? Math.max(20, stderr.columns || 80) : 0,
    color: stdout.isTTY && !environment.NO_COLOR && !dumb,
    async data(bytes) {
      if (!closed && !write(bytes) && !closed) {
        await drained(stdout, signal).catch(onPipeError);
        if (!closed) signal.throwIfAborted();
      }
    },
    line: (text = "") => toStdout(`${text}\n`),
    json: (value) => toStdout(`${jsonLine(value)}\n`),
    jsonProblem: (value) => toStderr(jsonLine(value)),
    note: (text) => {
      if (!settings.quiet && !settings.json) {
        toStderr(text);
      }
    },
    warn: (text) =>
      toStderr(settings.json ? jsonLine({ message_type: "warning", message: text }) : text),
    status: draw,
    async flush() {
      draw("");
      pieces.release();
      await Promise.all([flushed(stdout, signal), flushed(stderr, signal)]);
      // Its event may come later.
      if (stdout.errored) onPipeError(stdout.errored);
    },
  };
}

/** Resolves when the stream takes more, takes no more at all, or the signal is raised. Throws the stream's error. */
async function drained(stream: NodeJS.WriteStream, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const until = { signal: over.signal };
  try {
    await Promise.race([
      once(stream, "drain", until),
      once(stream, "close", until),
      signal.aborted || once(signal, "abort", until),
    ]);
  } finally {
    // Those that were not first would listen for as long as the stream lives.
    over.abort();
  }
}

/** Resolves when all that was written has left the process, or can no longer; soon, when the command was cancelled. */
function flushed(stream: NodeJS.WriteStream, { aborted }: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) {
      resolve();
      return;
    }
    stream.write("", () => resolve());
    if (aborted) setTimeout(resolve, cancelledFlushMs).unref();
  });
}
