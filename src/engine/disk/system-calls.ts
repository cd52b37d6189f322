import { createRequire } from "node:module";
import { constants } from "node:os";
import { getSystemErrorMessage, getSystemErrorName } from "node:util";
import { workerData } from "node:worker_threads";
import { displayPath, type FsPath } from "../../foundation/fs-path.ts";
import { NativeGate } from "../workers/native-gate.ts";

/** What a system call is about: a path, whose last part is not followed when it is a link, or an open file. */
export type Target = FsPath | number;

/**
 * Calls of the C library that Node does not have. Sizes are in bytes; what fails throws an error like
 * Node's own, with `code`, `errno` and `syscall`.
 */
export interface SystemCalls {
  /** Writes the names of all extended attributes, each ended by a NUL; gives their size. `undefined` only asks for it. */
  listAttributes(target: Target, into: Buffer | undefined): number;
  /** Reads an attribute; gives its size. `name` ends with a NUL. */
  getAttribute(target: Target, name: Buffer, into: Buffer): number;
  setAttribute(target: Target, name: Buffer, value: Uint8Array): void;
  removeAttribute(target: Target, name: Buffer): void;
  /** Sets the times of access and modification, in nanoseconds since 1970. */
  setTimes(target: Target, atimeNs: bigint, mtimeNs: bigint): void;
  /** Where the next data of an open file begins, at or after a position; `undefined` when there is none. */
  seekData(fd: number, position: number): number | undefined;
}

type NativeCall = (...args: readonly unknown[]) => number;

/** What is used of koffi, which calls C functions by their signatures. */
export interface Koffi {
  load(path: null): { func(name: string, result: string, parameters: string[]): NativeCall };
  errno(): number;
}

const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const SEEK_DATA = 3;

/**
 * The calls, where the optional package koffi is there for this platform; otherwise `undefined`. Only
 * for 64-bit Linux, whose signatures these are.
 */
export function loadSystemCalls(load: () => Koffi = loadKoffi): SystemCalls | undefined {
  const isKnown = process.platform === "linux" && !["arm", "ia32", "mips"].includes(process.arch);
  if (!isKnown) return undefined;
  try {
    return createSystemCalls(load());
  } catch {
    return undefined;
  }
}

/** Synchronous, so that it can be left until something needs it: most runs do not. */
function loadKoffi(): Koffi {
  const load = (): Koffi => createRequire(import.meta.url)("koffi") as Koffi;
  const { nativeGate } = (workerData ?? {}) as { readonly nativeGate?: SharedArrayBuffer };
  if (nativeGate === undefined) return load();
  const gate = new NativeGate(nativeGate);
  return gateKoffi(gate.run(load), gate);
}

/** koffi ends the process when its thread is ended within one of its calls, so each goes through the gate. */
function gateKoffi(koffi: Koffi, gate: NativeGate): Koffi {
  return {
    errno: () => gate.run(() => koffi.errno()),
    load: (path) => {
      const library = gate.run(() => koffi.load(path));
      const func = (name: string, result: string, parameters: string[]): NativeCall => {
        const call = gate.run(() => library.func(name, result, parameters));
        return (...args) => gate.run(() => call(...args));
      };
      return { func };
    },
  };
}

function createSystemCalls(koffi: Koffi): SystemCalls {
  const library = koffi.load(null);
  const times = new BigInt64Array(4);
  /** The same function by path and by descriptor. */
  const pair = (byPath: string, byFd: string, result: string, rest: string[]) => {
    const pathCall = library.func(byPath, result, ["const char *", ...rest]);
    const fdCall = library.func(byFd, result, ["int", ...rest]);
    return (target: Target, ...args: readonly unknown[]): number => {
      const result =
        typeof target === "number" ? fdCall(target, ...args) : pathCall(cPath(target), ...args);
      if (result < 0) throw systemError(koffi.errno(), byPath, target);
      return result;
    };
  };
  const list = pair("llistxattr", "flistxattr", "intptr_t", ["void *", "size_t"]);
  const get = pair("lgetxattr", "fgetxattr", "intptr_t", ["const void *", "void *", "size_t"]);
  const set = pair("lsetxattr", "fsetxattr", "int", [
    ...["const void *", "const void *", "size_t", "int"],
  ]);
  const remove = pair("lremovexattr", "fremovexattr", "int", ["const void *"]);
  const futimens = library.func("futimens", "int", ["int", "const void *"]);
  const utimensat = library.func("utimensat", "int", [
    ...["int", "const char *", "const void *", "int"],
  ]);
  const lseek = library.func("lseek", "int64_t", ["int", "int64_t", "int"]);
  return {
    listAttributes: (target, into) => list(target, into ?? null, into?.length ?? 0),
    getAttribute: (target, name, into) => get(target, name, into, into.length),
    setAttribute: (target, name, value) => void set(target, name, value, value.length, 0),
    removeAttribute: (target, name) => void remove(target, name),
    setTimes: (target, atimeNs, mtimeNs) => {
      splitTime(atimeNs, times, 0);
      splitTime(mtimeNs, times, 2);
      const result =
        typeof target === "number"
          ? futimens(target, times)
          : utimensat(AT_FDCWD, cPath(target), times, AT_SYMLINK_NOFOLLOW);
      if (result < 0) throw systemError(koffi.errno(), "utimensat", target);
    },
    seekData: (fd, position) => {
      const found = lseek(fd, position, SEEK_DATA);
      if (found >= 0) return found;
      const errno = koffi.errno();
      if (errno === constants.errno.ENXIO) return undefined;
      throw systemError(errno, "lseek", fd);
    },
  };
}

/** koffi ends strings with a NUL by itself. */
function cPath(path: FsPath): string | Buffer {
  return typeof path === "string" ? path : Buffer.concat([path, Buffer.alloc(1)]);
}

const NS = 1_000_000_000n;

/** A `struct timespec`: seconds rounded down, then nanoseconds from there on. */
function splitTime(ns: bigint, into: BigInt64Array, at: number): void {
  const rest = ((ns % NS) + NS) % NS;
  into[at] = (ns - rest) / NS;
  into[at + 1] = rest;
}

function systemError(errno: number, syscall: string, target: Target): Error {
  const code = getSystemErrorName(-errno);
  const what = typeof target === "number" ? "" : ` '${displayPath(target)}'`;
  const message = `${code}: ${getSystemErrorMessage(-errno)}, ${syscall}${what}`;
  return Object.assign(new Error(message), { code, errno: -errno, syscall });
}
