import { stat } from "node:fs/promises";
import { join } from "node:path";
import { exists } from "../../engine/portable/durable-file.ts";
import type { ProjectMetadata } from "./project-metadata.ts";
import { measureFolder } from "./walk-project.ts";

/** Its folder, or its `tar.gz`. */
type Place = { readonly folder: string } | { readonly archive: string };

/**
 * Metadata that somebody else wrote may not say how much there is, nor in which languages: then it is looked at. What cannot be looked at stays as it is said.
 */
export async function countedProject(
  place: Place,
  metadata: ProjectMetadata,
): Promise<ProjectMetadata> {
  try {
    return "folder" in place
      ? await countedFolder(place.folder, metadata)
      : await countedArchive(place.archive, metadata);
  } catch {
    return metadata;
  }
}

async function countedFolder(folder: string, metadata: ProjectMetadata): Promise<ProjectMetadata> {
  const { packed, size_bytes: size, file_count: count } = metadata;
  if (size > 0 || count > 0 || packed !== undefined) return metadata;
  const none = { bytes: 0, files: 0, languages: [], frameworks: [] };
  const measure = async (part: string) => {
    const path = join(folder, part);
    return (await exists(path)) ? await measureFolder(path) : none;
  };
  const [source, artifacts] = [await measure("source"), await measure("artifacts")];
  const { languages, frameworks } = metadata;
  return {
    ...metadata,
    size_bytes: source.bytes + artifacts.bytes,
    file_count: source.files + artifacts.files,
    languages: languages.length > 0 ? languages : source.languages,
    frameworks: frameworks.length > 0 ? frameworks : source.frameworks,
  };
}

async function countedArchive(
  archive: string,
  metadata: ProjectMetadata,
): Promise<ProjectMetadata> {
  const { archive_size_bytes: said } = metadata;
  if (typeof said === "number" && said > 0) return metadata;
  return { ...metadata, archive_size_bytes: (await stat(archive)).size };
}
