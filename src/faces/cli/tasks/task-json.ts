import type { Schedule } from "../../../services/tasks/schedules.ts";
import type { Task, TaskEvent } from "../../../services/tasks/task.ts";
import { commandOf } from "./command-input.ts";

/** A task as `--json` shows it. */
export function taskJson(task: Task): object {
  const { progress } = task;
  return {
    id: task.id,
    kind: task.kind,
    state: task.state,
    command: commandOf(task)?.words,
    schedule: task.schedule,
    due: timeOf(task.dueMs),
    created: timeOf(task.createdMs),
    started: timeOf(task.startedMs),
    finished: timeOf(task.finishedMs),
    attempt: task.attempt,
    most_attempts: task.mostAttempts,
    cancel_requested: task.cancelRequested || undefined,
    phase: progress.phase,
    bytes_done: progress.bytesDone,
    bytes_total: progress.bytesTotal,
    items_done: progress.itemsDone,
    items_total: progress.itemsTotal,
    current_item: progress.currentItem,
    seconds_left: progress.secondsLeft,
    result: task.result,
    problem: task.problem,
  };
}

export function eventJson({ seq, taskId, timeMs, event, data }: TaskEvent): object {
  return { message_type: "event", seq, task: taskId, time: timeOf(timeMs), event, data };
}

export function scheduleJson(schedule: Schedule, next: number | undefined, last?: Task): object {
  const command = commandOf(schedule);
  return {
    name: schedule.name,
    kind: schedule.kind,
    times: schedule.times,
    time_zone: schedule.timeZone,
    jitter_seconds: schedule.jitterMs / 1000 || undefined,
    grace_seconds: schedule.graceMs === undefined ? undefined : schedule.graceMs / 1000,
    command: command?.words,
    vault: command?.environment["RESTERA_VAULT"],
    folder: command?.cwd,
    created: timeOf(schedule.createdMs),
    next: timeOf(next),
    last: last && taskJson(last),
  };
}

/** RFC 3339. */
export function timeOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
