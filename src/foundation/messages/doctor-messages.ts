import type { Message } from "./message.ts";

/** What `doctor` finds, by code. What to do about it is on the second line. */
export const doctorFindings = {
  node: { en: "Node {version}", fr: "Node {version}" },
  "node-old": {
    en: "Node {version} is too old.\nInstall Node {least} or newer: https://nodejs.org",
    fr: "Node {version} est trop ancien.\nInstallez Node {least} ou plus récent : https://nodejs.org",
  },
  clock: { en: "The clock says {time}", fr: "L'horloge dit {time}" },
  "clock-unset": {
    en: "The clock says {time}, which cannot be.\nSet it: snapshots would be filed under a wrong time.",
    fr: "L'horloge dit {time}, ce qui est impossible.\nRéglez-la : les instantanés seraient mal datés.",
  },
  "clock-behind": {
    en: "The newest snapshot, {id}, is of {time}: after now.\nSet this clock, or the one of the machine that made it.",
    fr: "Le dernier instantané, {id}, est du {time} : après maintenant.\nRéglez cette horloge, ou celle de la machine qui l'a fait.",
  },
  keys: {
    en: "{keys} key(s) in {path}, for you alone",
    fr: "{keys} clé(s) dans {path}, pour vous seul",
  },
  "keys-unreadable": {
    en: "{path} cannot be read: {problem}",
    fr: "{path} ne peut pas être lu : {problem}",
  },
  "key-open": {
    en: "Others can read {path} (mode {found}).\nRun: chmod {wanted} {path}",
    fr: "D'autres peuvent lire {path} (droits {found}).\nLancez : chmod {wanted} {path}",
  },
  "no-recovery": {
    en: "No recovery phrase was made: when {path} is lost, so is the vault.\nRun: restera keys recovery",
    fr: "Aucune phrase de récupération : si {path} est perdu, le coffre l'est aussi.\nLancez : restera keys recovery",
  },
  "space-temporary": {
    en: "{free} free for temporary files in {path}",
    fr: "{free} libres pour les fichiers temporaires dans {path}",
  },
  "space-vault": { en: "{free} free for the vault", fr: "{free} libres pour le coffre" },
  "space-low": {
    en: "Only {free} are free in {path}.\nMake room: a backup that fills the disk is not kept.",
    fr: "Il ne reste que {free} dans {path}.\nFaites de la place : une sauvegarde qui remplit le disque n'est pas gardée.",
  },
  "folder-unusable": {
    en: "{path} cannot be used: {problem}",
    fr: "{path} est inutilisable : {problem}",
  },
  vault: {
    en: "The vault {id} at {url} opens; it holds {snapshots} snapshot(s)",
    fr: "Le coffre {id} à {url} s'ouvre ; il contient {snapshots} instantané(s)",
  },
  "vault-closed": {
    en: "The vault at {url} does not open: {problem}\nCheck --vault and --password-file; a first vault is made by: restera protect",
    fr: "Le coffre à {url} ne s'ouvre pas : {problem}\nVérifiez --vault et --password-file ; restera protect crée un premier coffre.",
  },
  lock: { en: "In use by {who} since {since}", fr: "Utilisé par {who} depuis {since}" },
  "lock-stale": {
    en: "{who} left a lock of {since}.\nRun: restera unlock",
    fr: "{who} a laissé un verrou du {since}.\nLancez : restera unlock",
  },
  backup: {
    en: "The newest snapshot is {id} of {time}",
    fr: "Le dernier instantané est {id} du {time}",
  },
  "backup-old": {
    en: "The newest snapshot is {days} days old.\nRun: restera protect",
    fr: "Le dernier instantané a {days} jours.\nLancez : restera protect",
  },
  "never-backed-up": {
    en: "Nothing was backed up yet.\nRun: restera protect",
    fr: "Rien n'a encore été sauvegardé.\nLancez : restera protect",
  },
  "same-disk": {
    en: "The vault is on the same disk as what it protects: one broken disk takes both.\nCopy it to another: restera copy --vault PLACE --from-vault {path}",
    fr: "Le coffre est sur le même disque que ce qu'il protège : une panne emporte les deux.\nCopiez-le ailleurs : restera copy --vault ENDROIT --from-vault {path}",
  },
} as const satisfies Record<string, Message>;

export type DoctorCode = keyof typeof doctorFindings;

export const doctorMessages = {
  ok: { en: "ok", fr: "bon" },
  warning: { en: "warning", fr: "attention" },
  error: { en: "error", fr: "erreur" },
  allWell: { en: "All is well.", fr: "Tout va bien." },
} as const satisfies Record<string, Message>;
