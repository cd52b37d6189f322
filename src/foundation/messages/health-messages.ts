import type { Message } from "./message.ts";

/** What `health` and `notify` say. */
export const healthMessages = {
  ok: { en: "well", fr: "bien" },
  partly: { en: "well, in part", fr: "bien, en partie" },
  failing: { en: "failing", fr: "en échec" },
  overdue: { en: "overdue", fr: "en retard" },
  never: { en: "never", fr: "jamais" },
  notNoted: { en: "none noted", fr: "rien de noté" },
  columnSuccess: { en: "Last success", fr: "Dernier succès" },
  columnDeadline: { en: "Expected by", fr: "Attendu avant" },
  columnHow: { en: "How", fr: "Comment" },
  columnEvents: { en: "About", fr: "De quoi" },
  lastBackup: { en: "Last backup: {time}", fr: "Dernière sauvegarde : {time}" },
  lastCheck: { en: "Last check:  {time}", fr: "Dernier contrôle :    {time}" },
  lastDrill: { en: "Last drill:  {time}", fr: "Dernier exercice :    {time}" },
  allWell: { en: "All is well.", fr: "Tout va bien." },
  notWell: {
    en: "Not well: {names}. See: restera task list",
    fr: "Ne va pas bien : {names}. Voyez : restera task list",
  },
  nothingScheduled: {
    en: "Nothing is scheduled, so nothing can be overdue. Add one with: restera schedule add",
    fr: "Rien n'est planifié, donc rien n'est en retard. Ajoutez : restera schedule add",
  },
  oneTarget: {
    en: "Give one of --webhook URL, --email ADDRESS or a program.",
    fr: "Donnez l'un de --webhook URL, --email ADRESSE ou un programme.",
  },
  badAddress: {
    en: "“{value}” is no address for {option}.",
    fr: "« {value} » n'est pas une adresse pour {option}.",
  },
  noPasswordHere: {
    en: "Put no password into {option}: use --smtp-password-file FILE.",
    fr: "Pas de mot de passe dans {option} : utilisez --smtp-password-file FICHIER.",
  },
  smtpMissing: {
    en: "E-mail needs --smtp smtp://host:587.",
    fr: "Le courriel demande --smtp smtp://machine:587.",
  },
  notifierAdded: {
    en: "Added {name}. Try it with: restera notify test {name}",
    fr: "{name} ajouté. Essayez : restera notify test {name}",
  },
  secretIn: { en: "Its secret is in {file}", fr: "Son secret est dans {file}" },
  notifierRemoved: { en: "Removed {name}", fr: "{name} retiré" },
  testSent: { en: "{name} took the test", fr: "{name} a pris l'essai" },
  noNotifiers: {
    en: "Nobody is told. Add somebody with: restera notify add",
    fr: "Personne n'est prévenu. Ajoutez quelqu'un : restera notify add",
  },
} as const satisfies Record<string, Message>;
