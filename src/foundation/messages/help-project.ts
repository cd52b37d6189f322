import type { CommandWords } from "./command-words.ts";
import { projectId as id, projectStorage as storage, projectStoring } from "./project-words.ts";

export const projectHelp = {
  summary: { en: "Keep projects with a life cycle", fr: "Garder des projets et leur cycle de vie" },
  description: {
    en:
      "A project is a folder with metadata.json, source/ and artifacts/. It is active, archived (one tar.gz) or deleted " +
      "(marked, and it comes back). Limits: STORAGE_MAX_PROJECT_SIZE and STORAGE_TOTAL_QUOTA, in GB.",
    fr:
      "Un projet est un dossier avec metadata.json, source/ et artifacts/. Il est actif, archivé (un tar.gz) ou supprimé " +
      "(marqué, et il revient). Limites : STORAGE_MAX_PROJECT_SIZE et STORAGE_TOTAL_QUOTA, en Go.",
  },
  examples: [{ en: "What there is", fr: "Ce qu'il y a" }],
} as const satisfies CommandWords;

export const projectStoreHelp = {
  summary: { en: "Store a folder as a project", fr: "Ranger un dossier comme projet" },
  description: {
    en:
      "Copies the folder. The project is there whole or not at all. Languages and frameworks are detected when they are not " +
      "given. Links that lead out of the folder are left out and named.",
    fr:
      "Copie le dossier. Le projet y est entier ou pas du tout. Langages et cadriciels sont détectés s'ils ne sont pas " +
      "donnés. Les liens qui sortent du dossier sont écartés et nommés.",
  },
  arguments: { folder: { en: "what to copy", fr: "ce qu'il faut copier" } },
  options: {
    ...projectStoring,
    name: {
      en: "its name; the folder's when left out",
      fr: "son nom ; celui du dossier si absent",
    },
    type: {
      en: "generation, migration, or a word of yours",
      fr: "generation, migration, ou un mot à vous",
    },
    artifacts: { en: "a folder that becomes artifacts/", fr: "un dossier qui devient artifacts/" },
  },
  examples: [
    { en: "A folder, with tags", fr: "Un dossier, avec des étiquettes" },
    { en: "Under an id of yours", fr: "Sous un identifiant à vous" },
    { en: "Again: its second version", fr: "De nouveau : sa deuxième version" },
  ],
} as const satisfies CommandWords;

export const projectListHelp = {
  summary: { en: "List projects", fr: "Lister les projets" },
  description: {
    en: "Shows the projects for which every given filter holds; deleted ones only with --status.",
    fr: "Montre les projets qui remplissent tous les filtres ; les supprimés seulement avec --status.",
  },
  options: {
    ...storage,
    status: {
      en: "only these; all shows deleted ones too",
      fr: "seulement ceux-ci ; all montre aussi les supprimés",
    },
    language: { en: "written in it", fr: "écrits dans ce langage" },
    framework: { en: "built on it", fr: "bâtis dessus" },
    tag: { en: "with this tag", fr: "avec cette étiquette" },
    type: { en: "of this type", fr: "de ce type" },
    "min-size": { en: "at least this large", fr: "de cette taille au moins" },
    "max-size": { en: "at most this large", fr: "de cette taille au plus" },
    text: {
      en: "in id, name, tags or the address of git",
      fr: "dans identifiant, nom, étiquettes ou adresse git",
    },
    "older-than": {
      en: "days since the last change, more",
      fr: "jours depuis le dernier changement, plus",
    },
    "newer-than": {
      en: "days since the last change, less",
      fr: "jours depuis le dernier changement, moins",
    },
    sort: { en: "the order", fr: "l'ordre" },
    reverse: { en: "the other way round", fr: "dans l'autre sens" },
    limit: { en: "show so many", fr: "en montrer tant" },
    offset: { en: "pass over so many", fr: "en passer tant" },
  },
  examples: [
    { en: "Everything that is not deleted", fr: "Tout ce qui n'est pas supprimé" },
    {
      en: "Large ones in Python, the largest first",
      fr: "Les gros en Python, le plus gros d'abord",
    },
  ],
} as const satisfies CommandWords;

