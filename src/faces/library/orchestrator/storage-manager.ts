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
import { listProjects } from "../../../services/projects/list-projects.ts";
import type { ProjectMetadata } from "../../../services/projects/project-metadata.ts";
import type { ProjectRun } from "../../../services/projects/project-run.ts";
import type { ProjectStorage } from "../../../services/projects/project-storage.ts";
import {
  cleanCache,
  storageStats,
  type StorageStats,
} from "../../../services/projects/storage-stats.ts";
import { storeProject } from "../../../services/projects/store-project.ts";
import { instantiateTemplate } from "../../../services/projects/templates/instantiate-template.ts";
import {
  listTemplates,
  type ProjectTemplate,
} from "../../../services/projects/templates/list-templates.ts";
import { unarchiveProject } from "../../../services/projects/unarchive-project.ts";
import { ResteraError } from "../../../foundation/errors.ts";
import {
  automaticNames,
  cleanUpNames,
  deleteNames,
  extractNames,
  importNames,
  listNames,
  oldNames,
  runNames,
  storageOptionNames,
  storeNames,
  templateNames,
} from "./option-names.ts";
import type {
  CleanUpCall,
  DeleteCall,
  ExtractCall,
  ImportCall,
  ListCall,
  OldCall,
  StoreCall,
  TemplateCall,
} from "./manager-calls.ts";
import { ManagerCore, withCore } from "./manager-core.ts";
import { type AutomaticCall, runAutomatically } from "./run-automatically.ts";
import { camelKeys, type EitherCase, given, type StorageOptions } from "./storage-options.ts";

/** A project as the document has it, and where it is: `path` is its folder or its `tar.gz`. */
export type Project = ProjectMetadata & { readonly path: string };

/**
 * AI Orchestrator's storage of projects. Nothing is read and nothing is made before the first call. Arguments by name are one object, last, in either spelling.
 * Errors are `ResteraError`s.
 */
export class StorageManager {
  readonly #core: ManagerCore;

  constructor(options: EitherCase<StorageOptions> = {}) {
    this.#core = withCore(
      this,
      new ManagerCore(camelKeys<StorageOptions>(options, storageOptionNames)),
    );
  }

  /** Where projects are; absolute. */
  get basePath(): string {
    return this.#storage().root;
  }

  /** Stores a copy of a folder and gives the project's id. `onProgress(percent, details)`. */
  async storeProject(call: EitherCase<StoreCall>): Promise<string> {
    const { projectPath, artifactsPath, signal, onProgress, ...options } = given<StoreCall>(
      call,
      storeNames,
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
      importNames,
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
    const { signal, onProgress, ...input } = given<TemplateCall>(call, templateNames, "template");
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
    const { signal, ...filter } = camelKeys<ListCall>(call, listNames);
    const { projects } = await listProjects(this.#storage(), filter, signal);
    return projects.map((each) => shown(each));
  }

  async getProject(projectId: string): Promise<Project> {
    return shown(await findProject(this.#storage(), projectId));
  }

  /** Puts a copy of what is in `source/` into a folder, and gives its absolute path. */
  async extractProject(projectId: string, call: EitherCase<ExtractCall> = {}): Promise<string> {
    const { signal, onProgress, ...input } = camelKeys<ExtractCall>(call, extractNames);
    return await extractProject(this.#storage(), projectId, input, { signal, onProgress });
  }

  async archiveProject(projectId: string, call: EitherCase<ProjectRun> = {}): Promise<Project> {
    return shown(
      await archiveProject(this.#storage(), projectId, camelKeys<ProjectRun>(call, runNames)),
    );
  }

  async unarchiveProject(projectId: string, call: EitherCase<ProjectRun> = {}): Promise<Project> {
    return shown(
      await unarchiveProject(this.#storage(), projectId, camelKeys<ProjectRun>(call, runNames)),
    );
  }

  /** How many were archived. One that could not be is said on stderr, and the others are. */
  async archiveOldProjects(call: number | EitherCase<OldCall> = {}): Promise<number> {
    const { days = this.#core.settings.archiveAfterDays, ...run } = daysOf(call);
    const { archived, problems } = await archiveOldProjects(this.#storage(), days, run);
    warn(problems);
    return archived.length;
  }

  /** Marks it as deleted; with `{ soft: false }` it is gone. */
  async deleteProject(projectId: string, call: EitherCase<DeleteCall> = {}): Promise<void> {
    const { soft = true } = camelKeys<DeleteCall>(call, deleteNames);
    if (typeof soft !== "boolean") refuse("soft", soft, "true, false");
    if (soft) await softDeleteProject(this.#storage(), projectId);
    else await hardDeleteProject(this.#storage(), projectId, projectId);
  }

  /** Takes a soft delete back. */
  async restoreDeletedProject(projectId: string): Promise<Project> {
    return shown(await undeleteProject(this.#storage(), projectId));
  }

  async cleanCache(call: EitherCase<CleanUpCall> = {}): Promise<{ readonly freed_bytes: number }> {
    return await cleanCache(this.#storage(), camelKeys<CleanUpCall>(call, cleanUpNames));
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
    const { dryRun = false, ...run } = camelKeys<CleanUpCall>(call, cleanUpNames);
    const report = await this.#core.cleanUp(dryRun, run);
    warn(report.problems);
    return report;
  }

  /** Runs backups and clean-up when the configuration says, until the signal is raised; see `restera watch` for the same without a program of yours. */
  async runAutomatically(call: EitherCase<AutomaticCall>): Promise<void> {
    await runAutomatically(this.#core, camelKeys<AutomaticCall>(call, automaticNames));
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
  const found = typeof call === "number" ? { days: call } : camelKeys<OldCall>(call, oldNames);
  const { days = 0 } = found;
  // What is no number is smaller than nothing and larger than nothing, and a negative one is everything.
  if (!(typeof days === "number" && days >= 0)) refuse("days", days, "a number from 0 on");
  return found;
}

function refuse(setting: string, value: unknown, choices: string): never {
  throw new ResteraError("setting-unknown", { setting, value: String(value), choices });
}

function warn(problems: readonly { readonly id: string; readonly problem: string }[]): void {
  // oxlint-disable-next-line no-console
  for (const { id, problem } of problems) console.warn(`⚠  ${id}: ${problem}`);
}

function shown({ metadata, place }: FoundProject): Project {
  return { ...metadata, path: "folder" in place ? place.folder : place.archive };
}
