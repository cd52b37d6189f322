import type { CommandWords } from "./command-words.ts";

const hero = { en: "only what is this hero's", fr: "seulement ce qui est à ce héros" } as const;
const asOf = {
  en: "as memory was at this moment",
  fr: "telle qu'était la mémoire à ce moment",
} as const;
const limit = { en: "so many at most", fr: "au plus tant" } as const;
const heroes = {
  en: "only of this hero",
  fr: "seulement de ce héros",
} as const;
const kind = {
  en: "entity, tattoo, hero, note or document",
  fr: "entity, tattoo, hero, note ou document",
} as const;

export const memoryTimelineHelp = {
  summary: {
    en: "What memory was told, in order",
    fr: "Ce qui a été dit à la mémoire, dans l'ordre",
  },
  description: {
    en: "Every version: said, corrected, forgotten; when, and by whom. It shows the moment to go back to with memory undo --to.",
    fr: "Chaque version : dite, corrigée, oubliée ; quand, et par qui. Montre le moment où revenir avec memory undo --to.",
  },
  options: {
    kind,
    id: { en: "only of this one", fr: "seulement de celui-ci" },
    hero,
    author: { en: "only what this one said", fr: "seulement ce que celui-ci a dit" },
    since: { en: "kept at this moment or later", fr: "gardé à ce moment ou après" },
    until: { en: "kept before this moment", fr: "gardé avant ce moment" },
    limit,
  },
  examples: [
    { en: "The latest", fr: "Les derniers" },
    { en: "Of one entity", fr: "D'une entité" },
  ],
} as const satisfies CommandWords;

const oneKind = {
  en: "entity, tattoo, hero, note or document",
  fr: "entity, tattoo, hero, note ou document",
} as const;
const oneId = { en: "its id", fr: "son identifiant" } as const;

export const memoryForgetHelp = {
  summary: { en: "Let something be found no more", fr: "Ne plus laisser trouver" },
  description: {
    en: "It is found no more, but stays in its history: memory undo brings it back. No byte of it is erased.",
    fr: "N'est plus trouvé, mais reste dans l'historique : memory undo le ramène. Aucun octet n'en est effacé.",
  },
  arguments: { kind: oneKind, id: oneId },
  examples: [{ en: "A note", fr: "Une note" }],
} as const satisfies CommandWords;

export const memoryUndoHelp = {
  summary: { en: "Take changes back", fr: "Annuler des changements" },
  description: {
    en:
      "The last change of one memory, or with --to everything that was said since a moment, by one author where you name " +
      "one. That is a change like others and can be undone too.",
    fr:
      "Le dernier changement d'un souvenir, ou avec --to tout ce qui fut dit depuis un moment, par un auteur si vous en " +
      "nommez un. C'est un changement comme un autre, annulable aussi.",
  },
  arguments: { kind: oneKind, id: oneId },
  options: {
    to: { en: "as memory was at this moment", fr: "comme était la mémoire à ce moment" },
    author: {
      en: "with --to: only what this one said",
      fr: "avec --to : seulement ce que celui-ci a dit",
    },
    "dry-run": { en: "only show what would be", fr: "montrer seulement" },
  },
  examples: [
    { en: "One memory", fr: "Un souvenir" },
    { en: "What an author said since", fr: "Ce qu'un auteur a dit depuis" },
  ],
} as const satisfies CommandWords;

