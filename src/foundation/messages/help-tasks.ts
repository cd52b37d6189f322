import type { CommandWords } from "./command-words.ts";

const taskArgument = {
  task: { en: "its id, or the beginning of it", fr: "son identifiant, ou le début" },
} as const;

export const taskHelp = {
  summary: { en: "See and stop what runs in tasks", fr: "Voir et arrêter ce qui tourne en tâches" },
  description: {
    en:
      "Whatever a schedule starts is a task: kept in the database with its progress, its log and its result, and gone " +
      "on with when the process that ran it dies.",
    fr:
      "Ce que lance une planification est une tâche : gardée dans la base avec son avancement, son journal et son " +
      "résultat, et reprise quand son processus meurt.",
  },
  examples: [{ en: "The last tasks", fr: "Les dernières tâches" }],
} as const satisfies CommandWords;

export const taskListHelp = {
  summary: { en: "List tasks, the newest first", fr: "Lister les tâches, la plus récente d'abord" },
  description: {
    en: "Shows what waits, what runs and how far it is, and how the last tasks ended.",
    fr: "Montre ce qui attend, ce qui tourne et où il en est, et la fin des dernières tâches.",
  },
  options: {
    state: {
      en: "only tasks in this state",
      fr: "seulement les tâches dans cet état",
    },
    schedule: {
      en: "only tasks of this schedule",
      fr: "seulement les tâches de cette planification",
    },
    limit: { en: "how many at most", fr: "combien au plus" },
  },
  examples: [
    { en: "The last tasks", fr: "Les dernières tâches" },
    { en: "What failed", fr: "Ce qui a échoué" },
  ],
} as const satisfies CommandWords;

export const taskShowHelp = {
  summary: { en: "Show one task", fr: "Montrer une tâche" },
  description: {
    en: "Everything that is known of a task: its command, how far it is, its result or what went wrong.",
    fr: "Tout ce qu'on sait d'une tâche : sa commande, où elle en est, son résultat ou ce qui n'allait pas.",
  },
  arguments: taskArgument,
  examples: [{ en: "One task", fr: "Une tâche" }],
} as const satisfies CommandWords;

export const taskCancelHelp = {
  summary: { en: "Stop a task", fr: "Arrêter une tâche" },
  description: {
    en: "A task that waits never begins; one that runs is asked to stop, and leaves the vault as it was.",
    fr: "Une tâche en attente ne commencera pas ; une tâche en cours s'arrête et laisse le coffre tel quel.",
  },
  arguments: taskArgument,
  examples: [{ en: "One task", fr: "Une tâche" }],
} as const satisfies CommandWords;

export const taskLogHelp = {
  summary: { en: "Show what happened to a task", fr: "Montrer ce qui est arrivé à une tâche" },
  description: {
    en:
      "What happened to a task, or to all, and what it said, in order. Each event has a number: whoever has read up to " +
      "one asks for those after it and misses nothing.",
    fr:
      "Ce qui est arrivé à une tâche, ou à toutes, et ce qu'elle a dit, dans l'ordre. Chaque évènement a un numéro : qui " +
      "a lu jusqu'à l'un demande la suite et ne manque rien.",
  },
  arguments: {
    task: { en: "its id; all tasks when left out", fr: "son identifiant ; toutes si absent" },
  },
  options: {
    after: { en: "only events after this number", fr: "seulement les évènements après ce numéro" },
    follow: {
      en: "wait for more, until the task is over",
      fr: "attendre la suite, jusqu'à la fin",
    },
  },
  examples: [
    { en: "Of one task", fr: "D'une tâche" },
    { en: "Of all, as it happens", fr: "De toutes, en direct" },
  ],
} as const satisfies CommandWords;

export const watchHelp = {
  summary: {
    en: "Run schedules and tasks, in the foreground",
    fr: "Faire tourner planifications et tâches",
  },
  description: {
    en:
      "Runs what is due until it is stopped, and catches up once what was missed while it was not there. Several may run " +
      "at once: each task is run by one of them. Stopped or killed, it loses nothing: the next one goes on. To have it " +
      "always there, see: restera schedule install",
    fr:
      "Lance ce qui est dû jusqu'à son arrêt, et rattrape une fois ce qui a été manqué en son absence. Plusieurs peuvent " +
      "tourner : chaque tâche est à l'un d'eux. Arrêté ou tué, rien n'est perdu : le suivant reprend. Pour l'avoir " +
      "toujours : restera schedule install",
  },
  options: {
    concurrency: { en: "how many tasks run at once", fr: "combien de tâches en même temps" },
  },
  examples: [
    { en: "Until Ctrl-C", fr: "Jusqu'à Ctrl-C" },
    { en: "Every event as JSON", fr: "Chaque évènement en JSON" },
  ],
} as const satisfies CommandWords;
