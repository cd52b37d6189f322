import type { Names } from "./storage-options.ts";
import type { ProjectRun } from "../../../services/projects/project-run.ts";
import type { AutomaticCall } from "./run-automatically.ts";
import type {
  BackupOptions,
  CleanUpCall,
  CloudImportCall,
  CloudImporterOptions,
  DeleteCall,
  ExtractCall,
  ImportCall,
  ListCall,
  OldCall,
  RestoreAllCall,
  RestoreCall,
  StoreCall,
  TemplateCall,
} from "./manager-calls.ts";

// What each call may be told by name. A slip of the pen would otherwise be an option that silently does not hold: `dryrun`, and all is removed.

export const runNames: Names<ProjectRun> = { signal: true, onProgress: true };

const storing: Names<Omit<ImportCall, "sourcePath" | "stores">> = {
  ...runNames,
  ...{ metadata: true, projectId: true, compress: true, compressionLevel: true, versions: true },
};

export const storeNames: Names<StoreCall> = { ...storing, projectPath: true, artifactsPath: true };
export const importNames: Names<ImportCall> = { ...storing, sourcePath: true, stores: true };
export const templateNames: Names<TemplateCall> = {
  ...{ ...storing, template: true, variables: true, defaultName: true },
};
export const extractNames: Names<ExtractCall> = {
  ...{ ...runNames, destination: true, workbench: true, withArtifacts: true, version: true },
};
export const oldNames: Names<OldCall> = { ...runNames, days: true };
export const cleanUpNames: Names<CleanUpCall> = { ...runNames, dryRun: true };
export const deleteNames: Names<DeleteCall> = { soft: true };
export const listNames: Names<ListCall> = {
  ...{ status: true, language: true, framework: true, tag: true, type: true, text: true },
  ...{ minSizeGb: true, maxSizeGb: true, olderThanDays: true, newerThanDays: true },
  ...{ sort: true, descending: true, offset: true, limit: true, signal: true },
};
export const automaticNames: Names<AutomaticCall> = {
  ...{ signal: true, database: true, onProblem: true },
};

export const backupOptionNames: Names<BackupOptions> = {
  ...{ basePath: true, maxProjectSize: true, totalQuota: true, archiveAfterDays: true },
  ...{ versions: true, keepVersions: true, backend: true, plugins: true, destination: true },
  ...{ compression: true, retentionDays: true, log: true, folder: true, environment: true },
  storageManager: true,
};
export const storageOptionNames = withoutManager();
export const listBackupsNames = { projectId: true, signal: true } as const;
export const restoreNames: Names<RestoreCall> = {
  ...{ ...runNames, backupId: true, projectId: true, destination: true },
};
export const restoreAllNames: Names<RestoreAllCall & { backupId: string }> = {
  ...{ ...runNames, backupId: true, destination: true },
};

export const importerNames: Names<CloudImporterOptions> = {
  ...{ provider: true, endpoint: true, region: true, pathStyle: true, account: true, stores: true },
};
export const cloudImportNames: Names<CloudImportCall> = {
  ...{ ...storing, bucket: true, key: true, storageManager: true },
};

function withoutManager(): Omit<Names<BackupOptions>, "storageManager"> {
  const { storageManager: _, ...names } = backupOptionNames;
  return names;
}
