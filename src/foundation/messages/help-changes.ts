import type { CommandWords } from "./command-words.ts";
import { filterHelp } from "./help-filter.ts";

const snapshotWord = {
  en: "id of the snapshot, or latest; perhaps with :FOLDER",
  fr: "identifiant de l'instantané, ou latest ; avec :DOSSIER au besoin",
} as const;

export const diffHelp = {
  summary: { en: "Compare two snapshots", fr: "Comparer deux instantanés" },
  description: {
    en:
      "Shows what changed from the first snapshot to the second: + added, - removed, M content, T type " +
      "and, with --metadata, U for anything else. M? marks a file of which nothing but the content " +
      "changed, as a failing disk does it.",
    fr:
      "Montre ce qui a changé du premier instantané au second : + ajouté, - retiré, M contenu, T type et, " +
      "avec --metadata, U pour tout le reste. M? marque un fichier dont seul le contenu a changé, comme " +
      "le fait un disque défaillant.",
  },
  arguments: { first: snapshotWord, second: snapshotWord },
  options: {
    metadata: {
      en: "also changes of times, owners and permissions",
      fr: "aussi les changements de dates, de propriétaires et de droits",
    },
  },
  examples: [
    { en: "What changed between two snapshots", fr: "Ce qui a changé entre deux instantanés" },
    { en: "In one folder", fr: "Dans un dossier" },
  ],
} as const satisfies CommandWords;

export const findHelp = {
  summary: { en: "Find files in all snapshots", fr: "Chercher des fichiers dans les instantanés" },
  description: {
    en:
      "Looks for names in all snapshots, newest first. A pattern matches a name at any depth, or a whole " +
      "path when it begins with a slash. With --blob, --tree or --pack it tells what these ids belong to.",
    fr:
      "Cherche des noms dans tous les instantanés, du plus récent au plus ancien. Un motif vaut pour un nom " +
      "à toute profondeur, ou pour un chemin entier s'il commence par une barre oblique. Avec --blob, " +
      "--tree ou --pack, dit à quoi appartiennent ces identifiants.",
  },
  arguments: {
    patterns: {
      en: "names with * and ?, or ids with --blob, --tree or --pack",
      fr: "noms avec * et ?, ou identifiants avec --blob, --tree ou --pack",
    },
  },
  options: {
    "ignore-case": { en: "capitals do not matter", fr: "sans tenir compte des majuscules" },
    oldest: { en: "modified at this time or later", fr: "modifié à ce moment ou après" },
    newest: { en: "modified at this time or earlier", fr: "modifié à ce moment ou avant" },
    snapshot: { en: "only in this snapshot", fr: "seulement dans cet instantané" },
    long: {
      en: "with permissions, owner, size and time",
      fr: "avec droits, propriétaire, taille et date",
    },
    "human-readable": { en: "sizes in KiB, MiB, …", fr: "tailles en Kio, Mio, …" },
    reverse: { en: "oldest snapshot first", fr: "l'instantané le plus ancien d'abord" },
    blob: { en: "the patterns are ids of blobs", fr: "les motifs sont des identifiants de blobs" },
    tree: { en: "the patterns are ids of trees", fr: "les motifs sont des identifiants d'arbres" },
    pack: {
      en: "the patterns are ids of packs",
      fr: "les motifs sont des identifiants de paquets",
    },
    "show-pack-id": {
      en: "with --blob or --tree: in which pack it is",
      fr: "avec --blob ou --tree : dans quel paquet c'est",
    },
    ...filterHelp,
  },
  examples: [
    { en: "Notes with plan in their name", fr: "Les notes avec plan dans leur nom" },
    {
      en: "What changed in a folder since May",
      fr: "Ce qui a changé dans un dossier depuis mai",
    },
  ],
} as const satisfies CommandWords;

export const historyHelp = {
  summary: { en: "Show every version of a file", fr: "Montrer chaque version d'un fichier" },
  description: {
    en:
      "Goes through all snapshots and shows when a file or folder came, changed and went, with the " +
      "snapshot to get each version back from.",
    fr:
      "Parcourt tous les instantanés et montre quand un fichier ou dossier est venu, a changé, est parti, " +
      "avec l'instantané d'où reprendre chaque version.",
  },
  arguments: { path: { en: "the path, as ls shows it", fr: "le chemin, tel que ls le montre" } },
  options: {
    metadata: {
      en: "a change of times, owner or permissions makes a version too",
      fr: "un changement de dates, de propriétaire ou de droits compte aussi",
    },
    ...filterHelp,
  },
  examples: [
    { en: "The versions of one note", fr: "Les versions d'une note" },
    { en: "On one machine, for a script", fr: "Sur une machine, pour un script" },
  ],
} as const satisfies CommandWords;

