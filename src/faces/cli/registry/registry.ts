import { archiveSpec } from "./archive-specs.ts";
import { backupSpec, initSpec, protectSpec } from "./backup-specs.ts";
import { diffSpec, findSpec, historySpec, rewriteSpec, tagSpec } from "./change-specs.ts";
import type { CommandSpec } from "./command-spec.ts";
import { drillSpec } from "./drill-specs.ts";
import { forgetSpec, pruneSpec, repackSpec } from "./forget-specs.ts";
import { healthSpec, notifySpec } from "./health-specs.ts";
import { keySpec, keysSpec } from "./key-specs.ts";
import { checkSpec, lsSpec, snapshotsSpec, statsSpec } from "./listing-specs.ts";
import { memorySpec } from "./memory-specs.ts";
import { completionSpec, helpSpec, versionSpec } from "./program-specs.ts";
import { projectSpec } from "./project-specs.ts";
import { configSpec } from "./project-upkeep-specs.ts";
import { recordSpec } from "./record-specs.ts";
import { catSpec, dumpSpec, listSpec, restoreSpec } from "./restore-specs.ts";
import { sourceSpec } from "./source-specs.ts";
import { scheduleSpec, taskSpec, watchSpec } from "./task-specs.ts";
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
  listSpec,
  dumpSpec,
  diffSpec,
  findSpec,
  historySpec,
  tagSpec,
  rewriteSpec,
  forgetSpec,
  pruneSpec,
  repackSpec,
  copySpec,
  checkSpec,
  drillSpec,
  repairSpec,
  statsSpec,
  archiveSpec,
  sourceSpec,
  recordSpec,
  projectSpec,
  memorySpec,
  keysSpec,
  keySpec,
  unlockSpec,
  scheduleSpec,
  watchSpec,
  taskSpec,
  healthSpec,
  notifySpec,
  doctorSpec,
  configSpec,
  completionSpec,
  helpSpec,
  versionSpec,
];