export const projectShowHelp = {
  summary: { en: "Show a project's metadata", fr: "Montrer les métadonnées d'un projet" },
  description: {
    en: "Prints metadata.json, and where the project is.",
    fr: "Affiche metadata.json, et où est le projet.",
  },
  arguments: { project: id },
  options: storage,
  examples: [{ en: "One project", fr: "Un projet" }],
} as const satisfies CommandWords;

export const projectExtractHelp = {
  summary: {
    en: "Put a project's files somewhere",
    fr: "Mettre les fichiers d'un projet quelque part",
  },
  description: {
    en:
      "Copies what is in source/, whether the project is active or archived, and prints the path. Without --target " +
      "it goes to cache/ in the storage and replaces what was there.",
    fr:
      "Copie ce qui est dans source/, que le projet soit actif ou archivé, et affiche le chemin. Sans --target, cela va " +
      "dans cache/ de l'espace et remplace ce qui y était.",
  },
  arguments: { project: id },
  options: {
    ...storage,
    version: {
      en: "one of its versions; see restera project history",
      fr: "une de ses versions ; voir restera project history",
    },
    target: { en: "a folder that is not there, or empty", fr: "un dossier absent, ou vide" },
    workbench: {
      en: "the folder's name in cache/; the id when left out",
      fr: "nom du dossier dans cache/ ; l'identifiant si absent",
    },
    "with-artifacts": {
      en: "source/ and artifacts/, each in its folder",
      fr: "source/ et artifacts/, chacun dans son dossier",
    },
  },
  examples: [
    { en: "To work on it", fr: "Pour y travailler" },
    { en: "To the cache", fr: "Dans le cache" },
    { en: "As it was first stored", fr: "Tel que rangé la première fois" },
  ],
} as const satisfies CommandWords;

export const projectArchiveHelp = {
  summary: { en: "Archive projects", fr: "Archiver des projets" },
  description: {
    en: "Turns a project into one tar.gz, which is read again and compared before the folder goes.",
    fr: "Fait d'un projet un seul tar.gz, relu et comparé avant que le dossier ne parte.",
  },
  arguments: {
    project: { en: "its id; or use --older-than", fr: "son identifiant ; ou --older-than" },
  },
  options: {
    ...storage,
    "older-than": {
      en: "all that were not changed for so many days",
      fr: "tous ceux inchangés depuis tant de jours",
    },
    "dry-run": { en: "only say which", fr: "seulement dire lesquels" },
  },
  examples: [
    { en: "One project", fr: "Un projet" },
    { en: "What rests for three months", fr: "Ce qui dort depuis trois mois" },
  ],
} as const satisfies CommandWords;

export const projectRestoreHelp = {
  summary: { en: "Bring a project back", fr: "Ramener un projet" },
  description: {
    en: "Takes a soft delete back: the project is active or archived, as it was. An archived one becomes active.",
    fr: "Annule une suppression douce : le projet est actif ou archivé, comme avant. Un archivé redevient actif.",
  },
  arguments: { project: id },
  options: storage,
  examples: [{ en: "One project", fr: "Un projet" }],
} as const satisfies CommandWords;

export const projectDeleteHelp = {
  summary: { en: "Delete a project", fr: "Supprimer un projet" },
  description: {
    en: "Marks it as deleted; restera project restore brings it back. With --hard it is gone for good.",
    fr: "Le marque comme supprimé ; restera project restore le ramène. Avec --hard, c'est pour de bon.",
  },
  arguments: { project: id },
  options: {
    ...storage,
    hard: {
      en: "remove it for good; needs --confirm",
      fr: "le supprimer pour de bon ; demande --confirm",
    },
    confirm: { en: "the project's id once more", fr: "l'identifiant du projet, encore une fois" },
  },
  examples: [
    { en: "Softly", fr: "En douceur" },
    { en: "For good", fr: "Pour de bon" },
  ],
} as const satisfies CommandWords;

export const projectStatsHelp = {
  summary: {
    en: "What projects take, and what is left",
    fr: "Ce que prennent les projets, et ce qui reste",
  },
  description: {
    en: "Counts projects and bytes, and what may still be stored.",
    fr: "Compte projets et octets, et ce qui peut encore entrer.",
  },
  options: storage,
  examples: [{ en: "All of it", fr: "Le tout" }],
} as const satisfies CommandWords;
