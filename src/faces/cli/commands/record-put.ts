import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { problemOf } from "../../../foundation/errors.ts";
import { parseExactJson } from "../../../foundation/exact-json.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { recordMessages } from "../../../foundation/messages/record-messages.ts";
import {
  documentOf,
  learningContent,
  type LearningContent,
  type RecordDocument,
} from "../../../services/records/record-document.ts";
import { keyOf, ruleOf } from "../../../services/records/record-name.ts";
import type { RecordStore } from "../../../services/records/record-store.ts";
import { addRecord, saveRecord } from "../../../services/records/records.ts";
import { readLatest, saveLearning } from "../../../services/records/save-learning.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withRecords } from "../records/record-context.ts";
import { UsageError } from "../usage-error.ts";

interface Put {
  readonly key: string;
  readonly changed: boolean;
  readonly merged?: boolean;
  readonly version?: string;
}

/** `restera record put COLLECTION [ID]` */
export async function recordPutCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, text } = context;
  const [collection = "", id] = context.arguments;
  if (id === undefined && ruleOf(collection)?.isNumbered !== true) {
    throw new UsageError(recordMessages.idMissing, { collection });
  }
  if (id !== undefined) keyOf({ collection, id });
  const document = await readDocument(context);
  const compress = options.flag("compress");
  const [put, store] = await withRecords(
    context,
    async (records) => [await keep(records, document, context), records.url] as const,
    { compress },
  );
  if (settings.json) {
    output.json({ message_type: "record", store, ...put });
  } else if (!settings.quiet) {
    const { key, changed, merged } = put;
    output.line(text(changed ? recordMessages.kept : recordMessages.unchanged, { key, store }));
    if (merged === true) output.note(text(recordMessages.merged, { key }));
  }
  return exitCodes.done;
}

async function keep(
  records: RecordStore,
  document: RecordDocument,
  { arguments: words, options, signal }: CommandContext,
): Promise<Put> {
  const [collection = "", id] = words;
  const ifVersion = options.text("if-version");
  if (id !== undefined) {
    const given = ifVersion === undefined ? {} : { ifVersion };
    const whole = documentOf({ collection, id }, document, Date.now());
    const saved = await saveRecord(records, { collection, id }, whole, { signal, ...given });
    return { key: saved.key, changed: saved.changed, version: saved.version };
  }
  if (collection === "learning") {
    const content = document["type"] === "learning" ? document["data"] : document;
    const data = content as Partial<LearningContent>;
    const seen = (await readLatest(records, { signal }))?.hash;
    const timestamp = Date.now();
    const saved = await saveLearning(records, { data, timestamp, seen, always: true, signal });
    const wanted = learningContent(data).estimates.length;
    return { key: saved.keys[0]!, changed: true, merged: saved.data.estimates.length > wanted };
  }
  const make = (at: number): RecordDocument => documentOf({ collection, id: "" }, document, at);
  const { key } = await addRecord(records, collection, Date.now(), make, { signal });
  return { key, changed: true };
}

async function readDocument({ options, system }: CommandContext): Promise<RecordDocument> {
  const file = options.text("file");
  let bytes: Buffer;
  try {
    bytes =
      file === undefined ? await buffer(system.stdin) : await readFile(resolve(system.cwd, file));
  } catch (error) {
    throw new UsageError(cliMessages.fileUnreadable, {
      ...{ path: file ?? "stdin", option: "--file", problem: problemOf(error) },
    });
  }
  try {
    return parseExactJson(bytes.toString("utf8")) as RecordDocument;
  } catch (error) {
    throw new UsageError(recordMessages.notJson, {
      ...{ file: file ?? "stdin", problem: problemOf(error) },
    });
  }
}
