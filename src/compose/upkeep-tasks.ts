import { ResteraError } from "../foundation/errors.ts";
import type {
  DrillInput,
  ForgetInput,
  PruneInput,
  PruneProgress,
  PruneResult,
  Vault,
} from "../services/snapshots/vault.ts";
import type { Json } from "../services/tasks/task.ts";
import type { TaskRun } from "../services/tasks/task-run.ts";

/** What of prune's input a database can keep; a function it cannot. */
export type PruneTaskInput = Omit<PruneInput, "maxUnused" | "dryRun" | "without">;

export type ForgetTaskInput = Omit<ForgetInput, "dryRun" | "prune"> & {
  readonly prune?: Omit<PruneTaskInput, "lock">;
};

/** Forgets by policy or by name. Begun again, it finds less to forget. What cannot be removed fails it, after the rest. */
export async function forgetTask(
  run: TaskRun,
  vault: Vault,
  input: ForgetTaskInput,
): Promise<Json> {
  const { removed, failed, groups, prune } = await vault.forget(input, pruning(run));
  for (const { snapshot, problem } of failed) run.log(`snapshot ${snapshot.id}: ${problem}`);
  const [first] = failed;
  if (first !== undefined) throw new Error(`snapshot ${first.snapshot.id}: ${first.problem}`);
  const kept = groups.reduce((sum, { keep }) => sum + keep.length, 0);
  return {
    ...{ snapshots_removed: removed.length, snapshots_kept: kept },
    ...(prune && { prune: pruneJson(prune) }),
  };
}

export async function pruneTask(run: TaskRun, vault: Vault, input?: PruneTaskInput): Promise<Json> {
  const result = await vault.prune(input, pruning(run));
  for (const { pack, problem } of result.failed) run.log(`pack ${pack}: ${problem}`);
  return pruneJson(result);
}

/** Gives the sealed report. A file that does not come back fails the task, with the report in its log. */
export async function drillTask(run: TaskRun, vault: Vault, input: DrillInput): Promise<Json> {
  const report = await vault.drill(input, {
    signal: run.signal,
    onProgress: ({ phase, done, total, files }) =>
      run.progress({ phase, bytesDone: done, bytesTotal: total, itemsDone: files }),
  });
  const [first] = report.faults;
  if (first === undefined) return JSON.parse(JSON.stringify(report)) as Json;
  run.log(JSON.stringify(report));
  const { path: object, problem, damaged } = first;
  throw damaged
    ? new ResteraError("damaged", { object, problem })
    : new Error(`${object}: ${problem}`);
}

function pruning(run: TaskRun): {
  signal: AbortSignal;
  onProgress: (now: PruneProgress) => void;
} {
  return {
    signal: run.signal,
    onProgress: ({ phase, done, total }) =>
      run.progress({ phase, itemsDone: done, itemsTotal: total }),
  };
}

function pruneJson({ way, marked, deleted, repacked, failed, ...bytes }: PruneResult): Json {
  return {
    ...{ way, packs_marked: marked.length, packs_deleted: deleted.length },
    ...{ packs_repacked: repacked.length, packs_failed: failed.length },
    ...{ bytes_added: bytes.bytesAdded, bytes_deleted: bytes.bytesDeleted },
  };
}
