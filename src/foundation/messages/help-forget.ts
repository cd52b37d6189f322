import type { CommandWords } from "./command-words.ts";
import { filterHelp } from "./help-filter.ts";

const count = (en: string, fr: string) =>
  ({
    en: `the newest of this many ${en}, or unlimited`,
    fr: `le dernier d'autant ${fr}, ou unlimited`,
  }) as const;
const within = (en: string, fr: string) =>
  ({
    en: `${en} as far back as this, such as 1y5m7d2h`,
    fr: `${fr} aussi loin que cela, comme 1y5m7d2h`,
  }) as const;

/** What `forget` and `backup` keep. */
export const keepHelp = {
  "keep-last": {
    en: "this many of the newest, or unlimited",
    fr: "autant des derniers, ou unlimited",
  },
  "keep-hourly": count("hours", "d'heures"),
  "keep-daily": count("days", "de jours"),
  "keep-weekly": count("weeks", "de semaines"),
  "keep-monthly": count("months", "de mois"),
  "keep-yearly": count("years", "d'années"),
  "keep-within": within("all, counted from the newest,", "tous, comptés depuis le dernier,"),
  "keep-within-hourly": within("one of each hour,", "un par heure,"),
  "keep-within-daily": within("one of each day,", "un par jour,"),
  "keep-within-weekly": within("one of each week,", "un par semaine,"),
  "keep-within-monthly": within("one of each month,", "un par mois,"),
  "keep-within-yearly": within("one of each year,", "un par an,"),
  "keep-tag": {
    en: "all that have these tags (A,B: both)",
    fr: "tous ceux qui ont ces étiquettes (A,B : les deux)",
  },
} as const;

const pruneLimitHelp = {
  "max-unused": {
    en: "what may stay unused: a size (500M), a share of the vault (5%), unlimited",
    fr: "ce qui peut rester inutile : une taille (500M), une part du coffre (5%), unlimited",
  },
  "max-repack-size": {
    en: "stop repacking after this much, such as 2G",
    fr: "ne plus remballer après autant, comme 2G",
  },
  "repack-cacheable-only": {
    en: "repack only packs of folders, not of files",
    fr: "ne remballer que les paquets de dossiers, pas de fichiers",
  },
  "repack-small": {
    en: "join packs below 80% of the pack size",
    fr: "joindre les paquets sous 80 % de la taille voulue",
  },
  "repack-smaller-than": {
    en: "join packs below this size",
    fr: "joindre les paquets sous cette taille",
  },
  "repack-uncompressed": {
    en: "repack what is not yet compressed",
    fr: "remballer ce qui n'est pas encore compressé",
  },
  mark: {
    en: "keep nobody out: only mark packs; a prune a day later deletes them",
    fr: "n'exclure personne : marquer les paquets ; un prune un jour plus tard les supprime",
  },
  exclusive: {
    en: "keep everybody out meanwhile, and delete at once",
    fr: "exclure tout le monde pendant ce temps, et supprimer aussitôt",
  },
} as const;

