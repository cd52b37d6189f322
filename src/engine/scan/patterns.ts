import { ResteraError } from "../../foundation/errors.ts";
import {
  lowerCase,
  toByteText,
  type ByteText,
  type NotEncoded,
  type PathLike,
} from "./byte-text.ts";
import { cleanPath } from "./clean-path.ts";
import { compileGlob, hasWildcard, type NameMatcher } from "./glob.ts";

/** A name without wildcards is compared, anything else is a function. */
type Part = ByteText | NameMatcher;

/** A pattern is cut at its `**`: each run of parts must match somewhere after the run before it. */
interface Pattern {
  readonly negated: boolean;
  readonly absolute: boolean;
  readonly runs: readonly (readonly Part[])[];
}

/** Patterns without wildcards, which are looked up instead of tried one by one: lists of thousands are made of them. */
interface LiteralPatterns {
  /** Relative ones of one part. */
  readonly names: ReadonlySet<string>;
  /** Absolute ones. */
  readonly places: ReadonlySet<string>;
  /** All folders above those, but for the root. */
  readonly above: ReadonlySet<string>;
}

/** Made by {@link compilePatterns}; holds a small cache, so it belongs to one thread. */
export interface PatternList {
  readonly isEmpty: boolean;
  /** Those to be tried one by one, in the order given. */
  readonly patterns: readonly Pattern[];
  readonly literals: LiteralPatterns;
  readonly hasNegation: boolean;
  readonly ignoreCase: boolean;
  readonly split: (path: ByteText) => readonly ByteText[];
}

export interface Match {
  readonly matched: boolean;
  /** Something below this path may match, so a folder has to be entered. */
  readonly childMayMatch: boolean;
}

// Matching allocates no results: these are all there are.
const neither: Match = { matched: false, childMayMatch: false };
const childOnly: Match = { matched: false, childMayMatch: true };
const matchedOnly: Match = { matched: true, childMayMatch: false };
const both: Match = { matched: true, childMayMatch: true };

/**
 * Compiles patterns with restic's meaning (its package `filter`): names as in Go's `filepath.Match`
 * joined by `/`, `**` for any number of folders, a leading `/` binds to the root, everything else may
 * start at any depth, a match of a folder is a match of all below it, `!` takes back what earlier
 * patterns matched. Empty patterns are ignored; a malformed one throws `usage`.
 */
export function compilePatterns(
  patterns: readonly string[],
  options: { readonly ignoreCase?: boolean } = {},
): PatternList {
  const ignoreCase = options.ignoreCase ?? false;
  const malformed: string[] = [];
  const compiled: Pattern[] = [];
  for (const text of patterns) {
    if (text === "") continue;
    const bytes = toByteText(text);
    const pattern = compilePattern(ignoreCase ? lowerCase(bytes) : bytes);
    if (pattern === undefined) malformed.push(text);
    else compiled.push(pattern);
  }
  if (malformed.length > 0) {
    throw new ResteraError("usage", { problem: `invalid pattern: ${malformed.join(", ")}` });
  }
  const hasNegation = compiled.some(({ negated }) => negated);
  return {
    isEmpty: compiled.length === 0,
    // Their order matters only where one takes back what another matched.
    patterns: hasNegation ? compiled : compiled.filter((pattern) => !isLiteral(pattern)),
    literals: literalsOf(hasNegation ? [] : compiled.filter(isLiteral)),
    hasNegation,
    ignoreCase,
    split: createSplitter(),
  };
}

/**
 * How a path stands to a whole list. Absolute paths have to start with `/` and be clean; without
 * patterns, or for the empty path, nothing matches.
 */
export function match<Path extends PathLike>(
  list: PatternList,
  path: Path & NotEncoded<Path>,
): Match {
  const plain: PathLike = path;
  return list.isEmpty ? neither : matchBytes(list, toByteText(plain));
}

/** {@link match} without the question about children, which an exclusion does not need. */
export function isMatched<Path extends PathLike>(
  list: PatternList,
  path: Path & NotEncoded<Path>,
): boolean {
  const plain: PathLike = path;
  return !list.isEmpty && isMatchedBytes(list, toByteText(plain));
}

/** {@link match} for a path that is byte text already. */
function matchBytes(list: PatternList, path: ByteText): Match {
  if (list.isEmpty || path === "") return neither;
  const names = splitNames(list, path);
  const isAbsolute = path.startsWith("/");
  const { literals } = list;
  let matched = isLiterallyMatched(literals, names, isAbsolute);
  // A name may stand anywhere below.
  let childMayMatch =
    matched || literals.names.size > 0 || (isAbsolute && literals.above.has(placeOf(names)));
  for (const pattern of list.patterns) {
    if (matched && childMayMatch && !list.hasNegation) break;
    const matches = matchesPattern(pattern, names, isAbsolute);
    if (pattern.negated) {
      matched &&= !matches;
      childMayMatch &&= !matches;
      continue;
    }
    matched ||= matches;
    childMayMatch ||= mayMatchBelow(pattern, names, isAbsolute);
  }
  if (matched) return childMayMatch ? both : matchedOnly;
  return childMayMatch ? childOnly : neither;
}

