import type { CommandWords } from "./command-words.ts";

export const memoryRestoreHelp = {
  summary: {
    en: "Bring memory back from a snapshot",
    fr: "Ramener la mémoire depuis un instantané",
  },
  description: {
    en:
      "Of a snapshot made by backup --memory: memory is as it was at that moment, with all its history, and the folders of its " +
      "documents with it. The plan is shown first. What is there now is kept aside, memory and folders alike, so this too can be " +
      "taken back. Other programs may go on using memory meanwhile; tasks and schedules stay as they are.",
    fr:
      "D'un instantané fait par backup --memory : la mémoire redevient celle de ce moment, avec tout son historique, et les " +
      "dossiers de ses documents avec elle. Le plan est montré d'abord. Ce qui est là est gardé de côté, mémoire et dossiers : " +
      "ceci aussi peut être annulé. D'autres programmes peuvent continuer d'utiliser la mémoire ; tâches et horaires restent.",
  },
  arguments: {
    snapshot: {
      en: "its id, latest (the newest with memory), or a folder that a restore kept aside",
      fr: "son identifiant, latest (le dernier avec mémoire), ou un dossier mis de côté",
    },
  },
  options: {
    target: {
      en: "put the folders of documents below this one, on another machine for example",
      fr: "mettre les dossiers de documents sous celui-ci, sur une autre machine par exemple",
    },
    "database-only": {
      en: "leave the folders of documents as they are",
      fr: "laisser les dossiers de documents tels quels",
    },
    "dry-run": { en: "only show the plan", fr: "montrer seulement le plan" },
    host: { en: "of latest: only of this machine", fr: "pour latest : de cette machine" },
  },
  examples: [
    { en: "See what would happen", fr: "Voir ce qui se passerait" },
    { en: "Do it", fr: "Le faire" },
    { en: "On a new machine", fr: "Sur une nouvelle machine" },
  ],
} as const satisfies CommandWords;

export const memoryWatchHelp = {
  summary: {
    en: "Keep memory up to date with documents",
    fr: "Tenir la mémoire à jour des documents",
  },
  description: {
    en:
      "Indexes the Markdown and JSON files below the folders, then what changes in them as soon as it changes, until it is " +
      "stopped. Without a folder, all that memory doc knows. Where the system cannot watch so many folders they are compared every " +
      "half minute. From time to time instead: restera schedule add docs --times 'every 15 min' memory doc ~/notes",
    fr:
      "Indexe les fichiers Markdown et JSON sous les dossiers, puis ce qui y change dès que cela change, jusqu'à l'arrêt. Sans " +
      "dossier, tous ceux que memory doc connaît. Si le système ne peut en surveiller autant, ils sont comparés chaque " +
      "demi-minute. Plutôt de temps en temps : restera schedule add docs --times 'every 15 min' memory doc ~/notes",
  },
  arguments: { folders: { en: "folders of documents", fr: "dossiers de documents" } },
  options: {
    name: {
      en: "what its paths begin with in memory; the folder's name when left out",
      fr: "ce par quoi commencent ses chemins en mémoire ; le nom du dossier si absent",
    },
    tag: {
      en: "tag of all its documents",
      fr: "étiquette de tous ses documents",
    },
  },
  examples: [
    { en: "One folder", fr: "Un dossier" },
    { en: "All that are in memory", fr: "Tous ceux qui sont en mémoire" },
  ],
} as const satisfies CommandWords;
