import type { CommandWords } from "./command-words.ts";

const hero = { en: "only what is this hero's", fr: "seulement ce qui est à ce héros" } as const;
const asOf = {
  en: "as memory was at this moment",
  fr: "telle qu'était la mémoire à ce moment",
} as const;
const limit = { en: "so many at most", fr: "au plus tant" } as const;
const filters = {
  hero,
  tag: {
    en: "only with this tag",
    fr: "seulement avec cette étiquette",
  },
  since: { en: "made at this moment or later", fr: "fait à ce moment ou après" },
  until: { en: "made before this moment", fr: "fait avant ce moment" },
  "as-of": asOf,
  limit,
} as const;
const kind = {
  en: "entity, tattoo, hero, note or document",
  fr: "entity, tattoo, hero, note ou document",
} as const;
const author = { en: "who says it; you when left out", fr: "qui le dit ; vous si absent" } as const;
const validity = {
  "valid-from": { en: "true from this moment on", fr: "vrai à partir de ce moment" },
  "valid-to": { en: "true until this moment", fr: "vrai jusqu'à ce moment" },
} as const;
const tagGiven = { en: "a tag", fr: "une étiquette" } as const;

export const memoryHelp = {
  summary: {
    en: "What agents remember: keep, search, correct",
    fr: "La mémoire des agents : garder, chercher, corriger",
  },
  description: {
    en:
      "Entities with a position in six dimensions, heroes' tattoos, notes, and documents by their sections. Nothing is " +
      "overwritten: a correction replaces, and what was is still there. In SQLite below RESTERA_HOME, or in PostgreSQL: " +
      "RESTERA_DATABASE_URL.",
    fr:
      "Des entités avec une position en six dimensions, les tatouages des héros, des notes, et des documents par sections. " +
      "Rien n'est écrasé : une correction remplace, l'ancien reste. Dans SQLite sous RESTERA_HOME, ou dans PostgreSQL : " +
      "RESTERA_DATABASE_URL.",
  },
  examples: [{ en: "Look for something", fr: "Chercher quelque chose" }],
} as const satisfies CommandWords;

export const memoryRememberHelp = {
  summary: { en: "Keep a note", fr: "Garder une note" },
  description: {
    en: "Keeps a text, with who said it and when it is true. The same id again corrects it.",
    fr: "Garde un texte, avec qui l'a dit et quand il est vrai. Le même identifiant le corrige.",
  },
  arguments: {
    text: {
      en: "what to remember; - reads it from what comes in",
      fr: "quoi retenir ; - lit l'entrée",
    },
  },
  options: {
    id: { en: "its id; a new one when left out", fr: "son identifiant ; un nouveau si absent" },
    hero: { en: "whose it is", fr: "à qui c'est" },
    tag: tagGiven,
    author,
    ...validity,
  },
  examples: [
    { en: "A fact", fr: "Un fait" },
    { en: "True only for a while", fr: "Vrai pour un temps" },
  ],
} as const satisfies CommandWords;

export const memorySearchHelp = {
  summary: { en: "Search everything in memory", fr: "Chercher dans toute la mémoire" },
  description: {
    en:
      "Finds words by their stems, and phrases in quotes, the best first; where little is found, also words with a typing " +
      "error. With an embedder (RESTERA_EMBEDDER_URL) also by what is meant. No text is a wrong query.",
    fr:
      "Trouve les mots par leur racine, et les phrases entre guillemets, le meilleur d'abord ; si peu se trouve, aussi les " +
      "mots mal tapés. Avec un modèle de vecteurs (RESTERA_EMBEDDER_URL), aussi par le sens. Aucun texte n'est une requête fausse.",
  },
  arguments: { words: { en: "what to look for", fr: "ce qu'on cherche" } },
  options: {
    ...filters,
    kind,
    mode: {
      en: "by words (text), by meaning (vector), or by both; both where an embedder is set up",
      fr: "par mots (text), par sens (vector), ou les deux ; les deux si un modèle de vecteurs est défini",
    },
    path: {
      en: "only documents whose path begins so",
      fr: "seulement les documents dont le chemin commence ainsi",
    },
  },
  examples: [
    { en: "In everything", fr: "Dans tout" },
    { en: "In what one hero remembers", fr: "Dans la mémoire d'un héros" },
    { en: "By what is meant", fr: "Par ce qui est voulu dire" },
  ],
} as const satisfies CommandWords;

