import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import { ResteraError } from "../foundation/errors.ts";
import { isId } from "../services/projects/project-metadata.ts";
import type {
  LaterVersion,
  NewVersion,
  ProjectVersion,
  VersionChange,
  VersionRun,
  VersionStore,
} from "../services/projects/project-versions.ts";
import type { BackUpInput, Problem, Snapshot, Vault } from "../services/snapshots/vault.ts";

/** Others store into the same vault; one that removes keeps them out for a moment. */
const lock = { retryMs: 10 * 60_000 };
const projectTag = "project:";
const parts = ["source", "artifacts"] as const;
const changeOf: Readonly<Record<string, VersionChange["change"]>> = {
  "+": "added",
  "-": "removed",
  M: "changed",
  T: "type",
};

/** Versions as snapshots of a vault: `source/` and `artifacts/`, tagged `project:ID` and `version:N`. */
export class VaultVersions implements VersionStore {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  async add(input: NewVersion, run: VersionRun = {}): Promise<ProjectVersion> {
    // Freshly written files have nothing to be compared with; all of them are read.
    return (await this.#backUp(input, { force: true }, run))!;
  }

  async addChanged(input: LaterVersion, run: VersionRun = {}): Promise<ProjectVersion | undefined> {
    const parent = input.since.snapshot;
    return await this.#backUp(input, { parent, skipIfUnchanged: true }, run);
  }

  async #backUp(
    { project, version, folder, time, level }: NewVersion,
    way: Pick<BackUpInput, "force" | "parent" | "skipIfUnchanged">,
    run: VersionRun,
  ): Promise<ProjectVersion | undefined> {
    const there = await readdir(folder);
    const paths = parts.filter((each) => there.includes(each));
    const { snapshot, summary, problems } = await this.#vault.backUp(
      {
        ...{ paths, workingFolder: folder, pathsShown: paths.map((each) => `/${each}`) },
        ...{ tags: [`${projectTag}${project}`, `version:${version}`], time: time.toISOString() },
        ...{ ...way, compression: compressionOf(level), lock },
      },
      {
        ...callOf(run),
        onProgress: ({ bytesDone, bytesTotal }) => {
          if (bytesTotal) run.onShare?.(Math.min(1, bytesDone / bytesTotal));
        },
      },
    );
    refuseProblems(problems, folder);
    return snapshot && versionOf({ ...snapshot, summary });
  }

  async projects(run: VersionRun = {}): Promise<readonly string[]> {
    const found = await this.#vault.snapshots({}, callOf(run));
    const ids = found
      .filter((each) => versionOf(each) !== undefined)
      .flatMap(({ tags = [] }) => tags.filter((each) => each.startsWith(projectTag)))
      .map((tag) => tag.slice(projectTag.length))
      .filter((id) => isId(id));
    return [...new Set(ids)].toSorted();
  }

  async list(project: string, run: VersionRun = {}): Promise<ProjectVersion[]> {
    const found = await this.#vault.snapshots({ tags: [`${projectTag}${project}`] }, callOf(run));
    return found
      .map((each) => versionOf(each))
      .filter((each) => each !== undefined)
      .toSorted((a, b) => a.version - b.version);
  }

  async *changes(
    before: ProjectVersion,
    after: ProjectVersion,
    run: VersionRun = {},
  ): AsyncGenerator<VersionChange> {
    const found = this.#vault.diff(before.snapshot, after.snapshot, {}, callOf(run));
    for await (const message of found) {
      if (message.kind === "problem") {
        const { object, problem } = message;
        throw new ResteraError("damaged", { object, problem });
      }
      if (message.kind !== "change") continue;
      const change = changeOf[message.modifier.slice(0, 1)];
      if (change !== undefined) yield { path: message.path.replace(/^\//, ""), change };
    }
  }

  async restore(
    { snapshot }: ProjectVersion,
    part: "source" | "artifacts" | "all",
    target: string,
    run: VersionRun = {},
  ): Promise<void> {
    const wanted = part === "all" ? snapshot : `${snapshot}:/${part}`;
    const { problems } = await this.#vault.restore(
      { snapshot: wanted, target, owners: "skip", overwrite: "always", lock },
      {
        ...callOf(run),
        onProgress: ({ bytesDone, bytesTotal }) => {
          if (bytesTotal > 0) run.onShare?.(Math.min(1, bytesDone / bytesTotal));
        },
      },
    );
    refuseProblems(problems, target);
  }

  async remove(versions: readonly ProjectVersion[], run: VersionRun = {}): Promise<void> {
    if (versions.length === 0) return;
    const snapshots = versions.map(({ snapshot }) => snapshot);
    const { failed } = await this.#vault.forget({ snapshots, lock }, callOf(run));
    const [first] = failed;
    if (first !== undefined) throw new Error(`${first.snapshot.id}: ${first.problem}`);
  }

  async prune(run: VersionRun = {}): Promise<number> {
    const { bytesAdded, bytesDeleted } = await this.#vault.prune({ lock }, callOf(run));
    return Math.max(0, bytesDeleted - bytesAdded);
  }
}

function versionOf({ id, time, tags = [], summary }: Snapshot): ProjectVersion | undefined {
  const tag = tags.find((each) => /^version:[1-9]\d{0,8}$/.test(each));
  if (tag === undefined) return undefined;
  return {
    version: Number(tag.slice("version:".length)),
    time: new Date(time).toISOString(),
    size_bytes: summary?.totalBytesProcessed ?? 0,
    file_count: summary?.totalFilesProcessed ?? 0,
    added_bytes: summary?.dataAddedPacked ?? 0,
    snapshot: id,
  };
}

function compressionOf(level: number | undefined): "auto" | "off" | "fastest" | "better" | "max" {
  if (level === undefined) return "auto";
  if (level === 0) return "off";
  if (level <= 2) return "fastest";
  if (level === 9) return "max";
  return level >= 7 ? "better" : "auto";
}

/** A version that lacks something is none. */
function refuseProblems(problems: readonly Problem[], folder: string): void {
  const found = problems.find(({ harmless = false }) => !harmless);
  if (found === undefined) return;
  const { path, problem } = found;
  throw new ResteraError("project-unreadable", { path: `${basename(folder)}/${path}`, problem });
}

function callOf({ signal }: VersionRun): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
