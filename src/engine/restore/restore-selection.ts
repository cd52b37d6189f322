import { ResteraError } from "../../foundation/errors.ts";
import type { FsPath } from "../../foundation/fs-path.ts";
import type { RestoreInput } from "../operations.ts";
import { compilePatterns, isMatched, match, type PatternList } from "../scan/patterns.ts";

/** restic's meaning of `--include` and `--exclude` for `restore`; paths begin at the snapshot's root. */
export class RestoreSelection {
  private readonly includes: readonly PatternList[];
  private readonly excludes: readonly PatternList[];

  constructor({ include = [], iinclude = [], exclude = [], iexclude = [] }: RestoreInput) {
    if (include.length + iinclude.length > 0 && exclude.length + iexclude.length > 0) {
      throw new ResteraError("usage", {
        problem: "--include and --exclude cannot be used together",
      });
    }
    const lists = (plain: readonly string[], ignoring: readonly string[]): PatternList[] => [
      ...(plain.length > 0 ? [compilePatterns(plain)] : []),
      ...(ignoring.length > 0 ? [compilePatterns(ignoring, { ignoreCase: true })] : []),
    ];
    this.includes = lists(include, iinclude);
    this.excludes = lists(exclude, iexclude);
  }

  of(path: FsPath, isDir: boolean): { selected: boolean; enter: boolean } {
    if (this.excludes.length > 0) {
      const selected = !this.excludes.some((list) => isMatched(list, path));
      return { selected, enter: selected && isDir };
    }
    if (this.includes.length === 0) return { selected: true, enter: isDir };
    const matches = this.includes.map((list) => match(list, path));
    const selected = matches.some(({ matched }) => matched);
    return {
      selected,
      enter: isDir && (selected || matches.some(({ childMayMatch }) => childMayMatch)),
    };
  }
}
