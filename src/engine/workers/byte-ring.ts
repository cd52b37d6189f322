// A stream on its way from the main thread to the workers, in shared memory of a fixed size.

const WRITTEN = 0;
const RELEASED = 1;
const HEADER_WORDS = 2;
/** For waits: what changes whenever the header does. */
const CHANGES = 0;
const ENDED = 1;
const FLAG_WORDS = 2;
const HEADER_BYTES = HEADER_WORDS * 8 + FLAG_WORDS * 4;

/** How long a worker sleeps before it looks whether everything was cancelled. */
const WAIT_MS = 200;

/** More than the chunker ever holds, so that it never waits for bytes that have no room. */
const CAPACITY_BYTES = 16 << 20;

/**
 * The last bytes of a stream. The main thread writes; workers read at any position that was not
 * released yet, so that one can go on where another stopped.
 */
export class ByteRing {
  readonly share: SharedArrayBuffer;
  private readonly positions: BigInt64Array;
  private readonly flags: Int32Array;
  private readonly bytes: Buffer;

  constructor(share: SharedArrayBuffer) {
    this.share = share;
    this.positions = new BigInt64Array(share, 0, HEADER_WORDS);
    this.flags = new Int32Array(share, HEADER_WORDS * 8, FLAG_WORDS);
    this.bytes = Buffer.from(share, HEADER_BYTES);
  }

  static create(capacityBytes = CAPACITY_BYTES): ByteRing {
    return new ByteRing(new SharedArrayBuffer(HEADER_BYTES + capacityBytes));
  }

  /** Writes a part of the stream, and waits for room as often as it takes; gives up once it was ended. */
  async write(part: Uint8Array): Promise<void> {
    for (let done = 0; done < part.length && Atomics.load(this.flags, ENDED) === 0;) {
      const seen = Atomics.load(this.flags, CHANGES);
      const { written, released } = this.state();
      const room = this.bytes.length - (written - released);
      if (room === 0) {
        await this.change(seen);
        continue;
      }
      const at = written % this.bytes.length;
      const size = Math.min(room, part.length - done, this.bytes.length - at);
      this.bytes.set(part.subarray(done, done + size), at);
      Atomics.store(this.positions, WRITTEN, BigInt(written + size));
      this.announce();
      done += size;
    }
  }

  /** Says that nothing more will come. */
  end(): void {
    Atomics.store(this.flags, ENDED, 1);
    this.announce();
  }

  /**
   * For workers: copies `length` bytes at `position` of the stream, or fewer at its end. Blocks until
   * they are there, and calls `look` now and then, which may throw.
   */
  read(into: Buffer, at: number, length: number, position: number, look: () => void): number {
    const wanted = position + length;
    for (;;) {
      const seen = Atomics.load(this.flags, CHANGES);
      const ended = Atomics.load(this.flags, ENDED) === 1;
      const { written } = this.state();
      if (written >= wanted || ended) {
        const size = Math.max(0, Math.min(wanted, written) - position);
        this.copy(into, at, size, position);
        return size;
      }
      Atomics.wait(this.flags, CHANGES, seen, WAIT_MS);
      look();
    }
  }

  /** For workers: bytes before `position` are not needed any more. */
  release(position: number): void {
    Atomics.store(this.positions, RELEASED, BigInt(position));
    this.announce();
  }

  private copy(into: Buffer, at: number, size: number, position: number): void {
    const from = position % this.bytes.length;
    const first = Math.min(size, this.bytes.length - from);
    this.bytes.copy(into, at, from, from + first);
    if (first < size) this.bytes.copy(into, at + first, 0, size - first);
  }

  private state(): { written: number; released: number } {
    const { positions } = this;
    return {
      written: Number(Atomics.load(positions, WRITTEN)),
      released: Number(Atomics.load(positions, RELEASED)),
    };
  }

  private announce(): void {
    Atomics.add(this.flags, CHANGES, 1);
    Atomics.notify(this.flags, CHANGES);
  }

  private async change(seen: number): Promise<void> {
    const wait = Atomics.waitAsync(this.flags, CHANGES, seen);
    if (wait.async) await wait.value;
  }
}
