import { once } from "node:events";
import { fileWriter } from "./file-writer.ts";
import { jsonLine } from "./json-line.ts";
import type { Settings, System } from "../system.ts";

/** Where a command's words and data go. Data to stdout; everything else to stderr. */
export interface Output {
  /** Columns of the terminal behind stdout; infinite when it is not one. */
  readonly width: number;
  readonly color: boolean;
  /** Raw data; resolves when more may come. */
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

const clearLine = "\r\u001b[2K";

/**
 * @param onClosed called once when stdout takes no more: without a problem when its reader went away (`restera ls | head`)
 */
export function createOutput(
  system: System,
  settings: Pick<Settings, "json" | "quiet">,
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
  /** False when more should wait for `drain`. */
  const write = (bytes: Uint8Array | string): boolean => {
    if (toFile === undefined) return stdout.write(bytes);
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
        await Promise.race([once(stdout, "drain"), once(stdout, "close")]).catch(onPipeError);
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
      await Promise.all([flushed(stdout), flushed(stderr)]);
      // Its event may come later.
      if (stdout.errored) onPipeError(stdout.errored);
    },
  };
}

/** Resolves when all that was written has left the process, or can no longer. */
function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) {
      resolve();
      return;
    }
    stream.write("", () => resolve());
  });
}
