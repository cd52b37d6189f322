import { openVault, type OpenVaultOptions, type Secret } from "../compose.ts";
import { ResteraError } from "../foundation/errors.ts";
import { backupMadeSince } from "../services/snapshots/backup-made-since.ts";
import type {
  BackUpInput,
  BackUpResult,
  CheckVaultInput,
  DrillInput,
  RestoreInput,
} from "../services/snapshots/vault.ts";
import type { Json } from "../services/tasks/task.ts";
import type { TaskHandler, TaskRun } from "../services/tasks/task-run.ts";
import {
  drillTask,
  forgetTask,
  type ForgetTaskInput,
  pruneTask,
  type PruneTaskInput,
} from "./upkeep-tasks.ts";

/** The handler's name of tasks on vaults that run in this process. */
export const vaultHandlerName = "vault";

/** What a vault does in a task; the task's kind is the operation. */
export type VaultTask = { readonly vault: string } & (
  | { readonly operation: "backup"; readonly input: Omit<BackUpInput, "stdin" | "neverRead"> }
  | { readonly operation: "check"; readonly input?: CheckVaultInput }
  | { readonly operation: "restore"; readonly input: RestoreInput }
  | { readonly operation: "forget"; readonly input: ForgetTaskInput }
  | { readonly operation: "prune"; readonly input?: PruneTaskInput }
  | { readonly operation: "drill"; readonly input: DrillInput }
);

/** How the vaults of tasks are opened. A secret is asked for when a task begins: it is kept in no database. */
export interface VaultAccess {
  readonly secret: (vault: string) => Secret | Promise<Secret>;
  readonly open?: Omit<OpenVaultOptions, "signal">;
}

/** Runs the operations of vaults as tasks: with their progress, and cancelled by the task's signal. */
export function vaultHandler({ secret, open = {} }: VaultAccess): TaskHandler {
  return async (run) => {
    const { signal } = run;
    const task = run.task.input as unknown as VaultTask;
    const vault = await openVault(task.vault, await secret(task.vault), { ...open, signal });
    try {
      return await perform(run, vault, task);
    } finally {
      await vault.close();
    }
  };
}

function perform(run: TaskRun, vault: OpenedVault, task: VaultTask): Promise<Json> {
  switch (task.operation) {
    case "backup":
      return backUp(run, vault, task.input);
    case "check":
      return check(run, vault, task.input);
    case "restore":
      return restore(run, vault, task.input);
    case "forget":
      return forgetTask(run, vault, task.input);
    case "prune":
      return pruneTask(run, vault, task.input);
    default:
      return drillTask(run, vault, task.input);
  }
}

type OpenedVault = Awaited<ReturnType<typeof openVault>>;

async function backUp(run: TaskRun, vault: OpenedVault, input: BackUpInput): Promise<Json> {
  const { attempt, createdMs: sinceMs } = run.task;
  const cwd = process.cwd();
  const made =
    attempt > 1
      ? await backupMadeSince(vault, input, { sinceMs, cwd }, { signal: run.signal })
      : undefined;
  const result = made ?? (await backUpNow(run, vault, input));
  for (const { path, problem } of result.problems) run.log(`${path}: ${problem}`);
  const { snapshot, summary, problems } = result;
  return { snapshot_id: snapshot?.id, summary: { ...summary }, problems: problems.length };
}

function backUpNow(run: TaskRun, vault: OpenedVault, input: BackUpInput): Promise<BackUpResult> {
  return vault.backUp(input, {
    signal: run.signal,
    onProgress: ({ filesDone, filesTotal, bytesDone, bytesTotal, currentFiles: [current] }) =>
      run.progress({
        ...{ phase: "backup", itemsDone: filesDone, bytesDone },
        ...(filesTotal !== undefined && { itemsTotal: filesTotal }),
        ...(bytesTotal !== undefined && { bytesTotal }),
        ...(current !== undefined && { currentItem: current }),
      }),
  });
}

async function check(run: TaskRun, vault: OpenedVault, input?: CheckVaultInput): Promise<Json> {
  const report = await vault.check(input, {
    signal: run.signal,
    onProgress: ({ phase, done, total }) =>
      run.progress({ phase, itemsDone: done, itemsTotal: total }),
  });
  for (const { level, object, problem } of report.findings) {
    run.log(`${level}: ${object}: ${problem}`);
  }
  const [first] = report.findings.filter(({ level }) => level === "error");
  if (first !== undefined) throw new ResteraError("damaged", { ...first });
  const { snapshots, packs, packsRead, bytesRead } = report;
  return { snapshots, packs, packs_read: packsRead, bytes_read: bytesRead };
}

async function restore(run: TaskRun, vault: OpenedVault, input: RestoreInput): Promise<Json> {
  const result = await vault.restore(input, {
    signal: run.signal,
    onProgress: ({ filesDone, filesTotal, bytesDone, bytesTotal }) =>
      run.progress({
        ...{ phase: "restore", itemsDone: filesDone, itemsTotal: filesTotal },
        ...{ bytesDone, bytesTotal },
      }),
  });
  for (const { path, problem } of result.problems) run.log(`${path}: ${problem}`);
  const { snapshot, target, filesDone, bytesDone, problems } = result;
  return {
    ...{ snapshot_id: snapshot.id, target, files: filesDone, bytes: bytesDone },
    problems: problems.length,
  };
}
