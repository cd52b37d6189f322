import type { Message } from "./message.ts";

/** What the commands `archive` and `source` say. */
export const archiveMessages = {
  archiving: { en: "Archiving", fr: "Archivage" },
  uploading: { en: "Uploading", fr: "Envoi" },
  verifying: { en: "Checking", fr: "Vérification" },
  created: {
    en: "Archive {id}: {files}, {content}, as {size} in {path}",
    fr: "Archive {id} : {files}, {content}, soit {size} dans {path}",
  },
  createdPartly: {
    en: "Some of it is missing: see above.",
    fr: "Il en manque une partie : voyez ci-dessus.",
  },
  problem: { en: "{source}: {problem}", fr: "{source} : {problem}" },
  noArchives: {
    en: "There are no archives yet. Make one with: restera archive create",
    fr: "Il n'y a pas encore d'archives. Faites-en une avec : restera archive create",
  },
  columnId: { en: "Id", fr: "Identifiant" },
  columnTime: { en: "Time", fr: "Moment" },
  columnSize: { en: "Size", fr: "Taille" },
  columnFormat: { en: "Format", fr: "Format" },
  columnCloud: { en: "Cloud", fr: "Nuage" },
  pending: { en: "not there", fr: "pas encore" },
  synced: { en: "there", fr: "présente" },
  failed: { en: "failed", fr: "échec" },
  encrypted: { en: "{format}, encrypted", fr: "{format}, chiffrée" },
  labelTime: { en: "Time", fr: "Moment" },
  labelFile: { en: "File", fr: "Fichier" },
  labelSize: { en: "Size", fr: "Taille" },
  labelContent: { en: "Content", fr: "Contenu" },
  labelFormat: { en: "Format", fr: "Format" },
  labelCloud: { en: "Cloud", fr: "Nuage" },
  labelMd5: { en: "MD5", fr: "MD5" },
  labelSha256: { en: "SHA-256", fr: "SHA-256" },
  labelProblem: { en: "Problem", fr: "Problème" },
  columnFile: { en: "File", fr: "Fichier" },
  columnSource: { en: "Source", fr: "Source" },
  columnModified: { en: "Modified", fr: "Modifié" },
  sound: {
    en: "{id} is sound: {files}, {content}, every hash as written.",
    fr: "{id} est saine : {files}, {content}, chaque empreinte comme à l'écriture.",
  },
  readable: {
    en: "{id} can be read to its end: {files}, {content}. No hash was kept of it, so nothing was compared.",
    fr: "{id} se lit jusqu'au bout : {files}, {content}. Aucune empreinte n'en était gardée : rien n'a été comparé.",
  },
  unsound: { en: "{id} is not sound.", fr: "{id} n'est pas saine." },
  restored: {
    en: "Restored {files} ({content}) of {id} to {target}",
    fr: "{files} de {id} ({content}) restaurés dans {target}",
  },
  wouldRestore: {
    en: "Would restore {files} ({content}) of {id} to {target}",
    fr: "{files} de {id} ({content}) seraient restaurés dans {target}",
  },
  targetMissing: {
    en: "Say where to: --target FOLDER",
    fr: "Dites où : --target DOSSIER",
  },
  oneKey: {
    en: "--passphrase-file and --identity-file do not go together.",
    fr: "--passphrase-file et --identity-file ne vont pas ensemble.",
  },
  compressUnknown: {
    en: "CLOUD_COMPRESS is {value}; it can be true or false.",
    fr: "CLOUD_COMPRESS vaut {value} ; ce peut être true ou false.",
  },
  // sources
  sourceAdded: { en: "Added {name}: {place}", fr: "{name} ajoutée : {place}" },
  sourceNotThere: {
    en: "It is not there now; archives will say so until it is.",
    fr: "Elle n'est pas là pour l'instant ; les archives le diront jusqu'à ce qu'elle y soit.",
  },
  sourceRemoved: { en: "Removed {name}.", fr: "{name} retirée." },
  sourceIsDefault: {
    en: "{name} is a default of this folder: it is archived whenever it is there. To leave it out, name the others with --source.",
    fr: "{name} est une source par défaut de ce dossier : archivée dès qu'elle est là. Pour l'omettre, nommez les autres avec --source.",
  },
  columnName: { en: "Name", fr: "Nom" },
  columnKind: { en: "Kind", fr: "Genre" },
  columnPlace: { en: "Place", fr: "Lieu" },
  columnState: { en: "State", fr: "État" },
  isThere: { en: "there", fr: "là" },
  isAbsent: { en: "not there", fr: "absente" },
  isDefault: { en: "default", fr: "par défaut" },
  columnOwner: { en: "Whose", fr: "De qui" },
  nothingDetected: {
    en: "Nothing was found that agents keep.",
    fr: "Rien n'a été trouvé de ce que gardent les agents.",
  },
  detectHint: {
    en: "Add one with: restera source add NAME PATH",
    fr: "Ajoutez-en une avec : restera source add NOM CHEMIN",
  },
} as const satisfies Record<string, Message>;
