import { posix } from "node:path";

const languageOf: Readonly<Record<string, string>> = {
  ...{ ".py": "python", ".ts": "typescript", ".tsx": "typescript", ".mts": "typescript" },
  ...{ ".cts": "typescript", ".js": "javascript", ".jsx": "javascript", ".mjs": "javascript" },
  ...{ ".cjs": "javascript", ".java": "java", ".kt": "kotlin", ".kts": "kotlin", ".go": "go" },
  ...{ ".rs": "rust", ".c": "c", ".h": "c", ".cc": "c++", ".cpp": "c++", ".hpp": "c++" },
  ...{ ".cs": "c#", ".rb": "ruby", ".php": "php", ".swift": "swift", ".scala": "scala" },
  ...{
    ".dart": "dart",
    ".ex": "elixir",
    ".exs": "elixir",
    ".lua": "lua",
    ".r": "r",
    ".jl": "julia",
  },
  ...{ ".hs": "haskell", ".sh": "shell", ".bash": "shell", ".ps1": "powershell", ".sql": "sql" },
  ...{ ".html": "html", ".css": "css", ".scss": "css", ".vue": "vue", ".svelte": "svelte" },
  ...{ ".sol": "solidity", ".zig": "zig", ".pl": "perl", ".m": "objective-c" },
};

/** What belongs to others, or was made from the rest. */
const notOwn = new Set([
  ...["node_modules", ".git", "vendor", "venv", ".venv", "env", "dist", "build", "target", "out"],
  ...["__pycache__", ".next", ".nuxt", "coverage", "site-packages", ".tox", "bower_components"],
]);

/** Smaller than this part of the largest is a script beside it, not what a project is written in. */
const smallestShare = 0.05;

/** Counts the bytes of each language, by the endings of names. */
export class LanguageCount {
  readonly #bytes = new Map<string, number>();

  add(path: string, size: number): void {
    const language = languageOf[posix.extname(path).toLowerCase()];
    if (language === undefined || !isOwn(path)) return;
    this.#bytes.set(language, (this.#bytes.get(language) ?? 0) + size);
  }

  /** The largest first. */
  languages(): string[] {
    const sorted = [...this.#bytes].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    const least = (sorted[0]?.[1] ?? 0) * smallestShare;
    return sorted.filter(([, bytes]) => bytes >= least).map(([language]) => language);
  }
}

/** Whether a file, by its path in a project, is the project's own work. */
export function isOwn(path: string): boolean {
  return !path.split("/").some((part) => notOwn.has(part));
}
