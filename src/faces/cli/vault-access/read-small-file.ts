import { createReadStream } from "node:fs";
import { ResteraError, problemOf } from "../../../foundation/errors.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { UsageError } from "../usage-error.ts";

/** No password and no address is longer. */
const mostBytes = 1 << 20;

interface GivenFile {
  /** As the user gave it, and where. */
  readonly file: string;
  readonly option: string;
  readonly signal?: AbortSignal;
}

/** The bytes of a file that an option names; pipes too, which may never end. Throws a UsageError that names both, `cancelled`. */
export async function readSmallFile(
  path: string,
  { file, option, signal }: GivenFile,
): Promise<Buffer> {
  try {
    return await readAtMost(path, signal);
  } catch (error) {
    if (signal?.aborted) throw new ResteraError("cancelled", { cause: error });
    const problem = problemOf(error);
    throw new UsageError(cliMessages.fileUnreadable, { path: file, option, problem });
  }
}

async function readAtMost(path: string, signal: AbortSignal | undefined): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  const stream = createReadStream(path, signal === undefined ? {} : { signal });
  for await (const part of stream as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length > mostBytes) throw new Error(`it has more than ${mostBytes} bytes`);
  }
  return Buffer.concat(parts);
}
