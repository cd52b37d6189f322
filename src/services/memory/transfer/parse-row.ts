import { type InexactNumber, parseNotingInexact } from "../exact-json.ts";
import type { Json } from "../json.ts";
import type { NewHeroMemory } from "../heroes.ts";
import type { NewMemory, Position6D } from "../memory.ts";
import { positionProblem } from "../check-memory.ts";
import { momentFrom } from "./moment-from.ts";
import type { SplitRow } from "./split-rows.ts";

export type ParsedRow =
  | { readonly kind: "hero"; readonly hero: NewHeroMemory }
  | { readonly kind: NewMemory["kind"]; readonly memory: NewMemory };

/** What is wrong with a row, and which it is as far as that can be told. */
export class RowProblem extends Error {
  readonly kind: string | undefined;
  readonly id: string | undefined;

  constructor(
    message: string,
    { kind, id }: { kind?: string | undefined; id?: string | undefined },
  ) {
    super(message);
    this.kind = kind;
    this.id = id;
  }
}

const kindsOfLists: Readonly<Record<string, string>> = {
  entities: "entity",
  interstice_entities: "entity",
  tattoos: "tattoo",
  memory_tattoos: "tattoo",
  heroes_memories: "hero",
  notes: "note",
};

type Fields = ReadonlyMap<string, Json>;

/**
 * A row with the documented columns, in small letters, capitals (as H2 says them) or camelCase; JSON within text, as a CLOB holds
 * it, is taken as JSON. Throws `RowProblem`.
 */
export function parseRow({ list, text }: SplitRow): ParsedRow {
  let parsed: ReturnType<typeof parseNotingInexact>;
  try {
    parsed = parseNotingInexact(text);
  } catch {
    throw new RowProblem("it is no JSON", { kind: kindsOfLists[list ?? ""] });
  }
  const { value, inexact } = parsed;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RowProblem("it is no JSON object", { kind: kindsOfLists[list ?? ""] });
  }
  const wrong = inexact.find((each) => !isKept(each, value as InexactNumber["holder"]));
  const fields: Fields = new Map(
    Object.entries(value).map(([name, each]) => [plain(name), each as Json]),
  );
  const kind = kindOf(list, fields);
  const id = idOf(kind, fields);
  if (wrong !== undefined) {
    throw new RowProblem(
      `its number ${shortened(wrong.source)} cannot be kept exactly; write it as a string`,
      { kind, id },
    );
  }
  try {
    return parseKind(kind, id, fields);
  } catch (error) {
    throw error instanceof RowProblem
      ? error
      : new RowProblem(error instanceof Error ? error.message : String(error), { kind, id });
  }
}

/** Names and ids in columns of their own are texts, so a number there stays as it is written. */
const textColumns = new Set([
  ...["entityid", "tattooid", "noteid", "id", "heroid", "worldhash", "author", "title"],
]);
/** Times have milliseconds, positions the digits of a double. */
const roundColumns = new Set(["createdat", "validfrom", "validto"]);
const positionColumns = new Set(["position6d", "coordinates6d"]);

function isKept({ holder, key, source }: InexactNumber, row: InexactNumber["holder"]): boolean {
  const name = plain(key);
  if (holder !== row) {
    return Object.entries(row).some(
      ([column, value]) => positionColumns.has(plain(column)) && value === holder,
    );
  }
  if (textColumns.has(name)) row[key] = source;
  return textColumns.has(name) || (roundColumns.has(name) && Number.isFinite(row[key]));
}

function shortened(source: string): string {
  return source.length > 40 ? `${source.slice(0, 40)}…` : source;
}

