import { lstatSync, realpathSync, statSync } from "node:fs";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { displayOf, pathBuffer, toByteText, type ByteText, type PathLike } from "./byte-text.ts";
import { cleanPath, parentPath } from "./clean-path.ts";
import { compilePatterns, isMatchedBytes } from "./patterns.ts";
import { createTagFileRule, parseTagFile, type TagFile, type TagFileWarning } from "./tag-file.ts";

/** What a backup leaves out; the names are those of restic's options. */
export interface SelectionOptions {
  readonly exclude?: readonly string[];
  readonly iexclude?: readonly string[];
  /** Each `name` or `name:header`. */
  readonly excludeIfPresent?: readonly string[];
  readonly excludeCaches?: boolean;
  readonly excludeLargerThanBytes?: number;
  readonly oneFileSystem?: boolean;
  /** Folders that are left out with all below them, by whatever path they are reached. */
  readonly neverRead?: readonly PathLike[];
}

/** {@link SelectionOptions} made ready, as plain data that can be posted to a worker. */
export interface Selection {
  readonly exclude: readonly string[];
  readonly iexclude: readonly string[];
  readonly tagFiles: readonly TagFile[];
  readonly maxFileBytes: number | undefined;
  /** With `oneFileSystem`: the device of each target, by its absolute path. */
  readonly devices: ReadonlyMap<ByteText, bigint> | undefined;
  readonly neverReadPaths: readonly ByteText[];
  /** `device:inode` of the folders never read. */
  readonly neverReadInodes: ReadonlySet<string>;
}

/** The parts of `fs.Stats` or `fs.BigIntStats` that decide. */
interface EntryStat {
  readonly size: number | bigint;
  readonly dev: number | bigint;
  readonly ino: number | bigint;
  isDirectory(): boolean;
}

/**
 * Decides what is backed up. Paths are absolute and clean. An entry is left out when either answer is
 * `false`, and a folder that is left out is not entered. Targets the user named are taken without
 * asking (restic since 0.19), except that `isNeverRead` holds for them too.
 */
export interface Selector {
  /** To be asked before `lstat`. */
  selectByName(path: PathLike): boolean;
  /** To be asked with the result of `lstat`; may look at other files with synchronous calls. */
  select(path: PathLike, stat: EntryStat): boolean;
  isNeverRead(path: PathLike, stat?: EntryStat): boolean;
}

const cacheTag = "CACHEDIR.TAG:Signature: 8a477f597d28d172789f06886806bc55";

/**
 * Checks the options and looks up devices. `targets` are absolute paths; it throws `usage` for a
 * malformed pattern or tag file, `target-unreadable` when a target's device cannot be told.
 */
export function buildSelection(
  options: SelectionOptions,
  targets: readonly PathLike[] = [],
): Selection {
  const exclude = options.exclude ?? [];
  const iexclude = options.iexclude ?? [];
  compilePatterns(exclude);
  compilePatterns(iexclude, { ignoreCase: true });
  const tagFiles = [
    ...(options.excludeIfPresent ?? []),
    ...(options.excludeCaches === true ? [cacheTag] : []),
  ].map((specification) => parseTagFile(specification));
  const neverRead = (options.neverRead ?? []).map((path) => cleanPath(toByteText(path)));
  return {
    exclude,
    iexclude,
    tagFiles,
    maxFileBytes: options.excludeLargerThanBytes,
    devices: options.oneFileSystem === true ? devicesOf(targets) : undefined,
    neverReadPaths: [...new Set(neverRead.flatMap((path) => [path, realPath(path)]))],
    neverReadInodes: new Set(neverRead.flatMap((path) => inodeOf(path) ?? [])),
  };
}

