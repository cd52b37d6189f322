import { isObjectUrl, withObject } from "../../../compose/open-object.ts";
import { archiveOldProjects, archiveProject } from "../../../services/projects/archive-project.ts";
import type { CleanUpReport } from "../../../services/projects/clean-up/clean-up-storage.ts";
import {
  hardDeleteProject,
  softDeleteProject,
  undeleteProject,
} from "../../../services/projects/delete-project.ts";
import type { PluginMethods } from "../../../services/projects/extensions/storage-plugin.ts";
import { extractProject } from "../../../services/projects/extract-project.ts";
import { findProject, type FoundProject } from "../../../services/projects/find-project.ts";
import {
  diffProject,
  type ListedVersion,
  projectHistory,
} from "../../../services/projects/project-history.ts";
import type { VersionChange } from "../../../services/projects/project-versions.ts";
import { importObject, importProject } from "../../../services/projects/import/import-project.ts";
import { listProjects, type ProjectFilter } from "../../../services/projects/list-projects.ts";
import type {
  GivenMetadata,
  ProjectMetadata,
} from "../../../services/projects/project-metadata.ts";
import type { ProjectRun } from "../../../services/projects/project-run.ts";
import type { ProjectStorage } from "../../../services/projects/project-storage.ts";
import {
  cleanCache,
  storageStats,
  type StorageStats,
} from "../../../services/projects/storage-stats.ts";
import type { StoreOptions } from "../../../services/projects/store-content.ts";
import { storeProject } from "../../../services/projects/store-project.ts";
import { instantiateTemplate } from "../../../services/projects/templates/instantiate-template.ts";
import {
  listTemplates,
  type ProjectTemplate,
} from "../../../services/projects/templates/list-templates.ts";
import { unarchiveProject } from "../../../services/projects/unarchive-project.ts";
import type { StoreSettings } from "../../../stores/objects/store-settings.ts";
import { ManagerCore, withCore } from "./manager-core.ts";
import { type AutomaticCall, runAutomatically } from "./run-automatically.ts";
import { camelKeys, type EitherCase, given, type StorageOptions } from "./storage-options.ts";

export interface StoreCall extends ProjectRun {
  readonly projectPath: string;
  readonly artifactsPath?: string;
  readonly metadata?: GivenMetadata;
  /** A project with this id becomes a new version of itself. */
  readonly projectId?: string;
  /** False: neither its versions nor its archive are compressed. */
  readonly compress?: boolean;
  /** 0 (none) to 9 (smallest). */
  readonly compressionLevel?: number;
  /** False: no version is kept of it. */
  readonly versions?: boolean;
}

export interface ImportCall extends Omit<StoreCall, "projectPath" | "artifactsPath"> {
  /** A folder, a git working tree, a tar or zip, or an object: `s3://bucket/key`, `gs://…`, `az://…`. */
  readonly sourcePath: string;
  /** How buckets are reached; what the environment says when absent. */
  readonly stores?: StoreSettings;
}

export interface TemplateCall extends ProjectRun, StoreOptions {
  /** `backend/http-service`, or the name alone. */
  readonly template: string;
  readonly variables?: Readonly<Record<string, string>>;
}

export interface ExtractCall extends ProjectRun {
  /** A folder that is not there, or empty; `cache/{workbench}` when absent. */
  readonly destination?: string;
  readonly workbench?: string;
  readonly withArtifacts?: boolean;
  /** One of its versions, rather than what it is now. */
  readonly version?: number;
}

type OldCall = ProjectRun & { readonly days?: number };
type CleanUpCall = ProjectRun & { readonly dryRun?: boolean };
export type ListCall = ProjectFilter & Pick<ProjectRun, "signal">;

/** A project as the document has it, and where it is: `path` is its folder or its `tar.gz`. */
export type Project = ProjectMetadata & { readonly path: string };

/**
 * AI Orchestrator's storage of projects. Nothing is read and nothing is made before the first call. Arguments by name are one object, last, in either spelling.
 * Errors are `ResteraError`s.
 */
export class StorageManager {
  readonly #core: ManagerCore;

  constructor(options: EitherCase<StorageOptions> = {}) {
    this.#core = withCore(this, new ManagerCore(camelKeys<StorageOptions>(options)));
  }

  /** Where projects are; absolute. */
  get basePath(): string {
    return this.#storage().root;
  }

