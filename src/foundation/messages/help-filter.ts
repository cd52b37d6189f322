import type { Message } from "./message.ts";

/** Help for the options that choose among snapshots. */
export const filterHelp = {
  host: { en: "only snapshots of this machine", fr: "seulement les instantanés de cette machine" },
  path: { en: "only snapshots of this path", fr: "seulement les instantanés de ce chemin" },
  tag: {
    en: "only snapshots with all of these tags",
    fr: "seulement les instantanés qui ont toutes ces étiquettes",
  },
} as const satisfies Record<string, Message>;
