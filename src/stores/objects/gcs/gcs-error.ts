import type { CallSubject } from "../call-signal.ts";
import type { StoreError, StoreErrorCode } from "../object-store.ts";
import { codeOf, httpError } from "../remote/http-error.ts";

const meanings: Readonly<Record<string, readonly [StoreErrorCode, string]>> = {
  NoSuchBucket: ["not-found", "there is no such bucket"],
  invalid_grant: ["denied", "the credentials are not valid or this machine's clock is wrong"],
  CONTENT_DOWNLOAD_MISMATCH: ["unavailable", "the data was damaged on its way"],
  FILE_NO_UPLOAD: ["unavailable", "the data was damaged on its way"],
  FILE_NO_UPLOAD_DELETE: ["unavailable", "the data was damaged on its way"],
};

/** Texts of the SDK that carry no code. */
const texts: readonly (readonly [RegExp, string])[] = [
  [/could not load the default credentials/i, "NoCredentials"],
  [/invalid_grant/i, "invalid_grant"],
  [/specified bucket does not exist/i, "NoSuchBucket"],
];

export function gcsError(error: unknown, subject: CallSubject): StoreError {
  const status = gcsStatus(error);
  const message = error instanceof Error ? error.message : "";
  const code = texts.find(([text]) => text.test(message))?.[1] ?? codeOf(error);
  const special = { ...meanings, NoCredentials: ["denied", "no credentials were found"] as const };
  return httpError(error, { status, code }, subject, special);
}

/** The HTTP status of whatever the SDK threw. */
export function gcsStatus(error: unknown): number | undefined {
  const { code, status } = (error ?? {}) as { code?: unknown; status?: unknown };
  for (const value of [code, status]) {
    const number = Number(value);
    if (Number.isInteger(number) && number >= 300 && number < 600) return number;
  }
  return undefined;
}
