import type { CommandWords } from "./command-words.ts";
import { projectId as id, projectStorage as storage } from "./project-words.ts";

export const projectHistoryHelp = {
  summary: { en: "Show a project's versions", fr: "Montrer les versions d'un projet" },
  description: {
    en:
      "Each time a project is stored, a version of it is kept, of which only what changed takes space. Shows them oldest first, " +
      "with what each added. A project whose folder was lost has them still.",
    fr:
      "À chaque rangement d'un projet, une version en est gardée, dont seul le nouveau prend de la place. Les montre, la plus " +
      "ancienne d'abord, avec ce que chacune a ajouté. Un projet dont le dossier est perdu les a encore.",
  },
  arguments: { project: id },
  options: { ...storage },
  examples: [{ en: "All versions of one", fr: "Toutes les versions d'un projet" }],
} as const satisfies CommandWords;

export const projectDiffHelp = {
  summary: { en: "Compare two versions of a project", fr: "Comparer deux versions d'un projet" },
  description: {
    en: "Shows what was added (+), removed (-), changed (M) and became something else (T), by content.",
    fr: "Montre ce qui est ajouté (+), enlevé (-), modifié (M) ou devenu autre chose (T), selon le contenu.",
  },
  arguments: {
    project: id,
    before: { en: "number of the earlier version", fr: "numéro de la version d'avant" },
    after: { en: "number of the later version", fr: "numéro de la version d'après" },
  },
  options: { ...storage },
  examples: [{ en: "From the first to the third", fr: "De la première à la troisième" }],
} as const satisfies CommandWords;