export const forgetHelp = {
  summary: {
    en: "Remove snapshots that a policy does not keep",
    fr: "Retirer les instantanés qu'une règle ne garde pas",
  },
  description: {
    en:
      "Sorts the snapshots into groups of one host and the same paths and, in each group, removes what no " +
      "--keep option keeps. The data they held stays until prune. With ids, it removes just these. Try a " +
      "policy with --dry-run first.",
    fr:
      "Range les instantanés par groupes d'une même machine et des mêmes chemins et retire, dans chaque " +
      "groupe, ce qu'aucune option --keep ne garde. Leurs données restent jusqu'à prune. Avec des " +
      "identifiants, ne retire que ceux-là. Essayez d'abord une règle avec --dry-run.",
  },
  arguments: {
    snapshots: {
      en: "remove these, whatever the policy says",
      fr: "retirer ceux-ci, quelle que soit la règle",
    },
  },
  options: {
    ...keepHelp,
    "group-by": {
      en: "what the snapshots of a group share: host, paths, tags; '' for one group",
      fr: "ce que partagent ceux d'un groupe : host, paths, tags ; '' pour un seul groupe",
    },
    compact: { en: "shorter table", fr: "tableau plus court" },
    "dry-run": { en: "only show what would be done", fr: "montrer seulement ce qui serait fait" },
    "unsafe-allow-remove-all": {
      en: "without a policy: remove all that --host, --path and --tag choose",
      fr: "sans règle : retirer tous ceux que choisissent --host, --path et --tag",
    },
    prune: {
      en: "prune afterwards, when something was removed",
      fr: "lancer prune ensuite, si quelque chose a été retiré",
    },
    ...pruneLimitHelp,
    ...filterHelp,
  },
  examples: [
    {
      en: "See what a week of days and a month of weeks would leave",
      fr: "Voir ce que laisseraient une semaine de jours et un mois de semaines",
    },
    { en: "Remove one snapshot", fr: "Retirer un instantané" },
    {
      en: "Keep ten of each machine, and free the space",
      fr: "En garder dix par machine, et libérer la place",
    },
  ],
} as const satisfies CommandWords;

const dryRun = {
  en: "only say what would be done",
  fr: "dire seulement ce qui serait fait",
} as const;

export const pruneHelp = {
  summary: {
    en: "Free the space that no snapshot needs",
    fr: "Libérer la place dont aucun instantané n'a besoin",
  },
  description: {
    en:
      "Deletes packs of which nothing is used and repacks those that are partly used. Alone in the vault, it " +
      "does so at once. While backups of this program run, and always with --mark, it keeps nobody out: " +
      "packs are marked, and a prune 23 hours later or more deletes them. It changes nothing when anything " +
      "in the vault cannot be read.",
    fr:
      "Supprime les paquets dont rien ne sert et remballe ceux qui ne servent qu'en partie. Seul dans le " +
      "coffre, aussitôt. Pendant des sauvegardes de ce programme, et toujours avec --mark, il n'exclut " +
      "personne : les paquets sont marqués, et un prune 23 heures plus tard ou plus les supprime. Ne change " +
      "rien quand quelque chose du coffre est illisible.",
  },
  options: {
    "dry-run": dryRun,
    ...pruneLimitHelp,
    "unsafe-recover-no-free-space": {
      en: "for a full disk: delete the index first; takes the vault's id. Try --max-repack-size 0 before",
      fr: "pour un disque plein : supprimer d'abord l'index ; prend l'identifiant du coffre. Essayez d'abord --max-repack-size 0",
    },
  },
  examples: [
    { en: "See what would be freed", fr: "Voir ce qui serait libéré" },
    { en: "Beside running backups", fr: "À côté de sauvegardes en cours" },
  ],
} as const satisfies CommandWords;

export const repackHelp = {
  summary: { en: "Join small packs into full ones", fr: "Joindre les petits paquets en de pleins" },
  description: {
    en:
      "Many short backups leave many small packs, which make a vault in the cloud slow. This joins them, when " +
      "there are ten or more, and deletes packs of which nothing is used.",
    fr:
      "Beaucoup de courtes sauvegardes laissent beaucoup de petits paquets, qui ralentissent un coffre dans le " +
      "nuage. Ceci les joint, s'il y en a dix ou plus, et supprime les paquets dont rien ne sert.",
  },
  options: {
    "smaller-than": {
      en: "packs below this size; 80% of the pack size when not given",
      fr: "les paquets sous cette taille ; 80 % de la taille voulue par défaut",
    },
    "dry-run": dryRun,
    mark: pruneLimitHelp.mark,
  },
  examples: [
    { en: "All packs below 80% of the usual size", fr: "Tous les paquets sous 80 % de la taille" },
    { en: "Only the smallest", fr: "Seulement les plus petits" },
  ],
} as const satisfies CommandWords;
