import type { CommandWords } from "./command-words.ts";
import { filterHelp } from "./help-filter.ts";

export const snapshotsHelp = {
  summary: { en: "List the snapshots in the vault", fr: "Lister les instantanés du coffre" },
  description: {
    en: "Lists what was kept and when, oldest first. The id in the first column is what other commands take.",
    fr: "Liste ce qui a été gardé et quand, du plus ancien au plus récent. L'identifiant de la première colonne est ce que prennent les autres commandes.",
  },
  arguments: { snapshots: { en: "only these snapshots", fr: "seulement ces instantanés" } },
  options: {
    ...filterHelp,
    latest: {
      en: "only the newest N of each host and paths, or of each group of --group-by",
      fr: "seulement les N derniers de chaque machine et chemins, ou groupe de --group-by",
    },
    compact: { en: "fewer columns", fr: "moins de colonnes" },
    "group-by": {
      en: "a table for each host, paths or tags",
      fr: "un tableau par machine, chemins ou étiquettes",
    },
  },
  examples: [
    { en: "All of them", fr: "Tous" },
    { en: "The newest of each machine", fr: "Le dernier de chaque machine" },
  ],
} as const satisfies CommandWords;

export const lsHelp = {
  summary: { en: "List the files of a snapshot", fr: "Lister les fichiers d'un instantané" },
  description: {
    en:
      "Lists everything in a snapshot, or only what is directly in the given folders (with --recursive, " +
      "also below them).",
    fr:
      "Liste tout ce qui est dans un instantané, ou seulement ce qui est dans les dossiers donnés (avec " +
      "--recursive, aussi en dessous).",
  },
  arguments: {
    snapshot: { en: "id of the snapshot, or latest", fr: "identifiant de l'instantané, ou latest" },
    folders: {
      en: "only these folders; absolute paths",
      fr: "seulement ces dossiers ; chemins absolus",
    },
  },
  options: {
    long: {
      en: "with permissions, owner, size and time",
      fr: "avec droits, propriétaire, taille et date",
    },
    "human-readable": { en: "sizes in KiB, MiB, …", fr: "tailles en Kio, Mio, …" },
    recursive: {
      en: "also what is below the given folders",
      fr: "aussi ce qui est sous les dossiers donnés",
    },
    sort: {
      en: "smallest, oldest or first in the alphabet first; time is mtime",
      fr: "d'abord le plus petit, le plus ancien ou le premier de l'alphabet ; time est mtime",
    },
    reverse: { en: "the other way round", fr: "dans l'autre sens" },
    ncdu: { en: "in the format that ncdu -f - reads", fr: "au format que lit ncdu -f -" },
    ...filterHelp,
  },
  examples: [
    { en: "Everything in the newest snapshot", fr: "Tout le dernier instantané" },
    { en: "One folder, in detail", fr: "Un dossier, en détail" },
    { en: "The largest files first", fr: "Les plus gros fichiers d'abord" },
    { en: "For ncdu -f - to walk about in", fr: "À parcourir avec ncdu -f -" },
  ],
} as const satisfies CommandWords;

export const statsHelp = {
  summary: {
    en: "Count and weigh what the vault holds",
    fr: "Compter et peser ce que tient le coffre",
  },
  description: {
    en:
      "Counts over the given snapshots, or over all. The mode says what: restore-size (what restoring " +
      "would write), files-by-contents (each content once), blobs-per-file, or raw-data (what the vault " +
      "really stores).",
    fr:
      "Compte sur les instantanés donnés, ou sur tous. Le mode dit quoi : restore-size (ce qu'écrirait une " +
      "restauration), files-by-contents (chaque contenu une fois), blobs-per-file, ou raw-data (ce que le " +
      "coffre stocke vraiment).",
  },
  arguments: { snapshots: { en: "only these snapshots", fr: "seulement ces instantanés" } },
  options: { mode: { en: "what to count", fr: "ce qu'il faut compter" }, ...filterHelp },
  examples: [
    {
      en: "What restoring the newest snapshot would write",
      fr: "Ce qu'écrirait la restauration du dernier instantané",
    },
    { en: "What the vault takes on disk", fr: "Ce que le coffre prend sur le disque" },
  ],
} as const satisfies CommandWords;

export const checkHelp = {
  summary: { en: "Check that the vault is whole", fr: "Contrôler que le coffre est entier" },
  description: {
    en:
      "Checks that everything the snapshots need is there. With --read-data every byte is read, decrypted " +
      "and compared with its hash: do that now and then, and before you rely on a vault. " +
      "With snapshots or filters it looks only at these and at what they use.",
    fr:
      "Contrôle que tout ce dont les instantanés ont besoin est là. Avec --read-data, chaque octet est lu, " +
      "déchiffré et comparé à son empreinte : à faire de temps en temps, et avant de compter sur un coffre. " +
      "Avec des instantanés ou des filtres, il ne regarde qu'eux et ce qu'ils utilisent.",
  },
  arguments: {
    snapshots: { en: "only these snapshots", fr: "seulement ces instantanés" },
  },
  options: {
    "read-data": { en: "read and verify all data", fr: "lire et vérifier toutes les données" },
    "read-data-subset": {
      en: "read a part: 1/5 is the first fifth; 10% or 500M are chosen by chance",
      fr: "lire une partie : 1/5 est le premier cinquième ; 10% ou 500M sont tirés au sort",
    },
    "check-unused": {
      en: "accepted for restic's scripts",
      fr: "accepté pour les scripts de restic",
    },
    ...filterHelp,
    "with-cache": { en: "accepted for restic's scripts", fr: "accepté pour les scripts de restic" },
  },
  examples: [
    { en: "Check the structure", fr: "Contrôler la structure" },
    { en: "Read everything", fr: "Tout lire" },
    { en: "Read a twentieth, chosen by chance", fr: "Lire un vingtième, tiré au sort" },
    {
      en: "Read all that the newest snapshot needs",
      fr: "Lire tout ce qu'il faut au plus récent instantané",
    },
  ],
} as const satisfies CommandWords;
