import { archiveOldProjects, archiveProject } from "../../../services/projects/archive-project.ts";
import {
  hardDeleteProject,
  softDeleteProject,
  undeleteProject,
} from "../../../services/projects/delete-project.ts";
import { extractProject } from "../../../services/projects/extract-project.ts";
import { findProject, type FoundProject } from "../../../services/projects/find-project.ts";
import { listProjects, type ProjectFilter } from "../../../services/projects/list-projects.ts";
import type {
  GivenMetadata,
  ProjectMetadata,
} from "../../../services/projects/project-metadata.ts";
import type { ProjectRun } from "../../../services/projects/project-run.ts";
import { projectStorage, type ProjectStorage } from "../../../services/projects/project-storage.ts";
import {
  cleanCache,
  storageStats,
  type StorageStats,
} from "../../../services/projects/storage-stats.ts";
import { storeProject } from "../../../services/projects/store-project.ts";
import { unarchiveProject } from "../../../services/projects/unarchive-project.ts";
import { gigabytes, storageSettings } from "../../environment/storage-settings.ts";
import { camelKeys, type EitherCase, type StorageOptions } from "./storage-options.ts";

const archiveAfterDays = 90;

export interface StoreCall extends ProjectRun {
  readonly projectPath: string;
  readonly artifactsPath?: string;
  readonly metadata?: GivenMetadata;
  /** False: once archived, it is not compressed. */
  readonly compress?: boolean;
}

export type ImportCall = Omit<StoreCall, "projectPath"> & { readonly sourcePath: string };

export interface ExtractCall extends ProjectRun {
  /** A folder that is not there, or empty; `cache/{workbench}` when absent. */
  readonly destination?: string;
  readonly workbench?: string;
  readonly withArtifacts?: boolean;
}

type OldCall = ProjectRun & { readonly days?: number };
export type ListCall = ProjectFilter & Pick<ProjectRun, "signal">;

/** A project as the document has it, and where it is: `path` is its folder or its `tar.gz`. */
export type Project = ProjectMetadata & { readonly path: string };

/**
 * Document 003's storage of projects. Nothing is read and nothing is made before the first call. Arguments by name are one object, last, in either spelling.
 * Errors are `ResteraError`s.
 */
export class StorageManager {
  readonly #options: StorageOptions;
  #opened: ProjectStorage | undefined;

  constructor(options: EitherCase<StorageOptions> = {}) {
    this.#options = camelKeys<StorageOptions>(options);
  }

  /** Where projects are; absolute. */
  get basePath(): string {
    return this.#storage().root;
  }

  /** Stores a copy of a folder and gives the project's id. `onProgress(percent, details)`. */
  async storeProject(call: EitherCase<StoreCall>): Promise<string> {
    const { projectPath, artifactsPath, metadata, compress, signal, onProgress } =
      camelKeys<StoreCall>(call);
    const input = { folder: projectPath, artifacts: artifactsPath, metadata, compress };
    return (await storeProject(this.#storage(), input, { signal, onProgress })).id;
  }

  /** Takes an existing folder over; `type` is `migration` when nothing else is said. */
  async importProject(call: EitherCase<ImportCall>): Promise<string> {
    const { sourcePath, metadata, ...rest } = camelKeys<ImportCall>(call);
    const projectPath = sourcePath;
    return await this.storeProject({
      ...rest,
      projectPath,
      metadata: { type: "migration", ...metadata },
    });
  }

  /** Those that all filters hold for; without `status` all but the deleted ones. */
  async listProjects(call: EitherCase<ListCall> = {}): Promise<Project[]> {
    const { signal, ...filter } = camelKeys<ListCall>(call);
    const { projects } = await listProjects(this.#storage(), filter, signal);
    return projects.map((each) => shown(each));
  }

  async getProject(projectId: string): Promise<Project> {
    return shown(await findProject(this.#storage(), projectId));
  }

  /** Puts a copy of what is in `source/` into a folder, and gives its absolute path. */
  async extractProject(projectId: string, call: EitherCase<ExtractCall> = {}): Promise<string> {
    const { signal, onProgress, ...input } = camelKeys<ExtractCall>(call);
    return await extractProject(this.#storage(), projectId, input, { signal, onProgress });
  }

  async archiveProject(projectId: string, call: EitherCase<ProjectRun> = {}): Promise<Project> {
    return shown(await archiveProject(this.#storage(), projectId, camelKeys<ProjectRun>(call)));
  }

  async unarchiveProject(projectId: string, call: EitherCase<ProjectRun> = {}): Promise<Project> {
    return shown(await unarchiveProject(this.#storage(), projectId, camelKeys<ProjectRun>(call)));
  }

  /** How many were archived. One that could not be is said on stderr, and the others are. */
  async archiveOldProjects(call: number | EitherCase<OldCall> = {}): Promise<number> {
    const { days = this.#options.archiveAfterDays ?? archiveAfterDays, ...run } =
      typeof call === "number" ? { days: call } : camelKeys<OldCall>(call);
    const { archived, problems } = await archiveOldProjects(this.#storage(), days, run);
    // oxlint-disable-next-line no-console
    for (const { id, problem } of problems) console.warn(`⚠  ${id}: ${problem}`);
    return archived.length;
  }

  /** Marks it as deleted; with `{ soft: false }` it is gone. */
  async deleteProject(
    projectId: string,
    { soft = true }: { readonly soft?: boolean } = {},
  ): Promise<void> {
    if (soft) await softDeleteProject(this.#storage(), projectId);
    else await hardDeleteProject(this.#storage(), projectId, projectId);
  }

  /** Takes a soft delete back. */
  async restoreDeletedProject(projectId: string): Promise<Project> {
    return shown(await undeleteProject(this.#storage(), projectId));
  }

  async cleanCache(): Promise<{ readonly freed_bytes: number }> {
    return await cleanCache(this.#storage());
  }

  async getStorageStats(call: Pick<ProjectRun, "signal"> = {}): Promise<StorageStats> {
    return await storageStats(this.#storage(), call.signal);
  }

  /** Reads options and environment, once. Throws `setting-unknown`. */
  #storage(): ProjectStorage {
    if (this.#opened !== undefined) return this.#opened;
    const { environment = process.env, basePath, ...own } = this.#options;
    const settings = storageSettings(environment);
    this.#opened = projectStorage(basePath ?? settings.basePath ?? "storage", {
      maxProjectSizeGb:
        gigabytes("maxProjectSize", own.maxProjectSize) ?? settings.maxProjectSizeGb,
      totalQuotaGb: gigabytes("totalQuota", own.totalQuota) ?? settings.totalQuotaGb,
    });
    return this.#opened;
  }
}

function shown({ metadata, place }: FoundProject): Project {
  return { ...metadata, path: "folder" in place ? place.folder : place.archive };
}
