import type { ResteraError } from "../../foundation/errors.ts";
import type { BackedUpItem } from "../operations.ts";
import type { Control } from "../workers/control.ts";
import { fromWorker, type WorkerPool } from "../workers/worker-pool.ts";
import type {
  BackupSettings,
  FromWorker,
  Hole,
  Job,
  Ticket,
  ToWorker,
  WorkerTotals,
} from "./messages.ts";
import { completeNode, type Outcome } from "./complete-node.ts";
import { folderChange, folderCounts } from "./folder-change.ts";
import { FileJoins, type JoinedFile } from "./file-joins.ts";
import type { OpenPack, StagedPack } from "../pack/packer.ts";

/** How many jobs a worker holds at once: one it works on, one so that it never waits for a message. */
const JOBS_PER_WORKER = 2;
/** What is compared with a parent is mostly over before a second thread has loaded its code. */
const ALONE_MS = 100;

export interface SchedulerHandlers {
  onPack(pack: StagedPack): void;
  onProblem(problem: { path: string; during: "scan" | "read"; problem: string }): void;
  onNotice(path: string, notice: string): void;
  onNoAttributes(): void;
  onItem(item: BackedUpItem): void;
}

/** A folder or target that waits for the places that others fill. */
interface Join {
  readonly tree: boolean;
  readonly parts: (string | null)[];
  left: number;
}

/** What a stream held: its blobs, and how many bytes there were. */
export interface StreamContent {
  readonly ids: readonly string[];
  readonly bytes: number;
}

/** Gives jobs to the workers and joins what they bring back. No message is ever sent per blob. */
export class Scheduler {
  private readonly pool: WorkerPool<ToWorker, FromWorker>;
  readonly control: Control;
  private readonly handlers: SchedulerHandlers;
  private readonly queue: Job[] = [];
  private readonly busy: number[];
  /** Threads that have loaded their code: a small backup is over before the second one has. */
  private readonly loaded = new Set<number>();
  /** Threads that were given something to do. */
  private readonly used = new Set<number>();
  private readonly outcomes = new Map<Ticket, Outcome>();
  private readonly waiting = new Map<Ticket, { join: Join; ticket: Ticket; hole: Hole }>();
  private readonly results = new Map<Ticket, (outcome: Outcome) => void>();
  private readonly files: FileJoins;
  /** Folders that no worker could count. */
  readonly folders = { dirsNew: 0, dirsChanged: 0, dirsUnmodified: 0 };
  private nextTicket: Ticket = 1;
  private settings: BackupSettings | undefined;
  private patience: NodeJS.Timeout | undefined;
  private fail!: (error: unknown) => void;
  /** Rejects when the backup cannot go on. */
  readonly failed: Promise<never>;
  private answer: ((message: FromWorker) => void) | undefined;

  constructor(pool: WorkerPool<ToWorker, FromWorker>, handlers: SchedulerHandlers) {
    this.control = pool.control;
    this.handlers = handlers;
    this.files = new FileJoins((path, problem) => {
      this.control.count(0, "errors", 1);
      handlers.onProblem({ path, during: "read", problem });
    });
    this.busy = Array.from({ length: pool.size }, () => 0);
    this.failed = new Promise((_, reject) => {
      this.fail = reject;
    });
    this.failed.catch(() => undefined);
    this.pool = pool.attach({
      onReady: (worker) => {
        this.loaded.add(worker);
        this.pump();
      },
      onMessage: (worker, message) => this.receive(worker, message),
      onDeath: (error: ResteraError) => this.stop(error),
    });
  }

  /** Ends the backup: every promise given out rejects with this error. */
  stop(error: unknown): void {
    this.fail(error);
    this.control.cancel();
  }

  /**
   * Tells the first thread what it needs to know. The others start at once too, or, where little is expected to be new, when there
   * is content to read or it takes longer than a thread needs to load its code.
   */
  begin(settings: BackupSettings, mostlyKnown: boolean): void {
    this.settings = settings;
    this.pool.send(0, { type: "settings", settings });
    if (mostlyKnown) this.patience = setTimeout(() => this.startAll(), ALONE_MS);
    else this.startAll();
  }

  private startAll(): void {
    clearTimeout(this.patience);
    const { settings } = this;
    if (settings === undefined) return;
    const first = this.pool.size;
    this.pool.startAll();
    for (let worker = first; worker < this.pool.size; worker++) {
      this.busy.push(0);
      this.pool.send(worker, { type: "settings", settings });
    }
  }

  /** Runs a job and everything that comes of it. Gives a node's text or a tree's id; `null` when it could not be read. */
  run(job: DistributiveOmit<Job, "ticket">): Promise<string | null> {
    return this.outcomeOf(job).then((outcome) => ("text" in outcome ? outcome.text : null));
  }

  /** Saves a stream that comes through a ring as a file's content; `path` is for the progress. */
  async saveStream(path: string, stream: SharedArrayBuffer): Promise<StreamContent> {
    const job = { type: "segment", path, identity: "", offset: 0, sequence: 0, stream } as const;
    const outcome = await this.outcomeOf(job);
    return "ids" in outcome && outcome.ids !== null
      ? { ids: outcome.ids, bytes: outcome.bytes }
      : { ids: [], bytes: 0 };
  }

  private outcomeOf(job: DistributiveOmit<Job, "ticket">): Promise<Outcome> {
    const ticket = this.nextTicket++;
    const done = new Promise<Outcome>((resolve) => this.results.set(ticket, resolve));
    this.enqueue({ ...job, ticket });
    this.pump();
    return Promise.race([done, this.failed]);
  }

