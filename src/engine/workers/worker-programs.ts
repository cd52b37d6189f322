import type { WorkerProgram } from "./worker-pool.ts";

const base = import.meta.url;
/**
 * Room for young objects, as small as V8 begins: more of it is mostly garbage. Workers that walk folders make many strings, the others
 * hardly anything but short-lived buffers outside the heap.
 */
const youngGenerationMb = { folders: 3, packs: 1 };

/** The programs that threads run, one for each operation. */
export const workerPrograms = {
  backup: {
    module: "../backup/backup-worker",
    base,
    youngGenerationMb: youngGenerationMb.folders,
    beginsAlone: true,
  },
  restore: {
    module: "../restore/restore-worker",
    base,
    youngGenerationMb: youngGenerationMb.packs,
  },
  check: {
    module: "../check/check-worker",
    base,
    youngGenerationMb: youngGenerationMb.packs,
    mostThreads: 1,
  },
  copy: { module: "../copy/copy-worker", base, youngGenerationMb: youngGenerationMb.folders },
} as const satisfies Record<string, WorkerProgram>;

/** What is done by threads. */
export type ThreadedOperation = keyof typeof workerPrograms;
