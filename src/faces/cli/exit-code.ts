import { ResteraError, type ErrorCode } from "../../foundation/errors.ts";

/** What the process's exit status says; the same numbers as restic's where it has one. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  partly: 3,
  noVault: 10,
  locked: 11,
  wrongPassword: 12,
  damaged: 13,
  conflicts: 14,
  cancelled: 130,
} as const;

const codesOfErrors: Partial<Record<ErrorCode, number>> = {
  usage: exitCodes.usage,
  "password-missing": exitCodes.usage,
  "setting-missing": exitCodes.usage,
  "setting-unknown": exitCodes.usage,
  "settings-unreadable": exitCodes.usage,
  "config-invalid": exitCodes.usage,
  "config-unreadable": exitCodes.usage,
  "config-no-file": exitCodes.usage,
  "config-closed": exitCodes.usage,
  "extension-invalid": exitCodes.usage,
  "schedule-words": exitCodes.usage,
  "schedule-times": exitCodes.usage,
  "schedule-too-often": exitCodes.usage,
  "schedule-never": exitCodes.usage,
  "name-invalid": exitCodes.usage,
  "source-invalid": exitCodes.usage,
  "time-zone-unknown": exitCodes.usage,
  "record-name-invalid": exitCodes.usage,
  "memory-invalid": exitCodes.usage,
  "memory-folder-name": exitCodes.usage,
  "embedder-missing": exitCodes.usage,
  "embedder-model-missing": exitCodes.usage,
  "project-id-invalid": exitCodes.usage,
  "project-invalid": exitCodes.usage,
  "project-not-confirmed": exitCodes.usage,
  "record-encrypted": exitCodes.usage,
  "portable-key-invalid": exitCodes.usage,
  "portable-key-wrong": exitCodes.wrongPassword,
  "no-vault": exitCodes.noVault,
  "vault-gone": exitCodes.noVault,
  locked: exitCodes.locked,
  "project-busy": exitCodes.locked,
  "wrong-password": exitCodes.wrongPassword,
  "keys-untried": exitCodes.wrongPassword,
  damaged: exitCodes.damaged,
  "lock-unreadable": exitCodes.damaged,
  "latest-unknown": exitCodes.damaged,
  "blob-missing": exitCodes.damaged,
  "archive-damaged": exitCodes.damaged,
  "backup-damaged": exitCodes.damaged,
  "project-body-damaged": exitCodes.damaged,
  "database-damaged": exitCodes.damaged,
  "memory-copy-damaged": exitCodes.damaged,
  "project-damaged": exitCodes.damaged,
  "versions-damaged": exitCodes.damaged,
  "archive-mismatch": exitCodes.damaged,
  corrupt: exitCodes.damaged,
  "portable-damaged": exitCodes.damaged,
  "record-unreadable": exitCodes.damaged,
  "record-changed": exitCodes.conflicts,
  cancelled: exitCodes.cancelled,
};

/** The exit code for whatever was thrown. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ResteraError) {
    return codesOfErrors[error.code] ?? exitCodes.failed;
  }
  return error instanceof Error && error.name === "AbortError"
    ? exitCodes.cancelled
    : exitCodes.failed;
}