export const memoryExportHelp = {
  summary: { en: "Write memory out", fr: "Sortir la mémoire" },
  description: {
    en:
      'Writes {"entities": [], "tattoos": []} with the documented columns; with --to ndjson a row a line, with notes, heroes, ' +
      "authors and validity too; with --to mcp the file of MCP's server-memory, with --to mem0 what mem0 imports. Documents are " +
      "files and stay where they are.",
    fr:
      'Écrit {"entities": [], "tattoos": []} avec les colonnes documentées ; avec --to ndjson une ligne chacun, avec notes, ' +
      "héros, auteurs et validité ; avec --to mcp le fichier de server-memory de MCP, avec --to mem0 ce que mem0 importe. Les " +
      "documents sont des fichiers et restent où ils sont.",
  },
  arguments: {
    file: {
      en: "a new file; the output when left out or -",
      fr: "un nouveau fichier ; la sortie si absent ou -",
    },
  },
  options: {
    to: {
      en: "interstice (the usual), ndjson, mcp or mem0",
      fr: "interstice (l'ordinaire), ndjson, mcp ou mem0",
    },
    ndjson: { en: "everything, a JSON row a line", fr: "tout, une ligne JSON chacun" },
    hero: heroes,
    "as-of": asOf,
  },
  examples: [
    { en: "As other programs read it", fr: "Comme d'autres programmes le lisent" },
    { en: "Everything of one hero", fr: "Tout d'un héros" },
    { en: "For MCP's server-memory", fr: "Pour server-memory de MCP" },
  ],
} as const satisfies CommandWords;

export const memoryImportHelp = {
  summary: { en: "Take memory in", fr: "Faire entrer une mémoire" },
  description: {
    en:
      "Reads what memory export or the Interstice's export-all wrote; a database of H2, interstice.mv.db, by Java and H2's own " +
      "program; exports of mem0, Letta (.af), MCP's server-memory, ChatGPT (conversations.json) and Cognee (a folder of COGX). " +
      "Which it is shows by itself. Again it changes nothing. Each row that cannot be taken is named with the reason, and the exit " +
      "code is then 3.",
    fr:
      "Lit ce que memory export ou export-all d'Interstice ont écrit ; une base H2, interstice.mv.db, par Java et le programme de " +
      "H2 ; les exports de mem0, Letta (.af), server-memory de MCP, ChatGPT (conversations.json) et Cognee (un dossier COGX). " +
      "Lequel c'est se voit tout seul. Une seconde fois ne change rien. Chaque ligne refusée est nommée avec la raison, et le code " +
      "de sortie est alors 3.",
  },
  arguments: { file: { en: "the file; - for what comes in", fr: "le fichier ; - pour l'entrée" } },
  options: {
    from: {
      en: "whose file it is, where it does not show",
      fr: "de qui est le fichier, si cela ne se voit pas",
    },
    hero: heroes,
    author: {
      en: "who says what names no author; you when left out",
      fr: "qui dit ce qui n'a pas d'auteur ; vous si absent",
    },
    "dry-run": {
      en: "only show what would be refused",
      fr: "montrer seulement ce qui serait refusé",
    },
  },
  examples: [
    { en: "Everything", fr: "Tout" },
    { en: "Two heroes, for a first try", fr: "Deux héros, pour essayer" },
    { en: "The database of the Java service", fr: "La base du service Java" },
    {
      en: "See what ChatGPT's export would bring",
      fr: "Voir ce qu'apporterait l'export de ChatGPT",
    },
  ],
} as const satisfies CommandWords;

export const memoryMigrateHelp = {
  summary: {
    en: "Copy memory into another database",
    fr: "Copier la mémoire dans une autre base",
  },
  description: {
    en:
      "From SQLite to PostgreSQL or back, with all versions, into a database without memory. Stopped anywhere it goes on when " +
      "it is run again. At the end both sides are read, counted and hashed. Tasks and schedules stay where they are.",
    fr:
      "De SQLite vers PostgreSQL ou l'inverse, avec toutes les versions, dans une base sans mémoire. Interrompue, elle " +
      "reprend où elle était. À la fin les deux côtés sont lus, comptés et comparés. Tâches et horaires restent où ils sont.",
  },
  arguments: {
    database: {
      en: "postgres://user@host/database (password: PGPASSWORD, ~/.pgpass), or a path",
      fr: "postgres://utilisateur@machine/base (PGPASSWORD, ~/.pgpass), ou un chemin",
    },
  },
  examples: [{ en: "Onto a server", fr: "Vers un serveur" }],
} as const satisfies CommandWords;
