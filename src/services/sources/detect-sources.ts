import { lstat, readdir, realpath } from "node:fs/promises";
import { join, sep } from "node:path";

/** Something that looks worth keeping. */
export interface DetectedSource {
  /** Absolute path. */
  readonly path: string;
  /** Whose state it is: `Claude Code`, `this folder's data`. */
  readonly owner: string;
}

/** Where agents keep their state, below the home folder; `*` stands for the rest of a name. */
const homePlaces: readonly (readonly [place: string, owner: string])[] = [
  [".claude", "Claude Code"],
  [".claude.json", "Claude Code"],
  [".codex", "Codex"],
  [".gemini", "Gemini CLI"],
  [".cursor", "Cursor"],
  [".continue", "Continue"],
  [".config/goose", "Goose"],
  [".local/share/goose", "Goose"],
  [".config/opencode", "OpenCode"],
  [".local/share/opencode", "OpenCode"],
  [".letta", "Letta"],
  [".mem0", "Mem0"],
  [".aider*", "Aider"],
  [".openclaw", "OpenClaw"],
  [".windsurf", "Windsurf"],
  [".codeium/windsurf", "Windsurf"],
  [".qwen", "Qwen Code"],
  [".copilot", "GitHub Copilot CLI"],
];

/** The same below the folder that the user is in: an agent's project. */
const projectPlaces: readonly (readonly [place: string, owner: string])[] = [
  ["data", "this folder"],
  ["memory", "this folder"],
  [".aider*", "Aider"],
  [".claude", "Claude Code"],
  [".cursor", "Cursor"],
];

/**
 * Finds what agents keep: files and folders that exist now, each once, none inside another.
 * What cannot be looked at is left out.
 * @param home the user's home folder
 * @param cwd the folder the user is in
 */
export async function detectSources(home: string, cwd: string): Promise<DetectedSource[]> {
  const found = await Promise.all([
    ...homePlaces.map(([place, owner]) => lookAt(home, place, owner)),
    ...projectPlaces.map(([place, owner]) => lookAt(cwd, place, owner)),
  ]);
  return withoutNested(found.flat());
}

async function lookAt(folder: string, place: string, owner: string): Promise<DetectedSource[]> {
  const names = place.endsWith("*") ? await namesLike(folder, place.slice(0, -1)) : [place];
  const paths = await Promise.all(names.map((name) => worthKeeping(join(folder, name))));
  return paths.flatMap((path) => (path === undefined ? [] : [{ path, owner }]));
}

async function namesLike(folder: string, start: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.startsWith(start)).toSorted();
  } catch {
    return [];
  }
}

/** The path when something is there, and a folder has something in it; where a link leads to. */
async function worthKeeping(path: string): Promise<string | undefined> {
  try {
    const linked = (await lstat(path)).isSymbolicLink();
    const real = linked ? await realpath(path) : path;
    const stat = await lstat(real);
    const holds = stat.isDirectory() ? (await readdir(real)).length > 0 : stat.size > 0;
    return holds && (stat.isDirectory() || stat.isFile()) ? real : undefined;
  } catch {
    return undefined;
  }
}

function withoutNested(sources: readonly DetectedSource[]): DetectedSource[] {
  const unique = [...new Map(sources.map((source) => [source.path, source])).values()];
  return unique.filter(
    ({ path }) => !unique.some((other) => other.path !== path && path.startsWith(other.path + sep)),
  );
}
