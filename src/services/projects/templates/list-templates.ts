import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError, problemOf, ResteraError } from "../../../foundation/errors.ts";
import { isObject } from "../../../foundation/is-object.ts";
import { isId } from "../project-metadata.ts";
import { type ProjectStorage, templatesFolder } from "../project-storage.ts";

/** Those that come along: beside `src/` and beside `dist/`. */
const ownTemplates = join(import.meta.dirname, "../../../../starters");
const describing = "template.json";
const mostDescriptionBytes = 1 << 20;

/** What a template asks for. */
interface TemplateVariable {
  readonly name: string;
  readonly description: string;
  /** Undefined: it has to be given. */
  readonly default: string | undefined;
}

/** A folder that projects can be made from: `templates/{kind}/{name}`. */
export interface ProjectTemplate {
  /** `backend/http-service` */
  readonly id: string;
  readonly description: string;
  /** What its `template.json` says; the files may ask for more. */
  readonly variables: readonly TemplateVariable[];
  /** Absolute path. */
  readonly folder: string;
  /** It comes along, and is not in the storage. */
  readonly builtin: boolean;
}

/** The templates of a storage and those that come along, in the order of ids; one in the storage hides one of its name. Throws `template-invalid`. */
export async function listTemplates(storage: ProjectStorage): Promise<ProjectTemplate[]> {
  const found = new Map<string, ProjectTemplate>();
  for (const [folder, builtin] of [[ownTemplates, true] as const, [templatesFolder(storage), false] as const]) {
    for (const kind of await foldersIn(folder)) {
      for (const name of await foldersIn(join(folder, kind))) {
        const id = `${kind}/${name}`;
        found.set(id, await describe(id, join(folder, kind, name), builtin));
      }
    }
  }
  return [...found.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** By its id, or by its name when no other has it. Throws `template-unknown`, `template-invalid`. */
export async function findTemplate(
  storage: ProjectStorage,
  wanted: string,
): Promise<ProjectTemplate> {
  const all = await listTemplates(storage);
  const found = all.filter(({ id }) => id === wanted || id.split("/")[1] === wanted);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const choices = all.map(({ id }) => id).join(", ");
  throw new ResteraError("template-unknown", {
    ...{ template: wanted, path: templatesFolder(storage), choices },
  });
}

/** Its description is not part of what is made of it. */
export function isDescription(path: string): boolean {
  return path === describing;
}

async function describe(id: string, folder: string, builtin: boolean): Promise<ProjectTemplate> {
  const path = join(folder, describing);
  try {
    if ((await stat(path)).size > mostDescriptionBytes) throw new Error("it is too long");
    const said: unknown = JSON.parse(await readFile(path, "utf8"));
    if (!isObject(said)) throw new Error("it is no JSON object");
    const { description = "", variables = {} } = said;
    if (!isObject(variables)) throw new Error("variables is no JSON object");
    const listed = Object.entries(variables).map(([name, each]) => variableOf(name, each));
    return { id, description: String(description), variables: listed, folder, builtin };
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return { id, description: "", variables: [], folder, builtin };
    throw new ResteraError("template-invalid", { path, problem: problemOf(error), cause: error });
  }
}

function variableOf(name: string, said: unknown): TemplateVariable {
  if (!isObject(said)) throw new Error(`variables.${name} is no JSON object`);
  const { description = "", default: usual } = said;
  if (usual !== undefined && typeof usual !== "string") {
    throw new Error(`the default of ${name} is no text`);
  }
  return { name, description: String(description), default: usual };
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const found = await readdir(folder, { withFileTypes: true });
    return found.filter((each) => each.isDirectory() && isId(each.name)).map(({ name }) => name);
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}
