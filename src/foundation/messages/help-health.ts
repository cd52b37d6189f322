import type { CommandWords } from "./command-words.ts";

const nameArgument = {
  name: { en: "what it is called", fr: "son nom" },
} as const;

export const healthHelp = {
  summary: { en: "Say whether backups are as they should be", fr: "Dire si tout va bien" },
  description: {
    en:
      "Compares what schedules should have done with what they did, without asking the program that runs them. The exit " +
      "code is 1 when something fails or is overdue, so that any monitoring can run it.",
    fr:
      "Compare ce que les planifications auraient dû faire avec ce qui est fait, sans rien demander au programme qui les " +
      "lance. Le code de sortie est 1 si quelque chose échoue ou est en retard : toute surveillance peut s'en servir.",
  },
  options: {
    notify: {
      en: "tell those who are to be told what has changed, as “restera watch” does",
      fr: "prévenir de ce qui a changé, comme le fait « restera watch »",
    },
  },
  examples: [
    { en: "How it is", fr: "L'état" },
    { en: "From another timer, so that a dead watch is noticed", fr: "D'une autre minuterie" },
  ],
} as const satisfies CommandWords;

export const notifyHelp = {
  summary: {
    en: "Tell somebody when something is wrong",
    fr: "Prévenir quand quelque chose ne va pas",
  },
  description: {
    en:
      "When a schedule fails, is overdue, or is well again, whoever is listed here is told once: by a signed webhook, by " +
      "e-mail, or by a program. It is tried again for about an hour when it does not arrive.",
    fr:
      "Quand une planification échoue, est en retard ou va de nouveau bien, chacun est prévenu une fois : par un webhook " +
      "signé, par courriel, ou par un programme. Nouveaux essais pendant une heure environ.",
  },
  examples: [{ en: "Who is told", fr: "Qui est prévenu" }],
} as const satisfies CommandWords;

export const notifyAddHelp = {
  summary: { en: "Add somebody to be told", fr: "Ajouter quelqu'un à prévenir" },
  description: {
    en:
      "A webhook gets the notice as JSON with the header restera-signature: t=SECONDS,v1=HEX, the HMAC-SHA-256 of " +
      "“SECONDS.BODY”; its secret is made unless a file has it. A program gets the event, a subject and a text as its last " +
      "arguments, and the JSON on its input.",
    fr:
      "Un webhook reçoit le message en JSON avec l'en-tête restera-signature: t=SECONDES,v1=HEX, le HMAC-SHA-256 de " +
      "« SECONDES.CORPS » ; son secret est créé sauf si un fichier le donne. Un programme reçoit l'évènement, un sujet et " +
      "un texte en derniers arguments, et le JSON en entrée.",
  },
  arguments: {
    ...nameArgument,
    command: {
      en: "a program and its arguments, instead of a webhook or e-mail",
      fr: "un programme et ses arguments, au lieu d'un webhook ou courriel",
    },
  },
  options: {
    webhook: { en: "post to this address", fr: "envoyer à cette adresse" },
    "secret-file": { en: "the webhook's secret", fr: "le secret du webhook" },
    email: { en: "write to this address", fr: "écrire à cette adresse" },
    smtp: {
      en: "the mail server: smtp://user@host:587, or smtps:",
      fr: "le serveur de courriel : smtp://nom@machine:587, ou smtps:",
    },
    "smtp-password-file": { en: "its password", fr: "son mot de passe" },
    from: { en: "the sender's address", fr: "l'adresse d'expéditeur" },
    on: {
      en: "which events: failure, overdue, recovery",
      fr: "quels évènements : failure, overdue, recovery",
    },
  },
  examples: [
    { en: "A webhook", fr: "Un webhook" },
    { en: "E-mail", fr: "Un courriel" },
    { en: "A program", fr: "Un programme" },
  ],
} as const satisfies CommandWords;

export const notifyListHelp = {
  summary: { en: "List who is told", fr: "Lister qui est prévenu" },
  description: {
    en: "Shows who is told, how, and about what. Secrets are not shown.",
    fr: "Montre qui est prévenu, comment et de quoi. Les secrets n'y sont pas.",
  },
  examples: [{ en: "Who is told", fr: "Qui est prévenu" }],
} as const satisfies CommandWords;

export const notifyTestHelp = {
  summary: { en: "Send a test", fr: "Envoyer un essai" },
  description: {
    en: "Tells one of them now that this is a test, and says whether it arrived.",
    fr: "Envoie un essai maintenant, et dit s'il est arrivé.",
  },
  arguments: nameArgument,
  examples: [{ en: "One of them", fr: "L'un d'eux" }],
} as const satisfies CommandWords;

export const notifyRemoveHelp = {
  summary: { en: "Tell somebody no more", fr: "Ne plus prévenir quelqu'un" },
  description: { en: "Nothing is sent there any more.", fr: "Plus rien n'y est envoyé." },
  arguments: nameArgument,
  examples: [{ en: "One of them", fr: "L'un d'eux" }],
} as const satisfies CommandWords;
