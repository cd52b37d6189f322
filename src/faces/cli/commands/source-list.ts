import { archiveMessages } from "../../../foundation/messages/archive-messages.ts";
import { readSources } from "../../../services/sources/configured-sources.ts";
import { defaultPlaces, defaultSourceNames } from "../../../services/sources/default-sources.ts";
import { sourceIsThere, sourcePlace } from "../../../services/sources/source-place.ts";
import { sourcesFile } from "../archives/archive-context.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatTable } from "../output/table.ts";

interface Row {
  readonly name: string;
  readonly kind: string;
  readonly default: boolean;
  readonly place: string;
  /** Null for what only a request would tell. */
  readonly present: boolean | null;
}

/** `restera source list` */
export async function sourceListCommand(context: CommandContext): Promise<number> {
  const { settings, output, text, system } = context;
  const sources = await readSources(sourcesFile(context));
  const rows: Row[] = [];
  for (const source of sources) {
    const present = (await sourceIsThere(source)) ?? null;
    const { name, kind } = source;
    rows.push({ name, kind, default: false, place: sourcePlace(source), present });
  }
  const own = new Set(sources.map(({ name }) => name));
  for (const name of await defaultSourceNames(system.cwd)) {
    if (own.has(name)) continue;
    const { file, subfolder } = await defaultPlaces(name, system.cwd);
    const places = [file, subfolder].filter((each) => each !== undefined);
    const present = places.length > 0;
    const place = present ? places.join(", ") : `data/${name}.json, data/${name}`;
    rows.push({ name, kind: "files", default: true, place, present });
  }
  if (settings.json) output.json(rows);
  else {
    const columns = [
      { title: text(archiveMessages.columnName) },
      { title: text(archiveMessages.columnKind) },
      { title: text(archiveMessages.columnState) },
      { title: text(archiveMessages.columnPlace), shrink: true },
    ];
    const cells = rows.map((row) => [
      ...[escapeText(row.name), row.kind, stateText(row, context), escapeText(row.place)],
    ]);
    for (const line of formatTable(columns, cells, output.width)) output.line(line);
  }
  return exitCodes.done;
}

function stateText(row: Row, { text }: CommandContext): string {
  const state =
    row.present === true ? text(archiveMessages.isThere) : text(archiveMessages.isAbsent);
  const parts = row.present === null ? [] : [state];
  return [...parts, ...(row.default ? [text(archiveMessages.isDefault)] : [])].join(", ");
}
