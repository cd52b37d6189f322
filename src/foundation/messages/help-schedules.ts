import type { CommandWords } from "./command-words.ts";

const nameArgument = {
  name: { en: "what it is called", fr: "son nom" },
} as const;

export const scheduleHelp = {
  summary: { en: "Run commands again and again", fr: "Lancer des commandes régulièrement" },
  description: {
    en:
      "A schedule runs a command of restera at certain times, as a task. They run while “restera watch” does; what was " +
      "missed is caught up once.",
    fr:
      "Une planification lance une commande de restera à certains moments, en tâche. Elles tournent tant que « restera " +
      "watch » tourne ; ce qui a été manqué est rattrapé une fois.",
  },
  examples: [{ en: "All schedules", fr: "Toutes les planifications" }],
} as const satisfies CommandWords;

export const scheduleAddHelp = {
  summary: { en: "Add a schedule", fr: "Ajouter une planification" },
  description: {
    en:
      "Times are words (hourly, daily at 03:00, weekdays at 08:00, weekly on monday at 18:30, monthly on 1 at 04:00, " +
      "every 6 h) or a cron expression of five fields. The vault is the one of this call. A password is never kept: only " +
      "the file or command it comes from, or the key that restera keeps. A run never begins before the last is over.",
    fr:
      "Les moments sont des mots (hourly, daily at 03:00, weekdays at 08:00, weekly on monday at 18:30, monthly on 1 at " +
      "04:00, every 6 h) ou une expression cron à cinq champs. Le coffre est celui de cet appel. Aucun mot de passe n'est " +
      "gardé : seulement le fichier ou la commande, ou la clé que garde restera. Deux passages ne se chevauchent jamais.",
  },
  arguments: {
    ...nameArgument,
    command: {
      en: "the command, after -- when it has options",
      fr: "la commande, après -- si elle a des options",
    },
  },
  options: {
    times: { en: "when it runs", fr: "quand elle tourne" },
    "time-zone": {
      en: "time zone of these times, such as Europe/Paris; this machine's when left out",
      fr: "fuseau de ces moments, par exemple Europe/Paris ; celui de la machine si absent",
    },
    jitter: {
      en: "begin up to so much later, such as 10m, to spread the load",
      fr: "commencer jusqu'à autant plus tard, par exemple 10m, pour étaler",
    },
    grace: {
      en: "overdue when it is so much late; half the time between two runs when left out",
      fr: "en retard après ce délai ; la moitié de l'intervalle si absent",
    },
  },
  examples: [
    { en: "Notes, every hour", fr: "Les notes, chaque heure" },
    { en: "Read all data on Sundays", fr: "Tout relire le dimanche" },
    { en: "Every 15 minutes on working days", fr: "Toutes les 15 minutes les jours ouvrés" },
  ],
} as const satisfies CommandWords;

export const scheduleListHelp = {
  summary: { en: "List schedules", fr: "Lister les planifications" },
  description: {
    en: "Shows each schedule, when it is due next and how its last run ended.",
    fr: "Montre chaque planification, son prochain passage et la fin du dernier.",
  },
  examples: [{ en: "All schedules", fr: "Toutes les planifications" }],
} as const satisfies CommandWords;

export const scheduleRunHelp = {
  summary: { en: "Run a schedule now", fr: "Lancer une planification maintenant" },
  description: {
    en: "Runs its command now, beside its times, and waits for the end. Ctrl-C cancels it.",
    fr: "Lance sa commande maintenant, en plus de ses moments, et attend la fin. Ctrl-C l'annule.",
  },
  arguments: nameArgument,
  options: {
    detach: { en: "leave it to “restera watch”", fr: "la laisser à « restera watch »" },
  },
  examples: [{ en: "Now", fr: "Maintenant" }],
} as const satisfies CommandWords;

export const scheduleRemoveHelp = {
  summary: { en: "Remove a schedule", fr: "Retirer une planification" },
  description: {
    en: "It runs no more, and what of it waits is cancelled. Its past tasks stay; the vault is not touched.",
    fr: "Elle ne tourne plus, et ce qui en attend est annulé. Ses tâches passées restent ; le coffre n'est pas touché.",
  },
  arguments: nameArgument,
  examples: [{ en: "One schedule", fr: "Une planification" }],
} as const satisfies CommandWords;

export const scheduleInstallHelp = {
  summary: {
    en: "Have “restera watch” always there",
    fr: "Avoir « restera watch » toujours là",
  },
  description: {
    en:
      "Writes what the system needs to start “restera watch” and keep it running: a unit for systemd, a plist for " +
      "launchd, or a task for Windows. Nothing is started: what to type next is shown.",
    fr:
      "Écrit ce qu'il faut au système pour lancer « restera watch » et le garder en marche : une unité systemd, un plist " +
      "launchd ou une tâche Windows. Rien n'est lancé : la suite à taper est montrée.",
  },
  options: {
    for: { en: "whose file; this system's when left out", fr: "pour qui ; ce système si absent" },
    system: { en: "for the whole machine, as root", fr: "pour toute la machine, en root" },
    output: { en: "write there instead", fr: "écrire là plutôt" },
    "dry-run": { en: "only show it", fr: "seulement le montrer" },
  },
  examples: [
    { en: "For this user", fr: "Pour cet utilisateur" },
    { en: "What would be written", fr: "Ce qui serait écrit" },
  ],
} as const satisfies CommandWords;
