import { isSystemError } from "../../foundation/errors.ts";
import type { SystemCalls, Target } from "./system-calls.ts";

/** An attribute as the system has it. */
export interface AttributeBytes {
  readonly name: Uint8Array;
  readonly value: Uint8Array;
}

/** Linux allows no longer lists and values. */
const MAX_BYTES = 64 << 10;
const NONE: readonly AttributeBytes[] = [];
/** What a folder can hand down to everything made in it, and what users set; the system's own labels stay. */
const inherited = /^(user\.|system\.posix_acl_)/;

/** Reads and sets extended attributes; access control lists are among them. */
export class ExtendedAttributes {
  private readonly calls: SystemCalls;
  private readonly names = Buffer.alloc(MAX_BYTES);
  private readonly value = Buffer.alloc(MAX_BYTES);

  constructor(calls: SystemCalls) {
    this.calls = calls;
  }

  /**
   * All attributes in the system's order; none where the file system has none. What a single one
   * refuses goes to `onError`; throws when they cannot be listed.
   */
  read(target: Target, onError: (error: unknown) => void): readonly AttributeBytes[] {
    const names = this.list(target);
    if (names.length === 0) return NONE;
    const found: AttributeBytes[] = [];
    for (const name of names) {
      try {
        const size = this.calls.getAttribute(target, name, this.value);
        found.push({
          name: name.subarray(0, -1),
          value: Buffer.from(this.value.subarray(0, size)),
        });
      } catch (error) {
        if (!isSystemError(error, "ENODATA", "ENOTSUP")) onError(error);
      }
    }
    return found;
  }

  /** Sets the attributes, and removes those that something was given by the folder it was made in; others than those selected stay. */
  write(
    target: Target,
    wanted: readonly AttributeBytes[],
    onError: (error: unknown) => void,
    isSelected: (name: string) => boolean = () => true,
  ): void {
    const expected = new Set<string>();
    for (const { name, value } of wanted) {
      const ended = Buffer.concat([name, Buffer.alloc(1)]);
      expected.add(ended.toString("latin1"));
      attempt(() => this.calls.setAttribute(target, ended, value), onError);
    }
    for (const name of this.list(target)) {
      const text = name.toString("latin1");
      if (expected.has(text) || !inherited.test(text)) continue;
      if (!isSelected(name.toString("utf8", 0, name.length - 1))) continue;
      attempt(() => this.calls.removeAttribute(target, name), onError);
    }
  }

  /** Names, each with the NUL that ends it. */
  private list(target: Target): Buffer[] {
    try {
      // Asking for the size first is quicker where there are none, which is nearly everywhere.
      if (this.calls.listAttributes(target, undefined) === 0) return [];
      const size = this.calls.listAttributes(target, this.names);
      return split(Buffer.from(this.names.subarray(0, size)));
    } catch (error) {
      if (isSystemError(error, "ENOTSUP", "EOPNOTSUPP", "ENODATA")) return [];
      throw error;
    }
  }
}

function split(names: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let from = 0; from < names.length;) {
    const end = names.indexOf(0, from) + 1;
    if (end === 0) break;
    found.push(names.subarray(from, end));
    from = end;
  }
  return found;
}

function attempt(step: () => void, onError: (error: unknown) => void): void {
  try {
    step();
  } catch (error) {
    onError(error);
  }
}