  /** Joins the workers' underfull packs into one of each type, and closes those. Gives what each worker did that did anything. */
  async finish(): Promise<WorkerTotals[]> {
    const totals: WorkerTotals[] = [];
    const open: OpenPack[] = [];
    const workers = [...this.used];
    const last = workers.pop();
    if (last === undefined) return totals;
    for (const worker of workers) {
      this.pool.send(worker, { type: "release" });
      const released = await this.reply("released");
      open.push(...released.packs);
      totals.push(released.totals);
    }
    this.pool.send(last, { type: "adopt", packs: open });
    this.pool.send(last, { type: "finish" });
    totals.push((await this.reply("finished")).totals);
    return totals;
  }

  /** Ends the threads. To be called when they have finished, or are to stop; a second time it waits for the first. */
  close(): Promise<void> {
    clearTimeout(this.patience);
    this.settings = undefined;
    return this.pool.close();
  }

  private reply<T extends FromWorker["type"]>(type: T): Promise<Extract<FromWorker, { type: T }>> {
    const answer = new Promise<Extract<FromWorker, { type: T }>>((resolve) => {
      this.answer = (message) => {
        if (message.type === type) resolve(message as Extract<FromWorker, { type: T }>);
      };
    });
    return Promise.race([answer, this.failed]);
  }

  private receive(worker: number, message: FromWorker): void {
    if ("ready" in message && message.ready) this.busy[worker]!--;
    this.dispatch(message);
    this.pump();
  }

  private dispatch(message: FromWorker): void {
    switch (message.type) {
      case "handover":
        return this.enqueue(message.job);
      case "result":
        return this.settle(message.ticket, { text: message.text });
      case "parts":
        return this.join(message);
      case "segment":
        return this.settleFile(message.ticket, this.files.add(message));
      case "pack":
        return this.handlers.onPack(message.pack);
      case "problem":
        return this.handlers.onProblem(message);
      case "notice":
        return this.handlers.onNotice(message.path, message.notice);
      case "items":
        return message.items.forEach((item) => this.handlers.onItem(item));
      case "no-attributes":
        return this.handlers.onNoAttributes();
      case "failed":
        return this.stop(fromWorker(message.error));
      default:
        return this.answer?.(message);
    }
  }

  private enqueue(job: Job): void {
    if (job.type === "segment") {
      this.files.open(job);
      this.startAll();
    }
    this.queue.push(job);
  }

  /** Newest first: depth first keeps fewer folders open. */
  private pump(): void {
    while (this.queue.length > 0) {
      const worker = this.leastBusy();
      if (this.busy[worker]! >= JOBS_PER_WORKER) break;
      this.busy[worker]!++;
      this.used.add(worker);
      this.pool.send(worker, this.queue.pop()!);
    }
    const idle = this.busy.filter((jobs, worker) => jobs === 0 && this.loaded.has(worker)).length;
    this.control.idle = this.queue.length > 0 ? 0 : idle;
  }

  /** Among those that have loaded; the first one while none has. */
  private leastBusy(): number {
    let best = 0;
    for (const worker of this.loaded)
      if (!this.loaded.has(best) || this.busy[worker]! < this.busy[best]!) best = worker;
    return best;
  }

  private join({ ticket, tree, parts, holes }: Extract<FromWorker, { type: "parts" }>): void {
    const join: Join = { tree, parts, left: holes.length };
    for (const hole of holes) {
      const outcome = this.outcomes.get(hole.ticket);
      this.outcomes.delete(hole.ticket);
      if (outcome === undefined) this.waiting.set(hole.ticket, { join, ticket, hole });
      else this.fill(join, ticket, hole, outcome);
    }
  }

  private settleFile(ticket: Ticket, file: JoinedFile | undefined): void {
    if (file !== undefined) this.settle(ticket, file);
  }

  private settle(ticket: Ticket, outcome: Outcome): void {
    const wanted = this.waiting.get(ticket);
    const result = this.results.get(ticket);
    if (wanted !== undefined) {
      this.waiting.delete(ticket);
      this.fill(wanted.join, wanted.ticket, wanted.hole, outcome);
    } else if (result !== undefined) {
      this.results.delete(ticket);
      result(outcome);
    } else {
      this.outcomes.set(ticket, outcome);
    }
  }

  /** Folders that were handed over are counted here, where it is known what became of them. */
  private countFolder({ oldTree, sameNode, path }: Hole, tree: string): void {
    this.countAs(folderChange(oldTree, sameNode, tree), path);
  }

  /** A folder above the targets, or one that was handed over. */
  countAs(change: BackedUpItem["change"], path: string | undefined): void {
    this.folders[folderCounts[change]]++;
    if (path !== undefined) this.handlers.onItem({ path, type: "dir", change });
  }

  private fill(join: Join, ticket: Ticket, hole: Hole, outcome: Outcome): void {
    if (hole.kind === "folder" && "text" in outcome && outcome.text !== null)
      this.countFolder(hole, outcome.text);
    join.parts[hole.index] = completeNode(join.parts[hole.index]!, hole, outcome);
    if (--join.left > 0) return;
    const parts = join.parts.filter((part) => part !== null);
    if (join.tree) this.enqueue({ type: "tree", ticket, parts });
    else this.settle(ticket, { text: parts[0] ?? null });
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
