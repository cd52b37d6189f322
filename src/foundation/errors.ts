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

/** The text of anything that was thrown, for the `problem` of a wrapping error. */
export function problemOf(error: unknown): string {
  if (isSystemError(error, "ENOSPC", "EDQUOT")) return `the disk is full (${error.code})`;
  return error instanceof Error ? error.message : String(error);
}

/** True when the error is Node's, with the given system code (`ENOENT`, `EEXIST`, …). */
export function isSystemError(error: unknown, ...codes: string[]): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
