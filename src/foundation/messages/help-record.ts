import type { CommandWords } from "./command-words.ts";

const collection = {
  en: "learning, sessions, scans, decisions, analyses, or a name of yours",
  fr: "learning, sessions, scans, decisions, analyses, ou un nom à vous",
} as const;

const placeOptions = {
  store: {
    en: "where records are: a folder, s3://…, gs://…, az://… (else by NODE_ENV)",
    fr: "où sont les documents : dossier, s3://…, gs://…, az://… (sinon selon NODE_ENV)",
  },
  prefix: { en: "what their keys begin with", fr: "ce par quoi commencent leurs clés" },
  "passphrase-file": {
    en: "the passphrase that encrypts them, in a file",
    fr: "la phrase secrète qui les chiffre, dans un fichier",
  },
  "identity-file": {
    en: "the identity of age that encrypts them, in a file",
    fr: "l'identité age qui les chiffre, dans un fichier",
  },
} as const;

const compress = { en: "write gzip", fr: "écrire en gzip" } as const;

export const recordHelp = {
  summary: {
    en: "Keep JSON documents as plain objects",
    fr: "Garder des documents JSON comme simples objets",
  },
  description: {
    en:
      "A record is one JSON document in a collection, kept under a key that says what it is, such as " +
      "sessions/session-1.json. Any program reads it. Without --store they are in ./dev-data, and with " +
      "NODE_ENV=production in the bucket of S3_BUCKET_NAME.",
    fr:
      "Un document JSON dans une collection, sous une clé qui dit ce que c'est, comme sessions/session-1.json. Tout " +
      "programme le lit. Sans --store, c'est dans ./dev-data, et avec NODE_ENV=production dans le seau de " +
      "S3_BUCKET_NAME.",
  },
  examples: [{ en: "What there is", fr: "Ce qu'il y a" }],
} as const satisfies CommandWords;

export const recordPutHelp = {
  summary: { en: "Keep a document", fr: "Garder un document" },
  description: {
    en:
      "Reads JSON from a file or from what comes in. In learning, scans, decisions and analyses it gets the time as its " +
      "number, elsewhere it needs an id. What was there before stays in its history; nobody's work is overwritten.",
    fr:
      "Lit du JSON dans un fichier ou à l'entrée. Dans learning, scans, decisions et analyses son numéro est l'heure, " +
      "ailleurs il faut un identifiant. Ce qui y était reste dans l'historique ; le travail de personne n'est écrasé.",
  },
  arguments: { collection, id: { en: "its id", fr: "son identifiant" } },
  options: {
    ...placeOptions,
    compress,
    file: {
      en: "the document; what comes in when left out",
      fr: "le document ; l'entrée si absent",
    },
    "if-version": {
      en: "only when it still has this version, as record get --json shows it",
      fr: "seulement s'il a encore cette version, montrée par record get --json",
    },
  },
  examples: [
    { en: "A scan report", fr: "Un rapport d'analyse" },
    { en: "A session, from a pipe", fr: "Une session, par un tube" },
  ],
} as const satisfies CommandWords;

export const recordGetHelp = {
  summary: { en: "Show a document", fr: "Montrer un document" },
  description: {
    en:
      "Prints the document. Without an id it is the newest of the collection; with --at it is what was there then. A newest " +
      "one that cannot be read is named and passed over.",
    fr:
      "Affiche le document. Sans identifiant, le plus récent de la collection ; avec --at, ce qu'il y avait alors. Un plus " +
      "récent illisible est nommé et ignoré.",
  },
  arguments: {
    collection,
    id: {
      en: "its id; the newest when left out",
      fr: "son identifiant ; le plus récent si absent",
    },
  },
  options: {
    ...placeOptions,
    at: {
      en: "as of a moment: 2026-11-21T12:00:00Z, or milliseconds",
      fr: "à un moment : 2026-11-21T12:00:00Z, ou millisecondes",
    },
  },
  examples: [
    { en: "What was learned last", fr: "Ce qui a été appris en dernier" },
    { en: "As it was then", fr: "Comme c'était alors" },
    { en: "One session", fr: "Une session" },
  ],
} as const satisfies CommandWords;

export const recordListHelp = {
  summary: { en: "List documents", fr: "Lister les documents" },
  description: {
    en: "Shows the documents of a collection, or of all that are known, and the projects.",
    fr: "Montre les documents d'une collection, ou de toutes, et les projets.",
  },
  arguments: { collection: { en: "all when left out", fr: "toutes si absent" } },
  options: placeOptions,
  examples: [
    { en: "Everything", fr: "Tout" },
    { en: "The sessions in a bucket", fr: "Les sessions dans un seau" },
  ],
} as const satisfies CommandWords;

export const recordHistoryHelp = {
  summary: { en: "What a document was", fr: "Ce qu'un document a été" },
  description: {
    en:
      "Shows every state that is kept, the oldest first: of a collection by time all its documents, of one document what it " +
      "was before each change.",
    fr:
      "Montre chaque état gardé, le plus ancien d'abord : d'une collection par heure tous ses documents, d'un document ce " +
      "qu'il était avant chaque modification.",
  },
  arguments: { collection, id: { en: "its id", fr: "son identifiant" } },
  options: placeOptions,
  examples: [
    { en: "Of what was learned", fr: "De ce qui a été appris" },
    { en: "Of one session", fr: "D'une session" },
  ],
} as const satisfies CommandWords;

export const recordSyncHelp = {
  summary: { en: "Bring two places to agreement", fr: "Mettre deux endroits d'accord" },
  description: {
    en:
      "Sends what the store lacks and fetches what this machine lacks. Where both changed the same document, both edits are " +
      "kept and named. May be stopped anywhere and run again. What cannot be read is named, and the exit code is 3; " +
      "where two edits could not be merged it is 14.",
    fr:
      "Envoie ce qui manque là-bas et reçoit ce qui manque ici. Si les deux ont changé le même document, les deux " +
      "versions sont gardées et nommées. Peut s'arrêter partout et reprendre. L'illisible est nommé, et le code de " +
      "sortie est 3 ; si deux versions n'ont pu être réunies, c'est 14.",
  },
  options: {
    ...placeOptions,
    compress,
    local: {
      en: "this machine's records; Magnus's own when left out",
      fr: "les documents de cette machine ; ceux de Magnus si absent",
    },
    up: { en: "only send", fr: "envoyer seulement" },
    down: { en: "only fetch", fr: "recevoir seulement" },
    collection: { en: "only this one", fr: "seulement celle-ci" },
  },
  examples: [
    { en: "Magnus's records, both ways", fr: "Les documents de Magnus, dans les deux sens" },
    { en: "A folder to a bucket", fr: "Un dossier vers un seau" },
  ],
} as const satisfies CommandWords;
