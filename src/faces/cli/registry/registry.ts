import { backupSpec, initSpec, protectSpec } from "./backup-specs.ts";
import type { CommandSpec } from "./command-spec.ts";
import { checkSpec, lsSpec, snapshotsSpec, statsSpec } from "./listing-specs.ts";
import { completionSpec, helpSpec, versionSpec } from "./program-specs.ts";
import { catSpec, dumpSpec, restoreSpec } from "./restore-specs.ts";

/** Every command, in the order of help. */
export const registry: readonly CommandSpec[] = [
  protectSpec,
  initSpec,
  backupSpec,
  restoreSpec,
  snapshotsSpec,
  lsSpec,
  catSpec,
  dumpSpec,
  checkSpec,
  statsSpec,
  completionSpec,
  helpSpec,
  versionSpec,
];
