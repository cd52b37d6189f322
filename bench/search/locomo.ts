import { readFileSync } from "node:fs";
import type { LabelledSet, SetDocument, SetQuery } from "./labelled-set.ts";

interface Turn {
  readonly speaker: string;
  readonly dia_id: string;
  readonly text: string;
  readonly blip_caption?: string;
}

interface Sample {
  readonly sample_id: string;
  readonly conversation: Readonly<Record<string, string | readonly Turn[]>>;
  readonly qa: readonly {
    readonly question: string;
    readonly evidence?: readonly string[];
    readonly category: number;
  }[];
}

const kinds = ["", "several sessions", "time", "open", "one session", "adversarial"];

/**
 * LoCoMo (Maharana et al. 2024, `locomo10.json` of github.com/snap-research/locomo) by sessions: a session is a document, a question a
 * query within its conversation, and the sessions of its evidence are relevant. Questions without evidence are left out.
 */
export function locomoSet(file: string): LabelledSet {
  const documents: SetDocument[] = [];
  const queries: SetQuery[] = [];
  for (const { sample_id: group, conversation, qa } of JSON.parse(
    readFileSync(file, "utf8"),
  ) as Sample[]) {
    const known = new Set<string>();
    for (const [key, turns] of Object.entries(conversation)) {
      const [, number] = /^session_(\d+)$/.exec(key) ?? [];
      if (number === undefined || typeof turns === "string" || turns.length === 0) continue;
      const dated = conversation[`${key}_date_time`];
      const time = typeof dated === "string" ? dated : "";
      const lines = turns.map(({ speaker, text, blip_caption: caption }) =>
        caption === undefined ? `${speaker}: ${text}` : `${speaker}: ${text} [${caption}]`,
      );
      known.add(`${group}/${number}`);
      documents.push({ id: `${group}/${number}`, group, text: [time, ...lines].join("\n") });
    }
    for (const { question, evidence = [], category } of qa) {
      // Some lists of evidence are one text: "D8:6; D9:17".
      const sessions = evidence.flatMap((each) =>
        [...each.matchAll(/D:?(\d+)/g)].map(([, number]) => `${group}/${number}`),
      );
      const relevant = [...new Set(sessions)].filter((id) => known.has(id));
      if (relevant.length === 0) continue;
      queries.push({ query: question, relevant, group, kind: kinds[category] ?? "other" });
    }
  }
  return { name: "LoCoMo, by sessions", documents, queries };
}
