// What the main thread and its workers share without messages: flags, counters, the current file.

const IDLE = 0;
const CANCELLED = 1;
const STAGED = 2;
const HEADER_WORDS = 8;
const COUNTERS_PER_WORKER = 8;
const PATH_BYTES = 512;

/** More sealed packs than this wait for the store at most; then the workers wait. */
const MAX_STAGED_PACKS = 12;

const counterNames = ["files", "bytes", "folders", "errors"] as const;
export type Counter = (typeof counterNames)[number];
const counterIndex = Object.fromEntries(counterNames.map((name, i) => [name, i])) as Record<
  Counter,
  number
>;

/** Thrown in a worker that was told to stop. */
export class WorkerCancelled extends Error {
  override readonly name = "WorkerCancelled";
}

/** The shared control block of one operation. */
export class Control {
  readonly share: SharedArrayBuffer;
  private readonly words: Int32Array;
  private readonly counters: Float64Array;
  private readonly paths: Buffer;
  private readonly workers: number;

  constructor(share: SharedArrayBuffer, workers: number) {
    this.share = share;
    this.workers = workers;
    this.words = new Int32Array(share, 0, HEADER_WORDS);
    this.counters = new Float64Array(share, HEADER_WORDS * 4, workers * COUNTERS_PER_WORKER);
    const pathsAt = HEADER_WORDS * 4 + workers * COUNTERS_PER_WORKER * 8;
    this.paths = Buffer.from(share, pathsAt, workers * PATH_BYTES);
  }

  static create(workers: number): Control {
    const perWorker = COUNTERS_PER_WORKER * 8 + PATH_BYTES;
    return new Control(new SharedArrayBuffer(HEADER_WORDS * 4 + workers * perWorker), workers);
  }

  /** How many workers have nothing to do; the others then hand work over. */
  set idle(count: number) {
    Atomics.store(this.words, IDLE, count);
  }

  /** Takes the place of one idle worker for work that is handed over; false when there is none. */
  takeIdle(): boolean {
    for (;;) {
      const idle = Atomics.load(this.words, IDLE);
      if (idle <= 0) return false;
      if (Atomics.compareExchange(this.words, IDLE, idle, idle - 1) === idle) return true;
    }
  }

  /** Gives the place back when there was nothing to hand over. */
  returnIdle(): void {
    Atomics.add(this.words, IDLE, 1);
  }

  cancel(): void {
    Atomics.store(this.words, CANCELLED, 1);
    Atomics.add(this.words, STAGED, -MAX_STAGED_PACKS);
    Atomics.notify(this.words, STAGED);
  }

  get cancelled(): boolean {
    return Atomics.load(this.words, CANCELLED) !== 0;
  }

  /** For workers between two pieces of work. */
  throwIfCancelled(): void {
    if (this.cancelled) throw new WorkerCancelled();
  }

  /** A worker announces a staged pack, and waits while too many are on their way. */
  packStaged(): void {
    let staged = Atomics.add(this.words, STAGED, 1) + 1;
    while (staged > MAX_STAGED_PACKS && !this.cancelled) {
      Atomics.wait(this.words, STAGED, staged);
      staged = Atomics.load(this.words, STAGED);
    }
    this.throwIfCancelled();
  }

  packStored(): void {
    Atomics.sub(this.words, STAGED, 1);
    Atomics.notify(this.words, STAGED);
  }

  /** Adds to a worker's own counter; only that worker may. */
  count(worker: number, counter: Counter, amount: number): void {
    this.counters[worker * COUNTERS_PER_WORKER + counterIndex[counter]]! += amount;
  }

  /** The sum over all workers. */
  total(counter: Counter): number {
    let sum = 0;
    for (let i = 0; i < this.workers; i++) {
      sum += this.counters[i * COUNTERS_PER_WORKER + counterIndex[counter]]!;
    }
    return sum;
  }

  /** Notes what a worker is at, cut to what fits. */
  setCurrent(worker: number, path: string | Uint8Array): void {
    const at = worker * PATH_BYTES;
    const room = PATH_BYTES - 4;
    const length =
      typeof path === "string"
        ? this.paths.write(path, at + 4, room, "utf8")
        : Buffer.from(path.buffer, path.byteOffset, path.length).copy(this.paths, at + 4, 0, room);
    this.paths.writeUInt32LE(length, at);
  }

  /** What the workers are at. */
  current(): string[] {
    const paths: string[] = [];
    for (let at = 0; at < this.paths.length; at += PATH_BYTES) {
      const length = this.paths.readUInt32LE(at);
      if (length > 0) paths.push(this.paths.toString("utf8", at + 4, at + 4 + length));
    }
    return paths;
  }
}
