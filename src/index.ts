// The public API of the package.
export {
  createVault,
  openVault,
  type CreateVaultOptions,
  type OpenVaultOptions,
  type Secret,
} from "./compose.ts";
export { ResteraError, type ErrorCode } from "./foundation/errors.ts";
export type * from "./services/snapshots/vault.ts";
export {
  openTasks,
  type NewVaultSchedule,
  type RunTasksOptions,
  type Tasks,
} from "./compose/open-tasks.ts";
export type { ForgetTaskInput, PruneTaskInput } from "./compose/upkeep-tasks.ts";
export type { VaultAccess, VaultTask } from "./compose/vault-handler.ts";
export type { ListTasksInput } from "./services/tasks/find-tasks.ts";
export type { Health, ScheduleHealth } from "./services/tasks/health.ts";
export type { NewSchedule, Schedule } from "./services/tasks/schedules.ts";
export type { EventsInput } from "./services/tasks/task-events.ts";
export type * from "./services/tasks/task-run.ts";
export type {
  Json,
  Task,
  TaskEvent,
  TaskEventName,
  TaskProblem,
  TaskProgress,
  TaskState,
} from "./services/tasks/task.ts";