/** Makes the rules work in this thread. The caches inside belong to it. */
export function createSelector(
  selection: Selection,
  onWarning: TagFileWarning = () => {},
): Selector {
  const exclude = compilePatterns(selection.exclude);
  const iexclude = compilePatterns(selection.iexclude, { ignoreCase: true });
  const { maxFileBytes, devices } = selection;
  const isOnOtherDevice = devices === undefined ? undefined : createDeviceRule(devices);
  const tagFileRules = selection.tagFiles.map((tagFile) => createTagFileRule(tagFile, onWarning));
  const hasNameRule = !exclude.isEmpty || !iexclude.isEmpty || selection.neverReadPaths.length > 0;
  const hasPathRule = isOnOtherDevice !== undefined || tagFileRules.length > 0;

  return {
    selectByName(path) {
      if (!hasNameRule) return true;
      const bytes = toByteText(path);
      if (isAtOrBelow(bytes, selection.neverReadPaths)) return false;
      return !isMatchedBytes(iexclude, bytes) && !isMatchedBytes(exclude, bytes);
    },
    select(path, stat) {
      const isFolder = stat.isDirectory();
      if (isFolder && hasInode(stat, selection.neverReadInodes)) return false;
      if (maxFileBytes !== undefined && !isFolder && stat.size > maxFileBytes) return false;
      if (!hasPathRule) return true;
      const bytes = toByteText(path);
      if (isOnOtherDevice?.(bytes, stat) === true) return false;
      return !tagFileRules.some((isTagged) => isTagged(bytes));
    },
    isNeverRead(path, stat) {
      if (stat?.isDirectory() === true && hasInode(stat, selection.neverReadInodes)) return true;
      return isAtOrBelow(toByteText(path), selection.neverReadPaths);
    },
  };
}

/**
 * restic's rule for `--one-file-system`: an entry must be on the device of the nearest target above
 * it. A folder on another device is kept, empty, when its parent is still inside: the mount point.
 */
function createDeviceRule(
  devices: ReadonlyMap<ByteText, bigint>,
): (path: ByteText, stat: EntryStat) => boolean {
  let lastFolder: ByteText | undefined;
  let lastDevice: bigint | undefined;
  const deviceFor = (path: ByteText): bigint | undefined => {
    const own = devices.get(path);
    if (own !== undefined) return own;
    const folder = parentPath(path);
    if (folder !== lastFolder) {
      lastDevice = nearestDevice(devices, folder);
      lastFolder = folder;
    }
    return lastDevice;
  };
  const isInside = (path: ByteText, device: number | bigint): boolean => {
    const expected = deviceFor(path);
    return expected === undefined || expected === BigInt(device);
  };
  return (path, stat) => {
    if (isInside(path, stat.dev)) return false;
    if (!stat.isDirectory()) return true;
    const parent = parentPath(path);
    try {
      return !isInside(parent, lstatSync(pathBuffer(parent), { bigint: true }).dev);
    } catch {
      return true;
    }
  };
}

function nearestDevice(devices: ReadonlyMap<ByteText, bigint>, from: ByteText): bigint | undefined {
  for (let folder = from; ; folder = parentPath(folder)) {
    const device = devices.get(folder);
    if (device !== undefined || folder === "/") return device;
  }
}

function devicesOf(targets: readonly PathLike[]): Map<ByteText, bigint> {
  const devices = new Map<ByteText, bigint>();
  for (const target of targets) {
    const path = cleanPath(toByteText(target));
    try {
      devices.set(path, lstatSync(pathBuffer(path), { bigint: true }).dev);
    } catch (cause) {
      const problem = problemOf(cause);
      throw new ResteraError("target-unreadable", { path: displayOf(path), problem, cause });
    }
  }
  return devices;
}

function isAtOrBelow(path: ByteText, folders: readonly ByteText[]): boolean {
  return folders.some(
    (folder) =>
      path.startsWith(folder) &&
      (path.length === folder.length || path[folder.length] === "/" || folder === "/"),
  );
}

function hasInode(stat: EntryStat, inodes: ReadonlySet<string>): boolean {
  return inodes.size > 0 && inodes.has(`${stat.dev}:${stat.ino}`);
}

/** The path without symbolic links; itself when it does not exist. */
function realPath(path: ByteText): ByteText {
  try {
    return toByteText(realpathSync(pathBuffer(path), "buffer"));
  } catch {
    return path;
  }
}

function inodeOf(path: ByteText): string | undefined {
  const stat = statSync(pathBuffer(path), { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? undefined : `${stat.dev}:${stat.ino}`;
}
