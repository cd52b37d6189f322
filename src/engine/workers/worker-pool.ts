import { availableParallelism } from "node:os";
import { type MessagePort, Worker } from "node:worker_threads";
import { Control } from "./control.ts";
import { NativeGate } from "./native-gate.ts";
import { threadBegins, threadLoaded } from "./young-space.ts";
import { ResteraError, problemOf, type ErrorCode } from "../../foundation/errors.ts";

/** Two do the work; a third gains nothing on the machines measured and costs 40 MB. */
const MAX_WORKERS = 2;
function workerCount(): number {
  return Math.max(1, Math.min(MAX_WORKERS, availableParallelism()));
}

/** What threads run. */
export interface WorkerProgram {
  /** The worker's file without its ending, relative to `base`. */
  readonly module: string;
  /** An `import.meta.url`. */
  readonly base: string;
  readonly youngGenerationMb: number;
  /** Fewer than usual where the main thread works too. */
  readonly mostThreads?: number;
  /** The operation itself says when more than one is worth starting. */
  readonly beginsAlone?: boolean;
}

/** What every thread is started with. */
export interface WorkerStart {
  readonly control: SharedArrayBuffer;
  readonly workers: number;
  /** This one's number. */
  readonly worker: number;
}

/** A thread, and the gate that keeps it from being ended inside native code. */
interface Member {
  readonly thread: Worker;
  readonly gate: NativeGate;
  alive: boolean;
}

/** What every thread says first. */
const READY = "ready";

/** To be called by a thread's program once it is loaded. */
export function announceReady(port: MessagePort): void {
  port.postMessage(READY);
}

export interface PoolHandlers<From> {
  /** A thread has loaded its code. */
  onReady?(worker: number): void;
  onMessage(worker: number, message: From): void;
  /** A thread stopped by itself: nothing it held is known to be done. */
  onDeath(error: ResteraError): void;
}

/** The threads of one operation. They do not keep the process alive until they are attached. */
export class WorkerPool<To, From> {
  readonly control: Control;
  private readonly program: WorkerProgram;
  private readonly count: number;
  /** No more than these can be had. */
  private wanted: number;
  private readonly members: Member[] = [];
  /** Those that have loaded their code, or ended before. */
  private readonly loaded = new Set<number>();
  private handlers: PoolHandlers<From> | undefined;
  /** What threads said before anybody listened. */
  private early: { readonly worker: number; readonly message: From }[] = [];
  private died: ResteraError | undefined;
  private closing = false;
  private closed: Promise<void> | undefined;

  /** Starts the first of them. Throws `worker-died` where no thread can be had. */
  constructor(program: WorkerProgram) {
    this.program = program;
    this.count = Math.min(workerCount(), program.mostThreads ?? MAX_WORKERS);
    this.wanted = this.count;
    this.control = Control.create(this.count);
    this.startNext();
  }

  /** Starts the others, unless the operation does so itself. */
  startExpected(): this {
    return this.program.beginsAlone === true ? this : this.startAll();
  }

  /** Starts the others; those that come after `attach` have to be sent what the first ones were. */
  startAll(): this {
    while (this.members.length < this.wanted) this.startNext();
    return this;
  }

  private startNext(): void {
    try {
      this.members.push(this.start(this.members.length));
    } catch (error) {
      if (this.members.length === 0)
        throw new ResteraError("worker-died", {
          problem: `it could not be started (${problemOf(error)})`,
          cause: error,
        });
      // Where a user may have few threads, one does the work of all.
      this.wanted = this.members.length;
    }
  }

  private start(worker: number): Member {
    const { module, base, youngGenerationMb: maxYoungGenerationSizeMb } = this.program;
    const workers = this.count;
    const ending = base.endsWith(".ts") ? ".ts" : ".js";
    const gate = new NativeGate();
    const data: WorkerStart = { control: this.control.share, workers, worker };
    const thread = new Worker(new URL(module + ending, base), {
      workerData: { ...data, nativeGate: gate.share },
      resourceLimits: { maxYoungGenerationSizeMb },
    });
    threadBegins();
    const member: Member = { thread, gate, alive: true };
    const ready = (): void => {
      if (this.loaded.has(worker)) return;
      this.loaded.add(worker);
      threadLoaded();
    };
    const die = (problem: string, cause?: unknown): void => {
      ready();
      member.alive = false;
      if (this.closing) return;
      this.died ??= new ResteraError("worker-died", { problem, cause });
      this.handlers?.onDeath(this.died);
    };
    thread.on("message", (message: From) => {
      if (message === READY) {
        ready();
        this.handlers?.onReady?.(worker);
      } else if (this.handlers === undefined) this.early.push({ worker, message });
      else this.handlers.onMessage(worker, message);
    });
    thread.on("error", (error) => die(problemOf(error), error));
    thread.on("exit", (code) => die(`it exited with code ${code}`));
    if (this.handlers === undefined) thread.unref();
    return member;
  }

  /** Hands what comes to an operation; to be called once, when all have started and before the first message is sent. */
  attach(handlers: PoolHandlers<From>): this {
    this.handlers = handlers;
    for (const { thread } of this.members) thread.ref();
    for (const worker of this.loaded) handlers.onReady?.(worker);
    for (const { worker, message } of this.early.splice(0)) handlers.onMessage(worker, message);
    if (this.died !== undefined) handlers.onDeath(this.died);
    return this;
  }

  get size(): number {
    return this.members.length;
  }

  send(worker: number, message: To): void {
    this.members[worker]!.thread.postMessage(message);
  }

  /** Ends the threads; once, however often it is called. */
  close(): Promise<void> {
    this.closed ??= this.end();
    return this.closed;
  }

  private async end(): Promise<void> {
    this.closing = true;
    await Promise.all(
      this.members.map(async ({ thread, gate, alive }) => {
        if (alive) await gate.close();
        await thread.terminate();
      }),
    );
  }
}

/** Brings an error back from the plain form in which a worker posted it. */
export function fromWorker(error: unknown): unknown {
  const { code, details, stack } = (error ?? {}) as {
    code?: ErrorCode;
    details?: object;
    stack?: string;
  };
  if (error instanceof Error || code === undefined || details === undefined) return error;
  const revived = new ResteraError(code, { ...details });
  if (stack !== undefined) revived.stack = stack;
  return revived;
}

/** The form in which an error survives the way between threads: Node drops an error's own fields. */
export function toMain(error: unknown): unknown {
  if (!(error instanceof ResteraError)) return error;
  return { code: error.code, details: error.details, stack: error.stack };
}
