import type { Message } from "./message.ts";

/** What `protect` says. */
export const protectMessages = {
  nothingFound: {
    en: "Found nothing that agents keep, in the home folder or here.\nSay what to protect: restera protect ~/Documents",
    fr: "Rien trouvé que gardent des agents, ni dans le dossier personnel ni ici.\nDites quoi protéger : restera protect ~/Documents",
  },
  found: { en: "Protecting:", fr: "À protéger :" },
  source: { en: "  {path}  ({owner})", fr: "  {path}  ({owner})" },
  path: { en: "  {path}", fr: "  {path}" },
  phaseOpen: { en: "Opening the vault", fr: "Ouverture du coffre" },
  phaseMake: { en: "Making a vault and its key", fr: "Création du coffre et de sa clé" },
  phaseBackup: { en: "Backing up", fr: "Sauvegarde" },
  phaseCheck: { en: "Checking the vault", fr: "Contrôle du coffre" },
  phaseRestore: {
    en: "Restoring a sample and comparing it",
    fr: "Restauration d'un échantillon et comparaison",
  },
  phaseRecovery: {
    en: "Making a recovery phrase and trying it",
    fr: "Création et essai d'une phrase de récupération",
  },
  protected: { en: "Protected: {files}, {size}", fr: "Protégé : {files}, {size}" },
  partlyProtected: {
    en: "Protected in part: {files}, {size}; {problems} could not be kept",
    fr: "Protégé en partie : {files}, {size} ; {problems} n'ont pas pu être gardés",
  },
  notProtected: {
    en: "Not protected: the vault is damaged",
    fr: "Non protégé : le coffre est endommagé",
  },
  vault: { en: "  Vault      {url}", fr: "  Coffre       {url}" },
  key: { en: "  Key        {path}", fr: "  Clé          {path}" },
  snapshot: {
    en: "  Snapshot   {id}, {added} added",
    fr: "  Instantané   {id}, {added} ajoutés",
  },
  checked: { en: "  Checked    {packs}, no errors", fr: "  Contrôlé     {packs}, aucune erreur" },
  proven: {
    en: "  Proven     {files}, {size} restored and the same as the source",
    fr: "  Prouvé       {files}, {size} restaurés et identiques à la source",
  },
  provenEmpty: {
    en: "  Proven     nothing: there is no file to restore yet",
    fr: "  Prouvé       rien : il n'y a pas encore de fichier à restaurer",
  },
  changedSince: {
    en: "             {files} changed after the snapshot and were compared with it alone",
    fr: "               {files} ont changé après l'instantané et n'ont été comparés qu'à lui",
  },
  notProven: {
    en: "These files did not come back as they were kept:",
    fr: "Ces fichiers ne sont pas revenus tels qu'ils ont été gardés :",
  },
  phraseTitle: {
    en: "Recovery phrase (shown only this once):",
    fr: "Phrase de récupération (montrée cette seule fois) :",
  },
  phraseAdvice: {
    en: "Write these 24 words down, in this order, and keep them away from this computer. Together with the vault they bring everything back, even when this disk and its key are gone. Whoever has both can read everything.",
    fr: "Notez ces 24 mots, dans cet ordre, et gardez-les loin de cet ordinateur. Avec le coffre, ils ramènent tout, même si ce disque et sa clé ont disparu. Qui a les deux peut tout lire.",
  },
  phraseProven: {
    en: "The phrase alone just opened the vault and restored a file.",
    fr: "La phrase seule vient d'ouvrir le coffre et de restaurer un fichier.",
  },
  phraseOpened: {
    en: "The phrase alone just opened the vault.",
    fr: "La phrase seule vient d'ouvrir le coffre.",
  },
  phraseUnproven: {
    en: "The phrase opened the vault, but the file it restored was not the same.",
    fr: "La phrase a ouvert le coffre, mais le fichier restauré n'était pas le même.",
  },
  backTitle: { en: "To get everything back:", fr: "Pour tout récupérer :" },
  backRestera: {
    en: "With restera, which uses the key here and asks for the recovery phrase elsewhere:",
    fr: "Avec restera, qui utilise la clé ici et demande ailleurs la phrase de récupération :",
  },
  backRestic: {
    en: "With stock restic (https://restic.net), which asks for the recovery phrase:",
    fr: "Avec restic (https://restic.net), qui demande la phrase de récupération :",
  },
  sameDiskTitle: { en: "Not yet a backup:", fr: "Pas encore une sauvegarde :" },
  sameDisk: {
    en: "the vault is on the same disk as what it protects, so one broken disk takes both. Put a vault on another disk or in the cloud:",
    fr: "le coffre est sur le même disque que ce qu'il protège : une panne emporte les deux. Mettez un coffre sur un autre disque ou dans le nuage :",
  },
} as const satisfies Record<string, Message>;
