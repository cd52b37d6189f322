import type { CommandWords } from "./command-words.ts";

const nameArgument = {
  name: { en: "letters, digits, ., _ and -", fr: "lettres, chiffres, ., _ et -" },
} as const;

export const sourceHelp = {
  summary: { en: "Name what archives are made of", fr: "Nommer ce dont les archives sont faites" },
  description: {
    en:
      "Sources are what archive create keeps: what is in data/ without being asked, and files, SQLite databases, web " +
      "addresses and PostgreSQL databases that you name.",
    fr:
      "Les sources sont ce que garde archive create : ce qui est dans data/ sans le demander, et les fichiers, bases " +
      "SQLite, adresses web et bases PostgreSQL que vous nommez.",
  },
  examples: [{ en: "What there is", fr: "Ce qu'il y a" }],
} as const satisfies CommandWords;

export const sourceAddHelp = {
  summary: { en: "Add a source", fr: "Ajouter une source" },
  description: {
    en:
      "The kind is told by the place: a path or a pattern, a SQLite file, http(s)://, postgres://, memory: for Restera's own " +
      "memory. Databases are captured " +
      "live, of one moment. No password is kept: PostgreSQL's is in ~/.pgpass, a header in a file of its own.",
    fr:
      "Le genre se voit au lieu : un chemin ou un motif, un fichier SQLite, http(s)://, postgres://, memory: pour la mémoire " +
      "de Restera. Les bases sont " +
      "prises en marche, à un instant. Aucun mot de passe n'est gardé : celui de PostgreSQL est dans ~/.pgpass, un " +
      "en-tête dans son propre fichier.",
  },
  arguments: {
    ...nameArgument,
    places: {
      en: "paths, patterns in quotes, or an address",
      fr: "chemins, motifs entre guillemets, ou une adresse",
    },
  },
  options: {
    kind: {
      en: "what it is, when the place does not tell",
      fr: "ce que c'est, si le lieu ne le dit pas",
    },
    "headers-file": {
      en: "headers to send with a request, a line each",
      fr: "en-têtes à envoyer avec une requête, un par ligne",
    },
    timeout: {
      en: "how long an address may be silent",
      fr: "combien de temps une adresse peut se taire",
    },
  },
  examples: [
    { en: "A folder", fr: "Un dossier" },
    { en: "A database that is in use", fr: "Une base en service" },
    { en: "An export of a service", fr: "Un export d'un service" },
    { en: "A PostgreSQL database", fr: "Une base PostgreSQL" },
    { en: "Memory, wherever it is", fr: "La mémoire, où qu'elle soit" },
  ],
} as const satisfies CommandWords;

export const sourceListHelp = {
  summary: { en: "List sources", fr: "Lister les sources" },
  description: {
    en: "Shows the sources that you named and the defaults of this folder, and whether each is there.",
    fr: "Montre les sources que vous avez nommées et celles par défaut de ce dossier, et si chacune est là.",
  },
  examples: [{ en: "All of them", fr: "Toutes" }],
} as const satisfies CommandWords;

export const sourceDetectHelp = {
  summary: { en: "Find what is worth keeping", fr: "Trouver ce qui vaut d'être gardé" },
  description: {
    en: "Looks where agents keep their state, in your home folder and in this one. Adds nothing; source add does.",
    fr: "Regarde où les agents gardent leur état, chez vous et dans ce dossier. N'ajoute rien ; source add le fait.",
  },
  examples: [{ en: "Look", fr: "Regarder" }],
} as const satisfies CommandWords;

export const sourceRemoveHelp = {
  summary: { en: "Forget a source", fr: "Oublier une source" },
  description: {
    en: "Archives no longer look for it. What it is, and what is archived of it, stays.",
    fr: "Les archives ne la cherchent plus. Ce qu'elle est, et ce qui en est archivé, reste.",
  },
  arguments: nameArgument,
  examples: [{ en: "One source", fr: "Une source" }],
} as const satisfies CommandWords;
