import { backupSpec, initSpec, protectSpec } from "./backup-specs.ts";
import { diffSpec, findSpec, historySpec, tagSpec } from "./change-specs.ts";
import type { CommandSpec } from "./command-spec.ts";
import { forgetSpec, pruneSpec, repackSpec } from "./forget-specs.ts";
import { keySpec, keysSpec } from "./key-specs.ts";
import { checkSpec, lsSpec, snapshotsSpec, statsSpec } from "./listing-specs.ts";
import { completionSpec, helpSpec, versionSpec } from "./program-specs.ts";
import { catSpec, dumpSpec, restoreSpec } from "./restore-specs.ts";
import { copySpec, doctorSpec, repairSpec, unlockSpec } from "./upkeep-specs.ts";

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
  diffSpec,
  findSpec,
  historySpec,
  tagSpec,
  forgetSpec,
  pruneSpec,
  repackSpec,
  copySpec,
  checkSpec,
  repairSpec,
  statsSpec,
  keysSpec,
  keySpec,
  unlockSpec,
  doctorSpec,
  completionSpec,
  helpSpec,
  versionSpec,
];