/** {@link isMatched} for a path that is byte text already. */
export function isMatchedBytes(list: PatternList, path: ByteText): boolean {
  if (list.isEmpty || path === "") return false;
  const names = splitNames(list, path);
  const isAbsolute = path.startsWith("/");
  let matched = isLiterallyMatched(list.literals, names, isAbsolute);
  if (matched) return true;
  for (const pattern of list.patterns) {
    // What is already decided is not asked again.
    if (matched !== pattern.negated) continue;
    if (matchesPattern(pattern, names, isAbsolute)) matched = !pattern.negated;
    if (matched && !list.hasNegation) return true;
  }
  return matched;
}

function compilePattern(text: ByteText): Pattern | undefined {
  const negated = text.startsWith("!");
  const clean = cleanPath((negated ? text.slice(1) : text) as ByteText);
  const absolute = clean.startsWith("/");
  const runs: Part[][] = [[]];
  // "/" alone leaves one empty part, which restic treats as `**`: everything below the root.
  for (const part of (absolute ? clean.slice(1) : clean).split("/")) {
    if (part === "**" || part === "") {
      runs.push([]);
      continue;
    }
    const compiled = hasWildcard(part) ? compileGlob(part as ByteText) : (part as ByteText);
    if (compiled === undefined) return undefined;
    runs.at(-1)?.push(compiled);
  }
  return { negated, absolute, runs };
}

/** One name anywhere, or a whole path, without wildcards. */
function isLiteral({ absolute, runs: [run = [], ...more] }: Pattern): boolean {
  if (more.length > 0 || run.length === 0 || (!absolute && run.length > 1)) return false;
  return run.every((part) => typeof part === "string");
}

function literalsOf(patterns: readonly Pattern[]): LiteralPatterns {
  const names = new Set<string>();
  const places = new Set<string>();
  const above = new Set<string>();
  for (const { absolute, runs } of patterns) {
    const parts = (runs[0] ?? []) as readonly ByteText[];
    if (!absolute) {
      names.add(parts[0]!);
      continue;
    }
    places.add(placeOf(parts));
    // Where one is known, so are all above it.
    for (let length = parts.length - 1; length >= 1; length -= 1) {
      const folder = placeOf(parts.slice(0, length));
      if (above.has(folder)) break;
      above.add(folder);
    }
  }
  return { names, places, above };
}

function placeOf(names: readonly ByteText[]): string {
  return `/${names.join("/")}`;
}

/** What matches a folder matches all below it. */
function isLiterallyMatched(
  { names: known, places }: LiteralPatterns,
  names: readonly ByteText[],
  isAbsolute: boolean,
): boolean {
  if (known.size > 0 && names.some((name) => known.has(name))) return true;
  if (places.size === 0 || !isAbsolute) return false;
  let place = "";
  return names.some((name) => places.has((place += `/${name}`)));
}

function matchesPattern(
  { absolute, runs }: Pattern,
  names: readonly ByteText[],
  isAbsolute: boolean,
): boolean {
  if (absolute && !isAbsolute) return false;
  let at = 0;
  for (let index = 0; index < runs.length; index += 1) {
    const run = runs[index] ?? [];
    const isAnchored = absolute && index === 0;
    const lastStart = isAnchored ? 0 : names.length - run.length;
    // The leftmost place is the best one: it leaves most for the runs that follow.
    while (at <= lastStart && !matchesRun(run, names, at, run.length)) at += 1;
    if (at > lastStart) return false;
    at += run.length;
  }
  return true;
}

/** A relative pattern can always start further down; an absolute one must agree so far. */
function mayMatchBelow(
  { absolute, runs }: Pattern,
  names: readonly ByteText[],
  isAbsolute: boolean,
): boolean {
  if (!absolute) return true;
  if (!isAbsolute) return false;
  const first = runs[0] ?? [];
  return matchesRun(first, names, 0, Math.min(first.length, names.length));
}

function matchesRun(
  run: readonly Part[],
  names: readonly ByteText[],
  start: number,
  length: number,
): boolean {
  if (start + length > names.length) return false;
  for (let index = length - 1; index >= 0; index -= 1) {
    const part = run[index];
    const name = names[start + index];
    if (part === undefined || name === undefined) return false;
    if (typeof part === "string" ? part !== name : !part(name)) return false;
  }
  return true;
}

function splitNames(list: PatternList, path: ByteText): readonly ByteText[] {
  return list.split(list.ignoreCase ? lowerCase(path) : path);
}

/** Splits at `/`; a walk asks for one folder's entries in a row, so the folder's parts are kept. */
function createSplitter(): PatternList["split"] {
  let folder = "";
  let names: ByteText[] = [];
  return (path) => {
    const cut = path.lastIndexOf("/");
    if (cut < 1) return [path.slice(cut + 1) as ByteText];
    if (cut === folder.length && path.startsWith(folder)) {
      names[names.length - 1] = path.slice(cut + 1) as ByteText;
      return names;
    }
    folder = path.slice(0, cut);
    names = path.slice(path.startsWith("/") ? 1 : 0).split("/") as ByteText[];
    return names;
  };
}