export const memoryEntityHelp = {
  summary: { en: "Keep, show or list entities", fr: "Garder, montrer ou lister des entités" },
  description: {
    en: "With --data, --file or --position it keeps the entity; with an id alone it shows it; without one it lists them.",
    fr: "Avec --data, --file ou --position, garde l'entité ; avec un identifiant seul, la montre ; sans, les liste.",
  },
  arguments: { id: { en: "its entity_id", fr: "son entity_id" } },
  options: {
    ...filters,
    data: { en: "its entity_data, as JSON", fr: "son entity_data, en JSON" },
    file: {
      en: "its entity_data, from a file; - for what comes in",
      fr: "son entity_data, d'un fichier ; - pour l'entrée",
    },
    position: { en: "its position_6d: six numbers", fr: "sa position_6d : six nombres" },
    "world-hash": {
      en: "its world_hash; when listing, only these",
      fr: "son world_hash ; en liste, seulement ceux-là",
    },
    author,
    ...validity,
  },
  examples: [
    { en: "All of them", fr: "Toutes" },
    { en: "Keep one", fr: "En garder une" },
    { en: "As it was then", fr: "Comme elle était" },
  ],
} as const satisfies CommandWords;

export const memoryTattooHelp = {
  summary: { en: "Keep, show or list tattoos", fr: "Garder, montrer ou lister des tatouages" },
  description: {
    en: "With --content it keeps the tattoo of a hero; with an id alone it shows it; without one it lists them.",
    fr: "Avec --content, garde le tatouage d'un héros ; avec un identifiant seul, le montre ; sans, les liste.",
  },
  arguments: { id: { en: "its tattoo_id", fr: "son tattoo_id" } },
  options: {
    ...filters,
    content: {
      en: "its memory_content: text or JSON; - for what comes in",
      fr: "son memory_content : texte ou JSON ; - pour l'entrée",
    },
    temporal: { en: "its temporal_coordinates, as JSON", fr: "ses temporal_coordinates, en JSON" },
    author,
    ...validity,
  },
  examples: [
    { en: "One hero's", fr: "Ceux d'un héros" },
    { en: "Keep one", fr: "En garder un" },
  ],
} as const satisfies CommandWords;

export const memoryHeroesHelp = {
  summary: {
    en: "List heroes and how much they remember",
    fr: "Lister les héros et leurs souvenirs",
  },
  description: {
    en: "Everybody who has a memory, from tattoos, notes, documents and the table heroes_memories.",
    fr: "Tous ceux qui ont un souvenir : tatouages, notes, documents et la table heroes_memories.",
  },
  examples: [{ en: "All of them", fr: "Tous" }],
} as const satisfies CommandWords;

export const memoryDocHelp = {
  summary: { en: "Index folders of documents", fr: "Indexer des dossiers de documents" },
  description: {
    en:
      "Brings memory up to date with the Markdown and JSON files below a folder; only what changed is indexed, what is gone " +
      "is forgotten. Without a folder it lists those that are known.",
    fr:
      "Met la mémoire à jour avec les fichiers Markdown et JSON d'un dossier ; seul ce qui a changé est indexé, ce qui a " +
      "disparu est oublié. Sans dossier, liste ceux qui sont connus.",
  },
  arguments: { folder: { en: "where the documents are", fr: "où sont les documents" } },
  options: {
    name: {
      en: "what it is called in memory; its own name when left out",
      fr: "son nom en mémoire ; le sien si absent",
    },
    tag: {
      en: "a tag for all of them",
      fr: "une étiquette pour tous",
    },
  },
  examples: [
    { en: "A folder", fr: "Un dossier" },
    { en: "Those that are known", fr: "Ceux qui sont connus" },
  ],
} as const satisfies CommandWords;

export const memoryNearestHelp = {
  summary: { en: "What is nearest to a position", fr: "Ce qui est le plus près d'une position" },
  description: {
    en: "Entities, and heroes' memories with coordinates, by their distance in six dimensions; only within a sphere with --radius, within a box with --from and --to.",
    fr: "Les entités, et les mémoires de héros à coordonnées, par distance en six dimensions ; dans une sphère avec --radius, dans une boîte avec --from et --to.",
  },
  arguments: {
    position: { en: "six numbers: 1,0,-2.5,0,3,1", fr: "six nombres : 1,0,-2.5,0,3,1" },
  },
  options: {
    radius: { en: "at most so far away", fr: "à cette distance au plus" },
    from: {
      en: "the box's lowest corner, six numbers",
      fr: "le coin bas de la boîte, six nombres",
    },
    to: { en: "the box's highest corner", fr: "le coin haut de la boîte" },
    "world-hash": { en: "only of this world", fr: "seulement de ce monde" },
    hero,
    "as-of": asOf,
    limit,
  },
  examples: [
    { en: "The ten nearest", fr: "Les dix plus proches" },
    { en: "Within a sphere; a minus first", fr: "Dans une sphère ; un moins d'abord" },
  ],
} as const satisfies CommandWords;
