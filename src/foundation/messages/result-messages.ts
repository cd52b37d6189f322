import type { Message } from "./message.ts";

/** What commands say when they are done. */
export const resultMessages = {
  // init
  vaultMade: { en: "Made a vault at {url}", fr: "Coffre créé à {url}" },
  vaultId: { en: "Its id is {id}", fr: "Son identifiant est {id}" },
  keepPassword: {
    en: "Keep its password safe: without it, nothing in the vault can ever be read again.",
    fr: "Gardez bien son mot de passe : sans lui, rien de ce qui est dans le coffre ne pourra être relu.",
  },
  oneWriter: {
    en: "Its store lets writers overwrite each other, so one at a time writes here; others are told that it is locked.",
    fr: "Son stockage laisse les écrivains s’écraser l’un l’autre : un seul écrit à la fois, les autres apprennent qu’il est verrouillé.",
  },
  // backup
  snapshotSaved: { en: "Snapshot {id} saved", fr: "Instantané {id} enregistré" },
  snapshotSkipped: {
    en: "Nothing changed, so no snapshot was made",
    fr: "Rien n'a changé : pas d'instantané",
  },
  dryRun: { en: "Dry run: nothing was written", fr: "À blanc : rien n'a été écrit" },
  parent: { en: "Compared with snapshot {id}", fr: "Comparé à l'instantané {id}" },
  noParent: {
    en: "No earlier snapshot of these paths: every file is read",
    fr: "Pas d'instantané plus ancien de ces chemins : chaque fichier est lu",
  },
  backupCounts: {
    en: "{label}  {new} new, {changed} changed, {unmodified} unchanged",
    fr: "{label}  {new} nouveaux, {changed} modifiés, {unmodified} inchangés",
  },
  filesLabel: { en: "Files:   ", fr: "Fichiers :" },
  foldersLabel: { en: "Folders: ", fr: "Dossiers :" },
  addedLabel: { en: "Added:   ", fr: "Ajouté :  " },
  added: {
    en: "{label}  {size} ({packed} in the vault)",
    fr: "{label}  {size} ({packed} dans le coffre)",
  },
  processed: {
    en: "Processed {files}, {size} in {duration}",
    fr: "{files}, {size} en {duration}",
  },
  problemsTitle: {
    en: "{problems}; everything else went well:",
    fr: "{problems} ; tout le reste s'est bien passé :",
  },
  problem: { en: "  {path}: {problem}", fr: "  {path} : {problem}" },
  moreProblems: { en: "  … and {count} more", fr: "  … et {count} de plus" },
  partlyDone: {
    en: "Something could not be read or written; the exit code is 3.",
    fr: "Quelque chose n'a pas pu être lu ou écrit ; le code de sortie est 3.",
  },
  damagedInPart: {
    en: "The vault is damaged where these need it; the exit code is 13.\nTo see all damage, run: restera check --read-data",
    fr: "Le coffre est endommagé là où ceux-ci en ont besoin ; le code de sortie est 13.\nPour voir tous les dégâts, lancez : restera check --read-data",
  },
  // restore
  targetMissing: {
    en: "Say where to write with --target FOLDER; a new folder is safest.",
    fr: "Dites où écrire avec --target DOSSIER ; un nouveau dossier est le plus sûr.",
  },
  includeAndExclude: {
    en: "Use patterns to include or patterns to exclude, not both.",
    fr: "Utilisez des motifs à inclure ou des motifs à exclure, pas les deux.",
  },
  restoring: {
    en: "Restoring snapshot {id} into {target}",
    fr: "Restauration de l'instantané {id} dans {target}",
  },
  restored: {
    en: "Restored {items}, {size} in {duration} into {target}",
    fr: "{items}, {size} restaurés en {duration} dans {target}",
  },
  wouldRestore: {
    en: "Would restore {items}, {size} into {target}",
    fr: "Restaurerait {items}, {size} dans {target}",
  },
  restorePlan: {
    en: "{create} to create, {overwrite} to overwrite, {delete} to delete, {skip} to leave",
    fr: "{create} à créer, {overwrite} à remplacer, {delete} à supprimer, {skip} à laisser",
  },
  restoreSkipped: { en: "Left as they were: {items}", fr: "Laissés tels quels : {items}" },
  restoreDeleted: { en: "Deleted: {items}", fr: "Supprimés : {items}" },
  verified: {
    en: "Every restored file was read again and is right",
    fr: "Chaque fichier restauré a été relu et est bon",
  },
  itemNew: { en: "new", fr: "nouveau" },
  itemChanged: { en: "changed", fr: "changé" },
  itemSame: { en: "unchanged", fr: "inchangé" },
  itemAdded: { en: "{size} ({packed} in the vault)", fr: "{size} ({packed} dans le coffre)" },
  actionCreate: { en: "create", fr: "créer" },
  actionOverwrite: { en: "overwrite", fr: "remplacer" },
  actionDelete: { en: "delete", fr: "supprimer" },
  actionSkip: { en: "leave", fr: "laisser" },
  planHash: { en: "Plan {hash}", fr: "Plan {hash}" },
  // snapshots
  columnId: { en: "ID", fr: "ID" },
  columnTime: { en: "Time", fr: "Moment" },
  columnHost: { en: "Host", fr: "Machine" },
  columnTags: { en: "Tags", fr: "Étiquettes" },
  columnReasons: { en: "Reasons", fr: "Raisons" },
  columnPaths: { en: "Paths", fr: "Chemins" },
  columnSize: { en: "Size", fr: "Taille" },
  noSnapshots: {
    en: "No snapshots match. Make one with: restera backup PATH",
    fr: "Aucun instantané ne correspond. Faites-en un avec : restera backup CHEMIN",
  },
  snapshotsOf: { en: "Snapshots of {group}", fr: "Instantanés de {group}" },
  badGroup: {
    en: "--group-by takes host, paths and tags, separated by commas, not “{value}”.",
    fr: "--group-by prend host, paths et tags, séparés par des virgules, et non « {value} ».",
  },
  // ls
  snapshotLine: {
    en: "Snapshot {id} of {paths}, {time}, by {user}",
    fr: "Instantané {id} de {paths}, {time}, par {user}",
  },
  folderNotAbsolute: {
    en: "{path} must be an absolute path, as ls shows it.",
    fr: "{path} doit être un chemin absolu, tel que ls le montre.",
  },
  // cat
  idMissing: { en: "cat {kind} needs an id.", fr: "cat {kind} demande un identifiant." },
  idNotNeeded: { en: "cat {kind} takes no id.", fr: "cat {kind} ne prend pas d'identifiant." },
  unknownKind: {
    en: "There is no kind of object “{kind}”. There are: {kinds}",
    fr: "Il n'y a pas d'objet « {kind} ». Il y a : {kinds}",
  },
  // dump
  dumped: { en: "Wrote {size} to {target}", fr: "{size} écrits dans {target}" },
  archiveToTerminal: {
    en: "{path} is a folder, and an archive of it does not belong on a terminal.\nSend it into a program or a file: --target FILE",
    fr: "{path} est un dossier, et son archive n'a rien à faire sur un terminal.\nEnvoyez-la dans un programme ou un fichier : --target FICHIER",
  },
  // check
  checkPassed: { en: "No errors were found", fr: "Aucune erreur trouvée" },
  checkCounts: {
    en: "{snapshots}, {packs} in {duration}",
    fr: "{snapshots}, {packs} en {duration}",
  },
  checkLeftOut: {
    en: "Not looked at, as not asked for: {snapshots}",
    fr: "Non contrôlés, car non demandés : {snapshots}",
  },
  checkRead: { en: "Read and verified {packs}, {size}", fr: "{packs}, {size} lus et vérifiés" },
  moreHints: {
    en: "  … and {count} more, all harmless (--verbose shows them)",
    fr: "  … et {count} de plus, tous sans gravité (--verbose les montre)",
  },
  checkFailed: {
    en: "The vault is damaged: {errors}. Snapshots that do not need what is named above still restore.\nTry to get copies of the named files from another place; restera repair can mend the rest.",
    fr: "Le coffre est endommagé : {errors}. Les instantanés qui n'ont pas besoin de ce qui est nommé ci-dessus se restaurent encore.\nCherchez une copie des fichiers nommés ; restera repair peut réparer le reste.",
  },
  unusedBlobs: {
    en: "Used by no snapshot: {blobs}",
    fr: "Sans usage dans aucun instantané : {blobs}",
  },
  // completion
  unknownShell: {
    en: "There are completions for {shells}, not for “{shell}”.",
    fr: "Il y a des complétions pour {shells}, pas pour « {shell} ».",
  },
  // stats
  statsMode: { en: "Counted by {mode}:", fr: "Compté par {mode} :" },
  statsSnapshots: { en: "Snapshots", fr: "Instantanés" },
  statsFiles: { en: "Files", fr: "Fichiers" },
  statsBlobs: { en: "Blobs", fr: "Blobs" },
  statsUncompressed: { en: "Uncompressed size", fr: "Taille non compressée" },
  statsSize: { en: "Total size", fr: "Taille totale" },
  statsRatio: { en: "Compression ratio", fr: "Taux de compression" },
  statsSaving: { en: "Space saved", fr: "Place gagnée" },
  // stdin
  stdinWithPaths: {
    en: "--stdin keeps what comes in, so it takes no paths.",
    fr: "--stdin garde ce qui arrive : il ne prend pas de chemins.",
  },
  nothingGiven: {
    en: "Say what to back up: restera backup PATH…",
    fr: "Dites quoi sauvegarder : restera backup CHEMIN…",
  },
  patternUnmatched: {
    en: "Nothing matches {pattern}, given by --files-from",
    fr: "Rien ne correspond à {pattern}, donné par --files-from",
  },
  commandMissing: {
    en: "--stdin-from-command needs a command: restera backup --stdin-from-command -- COMMAND",
    fr: "--stdin-from-command demande une commande : restera backup --stdin-from-command -- COMMANDE",
  },
} as const satisfies Record<string, Message>;
