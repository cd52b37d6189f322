import type { PutOptions } from "../object-store.ts";

/** How far an upload in parts has come. */
export interface PartNote {
  /** What the server, or we, call this upload. */
  readonly id: string;
  readonly partBytes: number;
  /** What each part that arrived is called, in order. */
  readonly parts: readonly string[];
}

/** The notes of one upload of one content to one key. */
export interface PartNotes {
  /** The upload that is under way; undefined when there is none of this very content. */
  read(): Promise<PartNote | undefined>;
  write(note: PartNote): Promise<void>;
  forget(): Promise<void>;
}

/**
 * What a caller keeps, as notes about one content and key: a note about anything else counts as none, so that parts of different
 * contents are never put together. Undefined when nothing is kept, or nobody knows the content before it is read.
 */
export function partNotes(
  { notes, sha256 }: PutOptions,
  target: { readonly store: string; readonly key: string; readonly size: number },
): PartNotes | undefined {
  if (notes === undefined || sha256 === undefined) return undefined;
  const about = { ...target, sha256 };
  return {
    read: async () => {
      const text = await notes.read();
      return text === undefined ? undefined : parse(text, about);
    },
    write: ({ id, partBytes, parts }) =>
      notes.write(JSON.stringify({ ...about, id, partBytes, parts })),
    forget: () => notes.write(undefined),
  };
}

function parse(text: string, about: Readonly<Record<string, unknown>>): PartNote | undefined {
  let said: Record<string, unknown>;
  try {
    said = Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const { id, partBytes, parts } = said;
  const isOurs =
    Object.entries(about).every(([name, value]) => said[name] === value) &&
    typeof id === "string" &&
    Number.isSafeInteger(partBytes) &&
    (partBytes as number) > 0 &&
    Array.isArray(parts) &&
    parts.every((part) => typeof part === "string");
  return isOurs ? { id, partBytes: partBytes as number, parts } : undefined;
}