export const tagHelp = {
  summary: { en: "Change the tags of snapshots", fr: "Changer les étiquettes d'instantanés" },
  description: {
    en:
      "Adds, removes or replaces tags. A snapshot whose tags change gets a new id and remembers its first " +
      "one.",
    fr:
      "Ajoute, retire ou remplace des étiquettes. Un instantané dont les étiquettes changent reçoit un " +
      "nouvel identifiant et se souvient du premier.",
  },
  arguments: {
    snapshots: {
      en: "these snapshots; without it, all that the options choose",
      fr: "ces instantanés ; sinon, tous ceux que choisissent les options",
    },
  },
  options: {
    add: { en: "add these tags", fr: "ajouter ces étiquettes" },
    remove: { en: "remove these tags", fr: "retirer ces étiquettes" },
    set: {
      en: "have these tags and no others; '' for none",
      fr: "avoir ces étiquettes et pas d'autres ; '' pour aucune",
    },
    ...filterHelp,
  },
  examples: [
    { en: "Mark the newest snapshot", fr: "Marquer le dernier instantané" },
    { en: "Rename a tag", fr: "Renommer une étiquette" },
  ],
} as const satisfies CommandWords;

export const rewriteHelp = {
  summary: {
    en: "Take files out of snapshots, or give them another host or time",
    fr: "Retirer des fichiers d'instantanés, ou leur donner une autre machine ou date",
  },
  description: {
    en:
      "Writes snapshots anew without what the patterns match, or with --include only with that; all else stays as it was. A new snapshot stands beside the old one with " +
      "the tag rewrite, or takes its place with --forget. What is no longer needed stays in the vault until prune. Without " +
      "snapshots and filters it is about all of them.",
    fr:
      "Réécrit des instantanés sans ce qui correspond aux motifs ou, avec --include, seulement avec cela ; tout le reste demeure. Un nouvel instantané est à côté de l'ancien, avec " +
      "l'étiquette rewrite, ou prend sa place avec --forget. Ce qui ne sert plus reste dans le coffre jusqu'à prune. Sans instantanés " +
      "ni filtres, il s'agit de tous.",
  },
  arguments: tagHelp.arguments,
  options: {
    exclude: { en: "leave out what matches", fr: "retirer ce qui correspond" },
    iexclude: {
      en: "the same, upper and lower case alike",
      fr: "de même, sans distinguer les majuscules",
    },
    "exclude-file": {
      en: "patterns to leave out, from a file",
      fr: "motifs à retirer, dans un fichier",
    },
    "iexclude-file": {
      en: "the same, upper and lower case alike",
      fr: "de même, sans distinguer les majuscules",
    },
    include: { en: "keep only what matches", fr: "ne garder que ce qui correspond" },
    iinclude: {
      en: "the same, upper and lower case alike",
      fr: "de même, sans distinguer les majuscules",
    },
    "include-file": {
      en: "patterns of what to keep, from a file",
      fr: "motifs de ce qu'il faut garder, dans un fichier",
    },
    "iinclude-file": {
      en: "the same, upper and lower case alike",
      fr: "de même, sans distinguer les majuscules",
    },
    "new-host": { en: "name this host instead", fr: "nommer plutôt cette machine" },
    "new-time": { en: "have this time instead", fr: "avoir plutôt cette date" },
    "snapshot-summary": {
      en: "note how many files and bytes there are",
      fr: "noter combien de fichiers et d'octets il y a",
    },
    forget: {
      en: "remove the snapshots that were rewritten",
      fr: "supprimer les instantanés réécrits",
    },
    "dry-run": { en: "only say what would be done", fr: "dire seulement ce qui serait fait" },
    ...filterHelp,
  },
  examples: [
    { en: "What a secret is to be taken out of", fr: "D'où retirer un secret" },
    {
      en: "Take it out; prune then removes it from the vault",
      fr: "Le retirer ; prune l'enlève ensuite du coffre",
    },
    {
      en: "A snapshot of one folder of the newest",
      fr: "Un instantané d'un seul dossier du plus récent",
    },
    { en: "After a machine got another name", fr: "Après qu'une machine a changé de nom" },
  ],
} as const satisfies CommandWords;
