import { errorMessages } from "./messages/error-messages.ts";
import { formatMessage, type Language, type MessageParameters } from "./messages/format-message.ts";

export type ErrorCode = keyof typeof errorMessages;

export interface ErrorDetails {
  readonly cause?: unknown;
  readonly [parameter: string]: unknown;
}

/**
 * The one family of errors. `code` is stable and machine-readable, `details` says what it was about,
 * `message` is the English text of the catalogue and `messageIn` the same in another language.
 */
export class ResteraError extends Error {
  override readonly name: string = "ResteraError";
  readonly code: ErrorCode;
  readonly details: MessageParameters;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    const { cause, ...rest } = details;
    const parameters = rest as MessageParameters;
    super(
      formatMessage(errorMessages[code], parameters),
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    this.details = parameters;
  }

  messageIn(language: Language): string {
    return formatMessage(errorMessages[this.code], this.details, language);
  }
}

/** The text of anything that was thrown, for the `problem` of a wrapping error: of ours without the lines that say what to do. */
export function problemOf(error: unknown): string {
  if (isSystemError(error, "ENOSPC", "EDQUOT")) return `the disk is full (${error.code})`;
  if (isSystemError(error, "EISDIR")) return "it is a folder (EISDIR)";
  if (error instanceof ResteraError) return error.message.split("\n")[0]!;
  return error instanceof Error ? error.message : String(error);
}

/** True when the error is Node's, with one of the given system codes (`ENOENT`, `EEXIST`, …); without codes, when a call to the system failed. */
export function isSystemError(error: unknown, ...codes: string[]): error is NodeJS.ErrnoException {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return codes.length === 0 ? "syscall" in error : codes.includes(String(error.code));
}
