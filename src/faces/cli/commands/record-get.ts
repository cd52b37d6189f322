import { recordMessages } from "../../../foundation/messages/record-messages.ts";
import { recordStateAt } from "../../../services/records/record-history.ts";
import { keyOf } from "../../../services/records/record-name.ts";
import type { RecordStore } from "../../../services/records/record-store.ts";
import {
  getRecord,
  latestRecord,
  recordAt,
  type FoundRecord,
} from "../../../services/records/records.ts";
import { momentOf } from "../../library/magnus/moment-of.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withRecords } from "../records/record-context.ts";

/** `restera record get COLLECTION [ID]` */
export async function recordGetCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const [found, version] = await withRecords(context, async (records) => {
    const record = await find(records, context);
    return [record, (await records.head(record.key))?.version] as const;
  });
  const { key, document, problems } = found;
  if (settings.json) {
    output.json({ message_type: "record", key, version, document, problems });
  } else {
    for (const problem of problems) output.warn(text(recordMessages.passedOver, { ...problem }));
    await output.data(`${JSON.stringify(document, undefined, 2)}\n`);
  }
  return problems.length > 0 ? exitCodes.partly : exitCodes.done;
}

async function find(
  records: RecordStore,
  { arguments: words, options, signal }: CommandContext,
): Promise<FoundRecord> {
  const [collection = "", id] = words;
  const at = options.text("at");
  const moment = at === undefined ? undefined : momentOf(at);
  if (moment !== undefined && id !== undefined) {
    return {
      ...(await recordStateAt(records, { collection, id }, moment, { signal })),
      problems: [],
    };
  }
  if (moment !== undefined) return recordAt(records, collection, moment, { signal });
  if (id === undefined || id === "latest") return latestRecord(records, collection, { signal });
  const document = await getRecord(records, { collection, id }, { signal });
  return { key: keyOf({ collection, id }), document, problems: [] };
}
