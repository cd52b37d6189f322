import type { NewTaskEvent } from "./task-events.ts";

const mostLines = 2000;
const mostLength = 2000;

/** Lines that wait to be kept: so many for one attempt, so long each; what is beyond is counted. */
export class TaskLog {
  private readonly taskId: string;
  private waiting: NewTaskEvent[] = [];
  private lines = 0;

  constructor(taskId: string) {
    this.taskId = taskId;
  }

  add(line: string, timeMs: number): void {
    this.lines++;
    if (this.lines > mostLines) return;
    const text = line.length > mostLength ? `${line.slice(0, mostLength)}…` : line;
    this.waiting.push({ taskId: this.taskId, timeMs, event: "log", data: text });
  }

  /** What waits, which from now on waits no more. */
  take(): NewTaskEvent[] {
    const taken = this.waiting;
    this.waiting = [];
    return taken;
  }

  /** Puts back what could not be kept. */
  giveBack(events: readonly NewTaskEvent[]): void {
    this.waiting = [...events, ...this.waiting];
  }

  /** The last word: how many lines were left out. */
  end(timeMs: number): void {
    const left = this.lines - mostLines;
    if (left <= 0) return;
    this.waiting.push({ taskId: this.taskId, timeMs, event: "log", data: `… ${left} more lines` });
    this.lines = mostLines;
  }
}
