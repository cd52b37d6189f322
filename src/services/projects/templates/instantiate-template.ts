import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { StoredFile } from "../../../engine/portable/tar/stored-file.ts";
import { ResteraError } from "../../../foundation/errors.ts";
import { fillPath, fillText, placesIn } from "../../../foundation/fill-template.ts";
import type { FoundProject } from "../find-project.ts";
import { folderEntry, type LeftOut, type ProjectContent, withoutOutside } from "../project-content.ts";
import type { ProjectRun } from "../project-run.ts";
import type { ProjectStorage } from "../project-storage.ts";
import { storeContent, type StoreOptions } from "../store-content.ts";
import { filesOf } from "../walk-project.ts";
import { findTemplate, isDescription, type ProjectTemplate } from "./list-templates.ts";

export interface InstantiateInput extends StoreOptions {
  /** Its id, `backend/http-service`, or its name. */
  readonly template: string;
  /** For the places `{{variable}}` in files and in their names; `name` is the project's when it is not given. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/** A larger file is copied as it is. */
const mostFilledBytes = 16 << 20;

/**
 * Makes a project of a template: each `{{variable}}` in a file or in the name of one is replaced, what is no text is copied as it is. Throws `template-unknown`,
 * `template-invalid`, `template-variables` with all that are missing, `template-unasked`, `template-name` and what `storeContent` throws.
 */
export async function instantiateTemplate(
  storage: ProjectStorage,
  input: InstantiateInput,
  run: ProjectRun = {},
): Promise<FoundProject> {
  const template = await findTemplate(storage, input.template);
  const name = input.metadata?.name ?? input.variables?.["name"];
  const defaults = template.variables.flatMap(({ name: variable, default: usual }) =>
    usual === undefined ? [] : [[variable, usual] as const],
  );
  const variables = {
    ...Object.fromEntries(defaults),
    ...(name !== undefined && { name }),
    ...input.variables,
  };
  await refuseVariables(template, { variables, given: input.variables ?? {} }, run);
  const options = { defaultName: name ?? template.id.split("/")[1], ...input };
  return await storeContent(storage, () => contentOf(template, variables, run), options, run);
}

async function contentOf(
  template: ProjectTemplate,
  variables: Readonly<Record<string, string>>,
  { signal }: ProjectRun,
): Promise<ProjectContent> {
  const expected = { bytes: 0, files: 0 };
  for await (const { size, kind } of filesOf(template.folder, "", { signal })) {
    expected.bytes += size;
    if (kind === "file") expected.files += 1;
  }
  return {
    ...{ label: template.id, expected, gitRepository: null },
    metadata: { template: template.id },
    entries: (leftOut, run) => filled(template, variables, leftOut, run),
  };
}

async function* filled(
  template: ProjectTemplate,
  variables: Readonly<Record<string, string>>,
  leftOut: LeftOut[],
  { signal }: ProjectRun,
): AsyncGenerator<StoredFile> {
  yield folderEntry("source");
  yield folderEntry("artifacts");
  const files = async function* (): AsyncGenerator<StoredFile> {
    for await (const entry of filesOf(template.folder, "", { signal })) {
      if (isDescription(entry.path)) continue;
      const path = `source/${fillPath(entry.path, variables)}`;
      const text = await textOf(template, entry);
      if (text === undefined) {
        yield { ...entry, path };
        continue;
      }
      const bytes = Buffer.from(fillText(text, variables, entry.path));
      const content = async function* (): AsyncGenerator<Uint8Array> {
        yield bytes;
      };
      yield { ...entry, path, size: bytes.length, content };
    }
  };
  yield* withoutOutside(files(), leftOut);
}

/** Names all that are missing, or that nobody asks for: one after the other would be a guessing game. */
async function refuseVariables(
  template: ProjectTemplate,
  { variables, given }: Readonly<Record<"variables" | "given", Readonly<Record<string, string>>>>,
  { signal }: ProjectRun,
): Promise<void> {
  const asked = template.variables.map(({ name }) => name);
  for await (const entry of filesOf(template.folder, "", { signal })) {
    if (isDescription(entry.path)) continue;
    asked.push(...placesIn(entry.path), ...placesIn((await textOf(template, entry)) ?? ""));
  }
  const known = new Set(asked);
  const unknown = Object.keys(given).filter((name) => name !== "name" && !known.has(name));
  if (unknown.length > 0) {
    throw new ResteraError("template-unasked", {
      ...{ template: template.id, unknown: unknown.join(", ") },
      known: [...known].toSorted().join(", ") || "name",
    });
  }
  const missing = [...known].filter((name) => !Object.hasOwn(variables, name));
  if (missing.length === 0) return;
  throw new ResteraError("template-variables", {
    template: template.id,
    missing: missing.toSorted().join(", "),
    example: missing.map((name) => `--set ${name}=…`).join(" "),
  });
}

/** Undefined for what is no text. */
async function textOf(
  { folder }: ProjectTemplate,
  { path, kind, size }: StoredFile,
): Promise<string | undefined> {
  if (kind !== "file" || size > mostFilledBytes) return undefined;
  const bytes = await readFile(join(folder, path));
  if (bytes.includes(0)) return undefined;
  try {
    // A mark at the beginning is part of the file.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
