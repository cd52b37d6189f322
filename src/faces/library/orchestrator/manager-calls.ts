import type { GivenMetadata } from "../../../services/projects/project-metadata.ts";
import type { ProjectFilter } from "../../../services/projects/list-projects.ts";
import type { ProjectRun } from "../../../services/projects/project-run.ts";
import type { StoreOptions } from "../../../services/projects/store-content.ts";
import type { StoreSettings } from "../../../stores/objects/store-settings.ts";
import type { StorageOptions } from "./storage-options.ts";

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

export type OldCall = ProjectRun & { readonly days?: number };
export type CleanUpCall = ProjectRun & { readonly dryRun?: boolean };
export interface DeleteCall {
  readonly soft?: boolean;
}
export type ListCall = ProjectFilter & Pick<ProjectRun, "signal">;

export interface BackupOptions extends StorageOptions {
  /** A `StorageManager` whose storage, settings, backend and plugins are taken, instead of any options here. */
  readonly storageManager?: object;
}

export interface RestoreCall extends ProjectRun {
  /** An id, or `latest`. */
  readonly backupId: string;
  readonly projectId: string;
  /** A folder that is not there, or empty; the storage when absent. */
  readonly destination?: string;
}

export type RestoreAllCall = ProjectRun & {
  /** Each project gets a folder of its id there; the storage when absent. */
  readonly destination?: string;
};

export interface CloudImporterOptions {
  /** `s3`, `gs` (also `gcs`, `gcp`) or `az` (also `azure`). */
  readonly provider: string;
  /** Of a service that is compatible with it. */
  readonly endpoint?: string;
  readonly region?: string;
  /** S3: the bucket is part of the path. */
  readonly pathStyle?: boolean;
  /** Azure: the storage account. */
  readonly account?: string;
  /** Instead of what the environment says. */
  readonly stores?: StoreSettings;
}

export interface CloudImportCall extends Omit<ImportCall, "sourcePath" | "stores"> {
  /** Azure's container. */
  readonly bucket: string;
  readonly key: string;
  readonly storageManager: { importProject(call: ImportCall): Promise<string> };
}
