import { problemOf, ResteraError } from "../../foundation/errors.ts";
import type { Json } from "./json.ts";
import { memoryKinds, type NewMemory, type Position6D } from "./memory.ts";

const mostIdLength = 1024;
const mostContentLength = 64 * 2 ** 20;
/** SQLite's JSON ends at 1000. */
const mostDepth = 500;
/** What JavaScript's dates can say. */
const mostMs = 8.64e15;

/** Throws `memory-invalid` when this cannot be kept. */
export function checkMemory(memory: NewMemory): void {
  const { kind, id, position, createdMs, validFromMs, validToMs } = memory;
  const refuse = (problem: string): never => {
    throw new ResteraError("memory-invalid", {
      kind,
      id: typeof (id as unknown) === "string" ? id : "",
      problem,
    });
  };
  const wrong = idProblem(id) ?? (position === undefined ? undefined : positionProblem(position));
  if (wrong !== undefined) refuse(wrong);
  if (kind === "tattoo" && !memory.heroId) refuse("its hero_id is missing");
  for (const ms of [createdMs, validFromMs, validToMs]) {
    if (ms !== undefined && !(Math.abs(ms) <= mostMs)) refuse("a time of it is no moment");
  }
  for (const value of [memory.content, memory.temporal]) checkDepth(kind, id, value);
  const { heroId, worldHash, author, path, tags = [] } = memory;
  for (const text of [heroId, worldHash, author, path, ...tags]) {
    if (text?.includes("\0") || text?.isWellFormed() === false) {
      refuse("one of its texts has letters that cannot be kept");
    }
  }
  if (validFromMs !== undefined && validToMs !== undefined && validToMs <= validFromMs) {
    refuse("its valid_to is not after its valid_from");
  }
}

/** Throws `memory-invalid` for what a caller gives that says nothing, or that no row can hold. */
export function checkGiven(memory: NewMemory): void {
  const { kind, id, content, text, position, tags = [] } = memory;
  const refuse = (problem: string): never => {
    throw new ResteraError("memory-invalid", { kind, id, problem });
  };
  if (!kindsGiven.includes(kind)) refuse(`its kind is none of ${kindsGiven.join(", ")}`);
  if (content === undefined && text === undefined && !(kind === "entity" && position)) {
    refuse("its content is missing");
  }
  if (tags.some((tag) => tag.trim() === "")) refuse("one of its tags is empty");
  let why: string = typeof content;
  try {
    if (content === undefined || JSON.stringify(content) !== undefined) return;
  } catch (error) {
    [why = ""] = problemOf(error).split("\n");
  }
  refuse(`its content is no JSON: ${why}`);
}

/** Rows of heroes go through their table. */
const kindsGiven: readonly string[] = memoryKinds.filter((kind) => kind !== "hero");

/** Throws `memory-invalid` when it is longer than any database should keep in one row. */
export function checkContent(kind: string, id: string, content: string): void {
  if (content.length <= mostContentLength) return;
  throw new ResteraError("memory-invalid", { kind, id, problem: "it has more than 64 MiB" });
}

/** Throws `memory-invalid` for lists in lists, and so on, beyond what databases take. */
export function checkDepth(kind: string, id: string, value: Json | undefined): void {
  if (!isDeeper(value, mostDepth)) return;
  const problem = `its JSON is nested more than ${mostDepth} levels deep`;
  throw new ResteraError("memory-invalid", { kind, id, problem });
}

function isDeeper(value: Json | undefined, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const each of Object.values(value)) if (isDeeper(each, levels - 1)) return true;
  return false;
}

/** Throws `memory-invalid` when these are no six finite numbers. */
export function checkPosition(position: Position6D): void {
  const problem = positionProblem(position);
  if (problem === undefined) return;
  throw new ResteraError("memory-invalid", { kind: "entity", id: "", problem });
}

/** What is wrong with a position, or nothing. */
export function positionProblem(position: unknown): string | undefined {
  if (!Array.isArray(position)) return "its position_6d is no list of six numbers";
  if (position.length !== 6) return `its position_6d has ${position.length} numbers instead of six`;
  const wrong: unknown = position.find((each) => !Number.isFinite(each));
  if (position.every((each) => Number.isFinite(each))) return undefined;
  return `its position_6d holds ${JSON.stringify(wrong) ?? "nothing"}, which is no finite number`;
}

function idProblem(id: unknown): string | undefined {
  if (typeof id !== "string" || id === "") return "its id is missing";
  if (id.length > mostIdLength) return `its id has more than ${mostIdLength} letters`;
  if (/\p{Cc}/u.test(id) || !id.isWellFormed()) return "its id has letters that cannot be kept";
  return undefined;
}
