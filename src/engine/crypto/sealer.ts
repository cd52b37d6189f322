import { type Cipheriv, createCipheriv, randomFillSync } from "node:crypto";
import type { Kernels } from "../kernels/kernels.ts";
import type { MasterKey } from "./master-key.ts";
import { collectGarbageAfter } from "./collect-garbage.ts";

/** Bytes that sealing adds: an IV before and a MAC after the ciphertext. */
export const SEAL_BYTES = 32;
const IV_BYTES = 16;
const MAC_BYTES = 16;
const BLOCK_BYTES = 16;
/** From here on a cipher of its own pays for its set-up (some 9 µs). */
const OWN_CIPHER_BYTES = 32_768;
const SLICE_BYTES = 131_072;

/** A place in kernel memory: room for the IV, `length` bytes of text, room for the MAC. */
export interface Sealable {
  readonly at: number;
  readonly length: number;
}

/**
 * Seals and opens bytes in kernel memory as restic does: AES-256-CTR, then Poly1305-AES over the
 * ciphertext (https://cr.yp.to/mac/poly1305-20050329.pdf), laid out IV ‖ ciphertext ‖ MAC.
 */
export class Sealer {
  private readonly kernels: Kernels;
  private readonly key: MasterKey;
  private readonly keystreamCipher: Cipheriv;
  private readonly macCipher: Cipheriv;

  constructor(kernels: Kernels, key: MasterKey) {
    this.kernels = kernels;
    this.key = key;
    this.keystreamCipher = createCipheriv("aes-256-ecb", key.encrypt, null).setAutoPadding(false);
    this.macCipher = createCipheriv("aes-128-ecb", key.macK, null).setAutoPadding(false);
  }

  /** Seals many blobs in place, with one random draw and shared keystream calls. */
  sealMany(blobs: readonly Sealable[]): void {
    if (blobs.length === 0) return;
    const ivs = randomFillSync(Buffer.allocUnsafe(IV_BYTES * blobs.length));
    for (let i = 0; i < blobs.length; i++) {
      ivs.copy(this.kernels.bytes, blobs[i]!.at, i * IV_BYTES, (i + 1) * IV_BYTES);
    }
    this.applyKeystream(blobs);
    const nonces = this.macCipher.update(ivs);
    for (let i = 0; i < blobs.length; i++) {
      const { at, length } = blobs[i]!;
      const nonce = nonces.subarray(i * IV_BYTES, (i + 1) * IV_BYTES);
      this.authenticate(at, length, nonce, at + IV_BYTES + length);
    }
  }

  /**
   * Checks and decrypts `sealedLength` bytes at `at` in place. The text then begins at `at + 16`;
   * its length is returned, or -1 when the MAC is wrong.
   */
  open(at: number, sealedLength: number): number {
    const length = sealedLength - SEAL_BYTES;
    if (length < 0 || !this.isAuthentic(at, length)) return -1;
    this.applyKeystream([{ at, length }]);
    return length;
  }

  /** Opens many in place, with shared keystream calls; false when one of the MACs is wrong. */
  openMany(blobs: readonly Sealable[]): boolean {
    for (const { at, length } of blobs) if (!this.isAuthentic(at, length)) return false;
    this.applyKeystream(blobs);
    return true;
  }

  /** Seals a copy of `text` with the help of kernel memory at `scratch`. */
  sealBytes(text: Uint8Array, scratch: number): Buffer {
    this.kernels.extendLast(scratch, text.length + SEAL_BYTES);
    this.kernels.bytes.set(text, scratch + IV_BYTES);
    this.sealMany([{ at: scratch, length: text.length }]);
    return Buffer.from(this.kernels.bytes.subarray(scratch, scratch + text.length + SEAL_BYTES));
  }

  /** Opens a copy of `sealed` with the help of kernel memory at `scratch`; `undefined` when it is not authentic. */
  openBytes(sealed: Uint8Array, scratch: number): Buffer | undefined {
    this.kernels.extendLast(scratch, sealed.length);
    this.kernels.bytes.set(sealed, scratch);
    const length = this.open(scratch, sealed.length);
    if (length < 0) return undefined;
    return Buffer.from(
      this.kernels.bytes.subarray(scratch + IV_BYTES, scratch + IV_BYTES + length),
    );
  }

  private isAuthentic(at: number, length: number): boolean {
    const { bytes, mac } = this.kernels;
    this.authenticate(at, length, this.macCipher.update(bytes.subarray(at, at + IV_BYTES)), mac);
    const stored = at + IV_BYTES + length;
    return bytes.compare(bytes, stored, stored + MAC_BYTES, mac, mac + MAC_BYTES) === 0;
  }

  private authenticate(at: number, length: number, nonce: Uint8Array, out: number): void {
    const { bytes, oneTimeKey, run } = this.kernels;
    bytes.set(this.key.macR, oneTimeKey);
    bytes.set(nonce, oneTimeKey + 16);
    run.poly1305(at + IV_BYTES, length, oneTimeKey, out);
  }

  /** XORs the AES-CTR keystream of each blob's IV over its text; sealing and opening are the same step. */
  private applyKeystream(blobs: readonly Sealable[]): void {
    const { counters, keystreamBytes, run } = this.kernels;
    const waiting: number[] = []; // target, offset in the keystream, length, …
    let filled = 0;
    for (const { at, length } of blobs) {
      if (length >= OWN_CIPHER_BYTES) {
        this.applyOwnCipher(at, length);
        continue;
      }
      for (let done = 0; done < length;) {
        if (filled === keystreamBytes) {
          this.applyShared(waiting, filled);
          filled = 0;
        }
        const room = (keystreamBytes - filled) / BLOCK_BYTES;
        const blocks = Math.min(room, Math.ceil((length - done) / BLOCK_BYTES));
        run.ctrBlocks(at, BigInt(done / BLOCK_BYTES), blocks, counters + filled);
        const taken = Math.min(blocks * BLOCK_BYTES, length - done);
        waiting.push(at + IV_BYTES + done, filled, taken);
        filled += blocks * BLOCK_BYTES;
        done += taken;
      }
    }
    this.applyShared(waiting, filled);
  }

  private applyShared(waiting: number[], filled: number): void {
    if (filled === 0) return;
    const { bytes, counters, keystream, run } = this.kernels;
    bytes.set(this.keystreamCipher.update(bytes.subarray(counters, counters + filled)), keystream);
    collectGarbageAfter(filled);
    for (let i = 0; i < waiting.length; i += 3) {
      run.xorBytes(waiting[i]!, keystream + waiting[i + 1]!, waiting[i + 2]!);
    }
    waiting.length = 0;
  }

  private applyOwnCipher(at: number, length: number): void {
    const { bytes } = this.kernels;
    const iv = bytes.subarray(at, at + IV_BYTES);
    const cipher = createCipheriv("aes-256-ctr", this.key.encrypt, iv);
    const end = at + IV_BYTES + length;
    for (let from = at + IV_BYTES; from < end; from += SLICE_BYTES) {
      const to = Math.min(from + SLICE_BYTES, end);
      bytes.set(cipher.update(bytes.subarray(from, to)), from);
    }
    collectGarbageAfter(length);
  }
}
