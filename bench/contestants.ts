import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findBorg, findRestic, withoutSettings, type Peer } from "../test/interop/peers.ts";
import type { Command } from "./measure.ts";

/** The folders of one run; each one is fresh. */
export interface Place {
  readonly vault: string;
  /** Caches and settings. */
  readonly home: string;
}

/** A backup program and how to ask it for each kind of work. */
export interface Contestant {
  readonly name: string;
  readonly version: string;
  /** What one should know when comparing. */
  readonly note: string;
  init(place: Place): Command;
  /** `nth`: 1 for the first backup into this vault. */
  backUp(place: Place, source: string, nth: number, exclude?: readonly string[]): Command;
  /** Restores the first backup. */
  restore(place: Place, target: string): Command;
  /** Structure and all data. */
  check(place: Place): Command;
  /** Everything into a new vault of the same program; absent where a program cannot do that. */
  copy?(from: Place, to: Place): { readonly init: Command; readonly copy: Command };
  /** Removes all but the newest snapshot, and then what that does not need; absent where that is another kind of work. */
  prune?(place: Place): { readonly forget: Command; readonly prune: Command };
}

const root = join(import.meta.dirname, "..");
const entry = join(root, "dist/faces/cli/restera.js");
const password = "correct horse battery staple";

/** `restera`, `restic` (the newest), `restic-0.14`, `borg`; undefined where it is not installed. */
export const contestants: Record<string, () => Contestant | undefined> = {
  restera: findRestera,
  restic: () => resticContestant(findRestic("latest")),
  "restic-0.14": () => resticContestant(findRestic("0.14")),
  borg: () => borgContestant(findBorg()),
};

function findRestera(): Contestant | undefined {
  if (!existsSync(entry)) return undefined;
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    version: string;
  };
  const command = ({ vault, home }: Place, ...args: string[]): Command => ({
    path: process.execPath,
    args: [entry, ...args, "--vault", vault],
    env: { ...cleanEnvironment(home), RESTERA_HOME: home, RESTERA_PASSWORD: password },
  });
  return {
    name: "restera",
    version,
    note: `on Node ${process.version}; the check after encoding is on; restore verifies every file`,
    init: (place) => command(place, "init"),
    backUp: (place, source, _, exclude = []) =>
      command(place, "backup", source, ...exclude.map((pattern) => `--exclude=${pattern}`)),
    restore: (place, target) => command(place, "restore", "latest", "--target", target),
    check: (place) => command(place, "check", "--read-data"),
    copy: (from, to) => ({
      init: command(to, "init"),
      copy: withVariable(command(to, "copy", "--from-vault", from.vault), "RESTERA_FROM_PASSWORD"),
    }),
    prune: (place) => ({
      forget: command(place, "forget", "--group-by", "", "--keep-last", "1"),
      prune: command(place, "prune"),
    }),
  };
}

/** The other vault has the same password. */
function withVariable({ env, ...command }: Command, name: string): Command {
  return { ...command, env: { ...env, [name]: password } };
}

function resticContestant(restic: Peer | undefined): Contestant | undefined {
  if (restic === undefined) return undefined;
  const command = ({ vault, home }: Place, ...args: string[]): Command => ({
    path: restic.path,
    args: ["--repo", vault, "--cache-dir", join(home, "cache"), ...args],
    env: { ...cleanEnvironment(home), RESTIC_PASSWORD: password },
  });
  const checks = restic.version.startsWith("0.14.")
    ? "has no check after encoding"
    : "the check after encoding is on";
  return {
    name: "restic",
    version: restic.version,
    note: checks,
    init: (place) => command(place, "init"),
    backUp: (place, source, _, exclude = []) =>
      command(place, "backup", source, ...exclude.map((pattern) => `--exclude=${pattern}`)),
    restore: (place, target) => command(place, "restore", "latest", "--target", target),
    check: (place) => command(place, "check", "--read-data"),
    copy: (from, to) => ({
      init: command(to, "init"),
      copy: withVariable(command(to, "copy", "--from-repo", from.vault), "RESTIC_FROM_PASSWORD"),
    }),
    prune: (place) => ({
      forget: command(place, "forget", "--group-by", "", "--keep-last", "1"),
      prune: command(place, "prune"),
    }),
  };
}

function borgContestant(borg: Peer | undefined): Contestant | undefined {
  if (borg === undefined) return undefined;
  const command = ({ home }: Place, args: string[], cwd?: string): Command => ({
    path: borg.path,
    args,
    env: { ...cleanEnvironment(home), BORG_BASE_DIR: home, BORG_PASSPHRASE: password },
    ...(cwd === undefined ? {} : { cwd }),
  });
  return {
    name: "borg",
    version: borg.version,
    note: "encrypted (repokey), zstd level 3; has no check after encoding",
    init: (place) => command(place, ["init", "--encryption", "repokey", place.vault]),
    backUp: (place, source, nth) =>
      command(place, ["create", "--compression", "zstd,3", `${place.vault}::${nth}`, source]),
    restore: (place, target) => command(place, ["extract", `${place.vault}::1`], target),
    check: (place) => command(place, ["check", "--verify-data", place.vault]),
  };
}

/** The user's settings stay out, and what a program keeps goes into `home`. */
function cleanEnvironment(home: string): NodeJS.ProcessEnv {
  const folders = { XDG_CACHE_HOME: join(home, "cache"), XDG_CONFIG_HOME: join(home, "config") };
  return { ...withoutSettings(process.env), ...folders, XDG_DATA_HOME: join(home, "data") };
}