  /** Stores a copy of a folder and gives the project's id. `onProgress(percent, details)`. */
  async storeProject(call: EitherCase<StoreCall>): Promise<string> {
    const { projectPath, artifactsPath, signal, onProgress, ...options } = given<StoreCall>(
      call,
      "projectPath",
    );
    const input = { folder: projectPath, artifacts: artifactsPath, ...options };
    const { id } = await storeProject(this.#storage(), input, { signal, onProgress });
    await this.#core.watchSpace();
    return id;
  }

  /** Takes over what is elsewhere, and gives the project's id; `type` is `migration` when nothing else is said. */
  async importProject(call: EitherCase<ImportCall>): Promise<string> {
    const { sourcePath, stores, signal, onProgress, ...options } = given<ImportCall>(
      call,
      "sourcePath",
    );
    const run = { signal, onProgress };
    const storage = this.#storage();
    if (!isObjectUrl(sourcePath)) {
      const { id } = await importProject(storage, { ...options, source: sourcePath }, run);
      await this.#core.watchSpace();
      return id;
    }
    const imported = await withObject(sourcePath, stores ?? this.#core.stores, (object) =>
      importObject(storage, object, options, run),
    );
    await this.#core.watchSpace();
    return imported.id;
  }

  /** The templates in `templates/{kind}/{name}`, and those that come along. */
  async listTemplates(): Promise<readonly ProjectTemplate[]> {
    return await listTemplates(this.#storage());
  }

  /** Makes a project of a template, and gives its id. Variables that are missing are named, all of them. */
  async instantiateTemplate(call: EitherCase<TemplateCall>): Promise<string> {
    const { signal, onProgress, ...input } = given<TemplateCall>(call, "template");
    return (await instantiateTemplate(this.#storage(), input, { signal, onProgress })).id;
  }

  /** The versions that were kept of a project, oldest first. */
  async projectHistory(
    projectId: string,
    call: Pick<ProjectRun, "signal"> = {},
  ): Promise<readonly ListedVersion[]> {
    return await projectHistory(this.#storage(), projectId, call);
  }

  /** What differs between two versions of a project. */
  async diffProject(
    projectId: string,
    before: number,
    after: number,
    call: Pick<ProjectRun, "signal"> = {},
  ): Promise<readonly VersionChange[]> {
    return await diffProject(this.#storage(), projectId, [before, after], call);
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
    const { days = this.#core.settings.archiveAfterDays, ...run } = daysOf(call);
    const { archived, problems } = await archiveOldProjects(this.#storage(), days, run);
    warn(problems);
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

  async cleanCache(call: EitherCase<CleanUpCall> = {}): Promise<{ readonly freed_bytes: number }> {
    return await cleanCache(this.#storage(), camelKeys<CleanUpCall>(call));
  }

  async getStorageStats(call: Pick<ProjectRun, "signal"> = {}): Promise<StorageStats> {
    return await storageStats(this.#storage(), call.signal);
  }

  /** Removes backups older than so many days, and gives how many. The newest good one of each project stays, however old. */
  async cleanupOldBackups(call: number | EitherCase<OldCall> = {}): Promise<number> {
    const { days = this.#core.settings.backup.retentionDays, signal } = daysOf(call);
    const { removed, problems } = await this.#core.backups().prune({ days, signal });
    warn(problems);
    return removed.length;
  }

  /** Archives what is old, removes old backups, empties the cache and removes leftovers, by the configuration. */
  async fullCleanup(call: EitherCase<CleanUpCall> = {}): Promise<CleanUpReport> {
    const { dryRun = false, ...run } = camelKeys<CleanUpCall>(call);
    const report = await this.#core.cleanUp(dryRun, run);
    warn(report.problems);
    return report;
  }

  /** Runs backups and clean-up when the configuration says, until the signal is raised; see `restera watch` for the same without a program of yours. */
  async runAutomatically(call: EitherCase<AutomaticCall>): Promise<void> {
    await runAutomatically(this.#core, camelKeys<AutomaticCall>(call));
  }

  /** Lets a plugin see, or change, what is stored from now on. Throws `extension-invalid`. */
  registerPlugin(plugin: PluginMethods): void {
    this.#core.register(plugin);
  }

  /** Throws `config-invalid`, `config-unreadable`, `setting-unknown`. */
  #storage(): ProjectStorage {
    return this.#core.storage;
  }
}

function daysOf(call: number | EitherCase<OldCall>): OldCall {
  return typeof call === "number" ? { days: call } : camelKeys<OldCall>(call);
}

function warn(problems: readonly { readonly id: string; readonly problem: string }[]): void {
  // oxlint-disable-next-line no-console
  for (const { id, problem } of problems) console.warn(`⚠  ${id}: ${problem}`);
}

function shown({ metadata, place }: FoundProject): Project {
  return { ...metadata, path: "folder" in place ? place.folder : place.archive };
}