function parseKind(kind: string, id: string | undefined, fields: Fields): ParsedRow {
  if (id === undefined && kind !== "hero") throw new Error("its id is missing");
  const dated = { createdMs: momentOf(fields, "createdat") };
  if (kind === "hero") {
    if (id !== undefined && !/^\d{1,15}$/.test(id)) throw new Error("its id is no number");
    const coordinates6d = fields.has("coordinates6d")
      ? (positionOf(fields.get("coordinates6d")) ?? null)
      : undefined;
    const hero = {
      ...{ heroId: textOf(fields, "heroid") ?? "", coordinates6d, ...dated },
      memoryData: fromText(fields.get("memorydata") ?? null),
    };
    return { kind, hero: { ...hero, id: id === undefined ? undefined : Number(id) } };
  }
  const tags = fields.get("tags");
  const more = {
    ...{ id: id!, tags: Array.isArray(tags) ? tags.map(String) : undefined, ...dated },
    ...{ author: textOf(fields, "author"), title: textOf(fields, "title") },
    validFromMs: momentOf(fields, "validfrom"),
    validToMs: momentOf(fields, "validto"),
  };
  const content = (name: string): Json | undefined => {
    const given = fields.get(name) ?? fields.get("content");
    return given === null ? undefined : given;
  };
  if (kind === "entity") {
    const data = fromText(content("entitydata") ?? null);
    const position = positionOf(fields.get("position6d"));
    const worldHash = textOf(fields, "worldhash");
    const heroId = textOf(fields, "heroid") ?? heroIn(data);
    return { kind, memory: { ...more, kind, content: data, position, worldHash, heroId } };
  }
  if (kind !== "tattoo" && kind !== "note") throw new Error(`${kind} is no kind that is imported`);
  const temporal = fields.get("temporalcoordinates");
  const heroId = textOf(fields, "heroid");
  const said = content("memorycontent");
  return {
    kind,
    memory: {
      ...{ ...more, kind, heroId, content: said },
      temporal: temporal === undefined || temporal === null ? undefined : fromText(temporal),
    },
  };
}

const plainNames = new Map<string, string>();
const mostNames = 1000;

/** The same rows have the same names again and again. */
function plain(name: string): string {
  let known = plainNames.get(name);
  if (known === undefined) {
    known = name.toLowerCase().replaceAll("_", "");
    if (plainNames.size < mostNames) plainNames.set(name, known);
  }
  return known;
}

function kindOf(list: string | undefined, fields: Fields): string {
  const known = kindsOfLists[list?.toLowerCase() ?? ""];
  if (known !== undefined) return known;
  const said = fields.get("kind");
  if (typeof said === "string") return said;
  if (fields.has("entityid")) return "entity";
  if (fields.has("tattooid")) return "tattoo";
  if (fields.has("memorydata")) return "hero";
  throw new RowProblem("it is neither an entity nor a tattoo", {});
}

function idOf(kind: string, fields: Fields): string | undefined {
  const given = fields.get(`${kind}id`) ?? (kind === "hero" ? undefined : fields.get("id"));
  const id = kind === "hero" ? fields.get("id") : given;
  if (typeof id === "number") return String(id);
  return typeof id === "string" && id !== "" ? id : undefined;
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields.get(name);
  if (value === undefined || value === null) return undefined;
  if (typeof value === "object") throw new Error(`its ${name} is no text`);
  return String(value);
}

/** JSON that a text holds; any other text as it is, and JSON too whose numbers would not stay what they are. */
function fromText(value: Json): Json {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    const { value: held, inexact } = parseNotingInexact(value);
    return inexact.length === 0 ? held : value;
  } catch {
    return value;
  }
}

function positionOf(value: Json | undefined): Position6D | undefined {
  if (value === undefined || value === null) return undefined;
  const position = typeof value === "string" ? listIn(value) : value;
  const problem = positionProblem(position);
  if (problem !== undefined) throw new Error(problem);
  return position as Position6D;
}

function listIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function momentOf(fields: Fields, name: string): number | undefined {
  return momentFrom(fields.get(name));
}

/** Whose an entity is, where its data say so. */
function heroIn(data: Json): string | undefined {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return undefined;
  const named = data as { readonly [key: string]: Json | undefined };
  const hero = named["hero_id"] ?? named["heroId"];
  return typeof hero === "string" && hero !== "" ? hero : undefined;
}
