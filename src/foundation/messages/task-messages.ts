import type { Message } from "./message.ts";

/** What tasks, schedules and `watch` say. */
export const taskMessages = {
  // states
  queued: { en: "waiting", fr: "en attente" },
  running: { en: "running", fr: "en cours" },
  interrupted: { en: "interrupted", fr: "interrompue" },
  done: { en: "done", fr: "faite" },
  failed: { en: "failed", fr: "échouée" },
  cancelled: { en: "cancelled", fr: "annulée" },
  progress: { en: "progress", fr: "avancement" },
  log: { en: "log", fr: "journal" },
  "cancel-requested": { en: "asked to stop", fr: "arrêt demandé" },
  // task list and show
  columnState: { en: "State", fr: "État" },
  columnWhat: { en: "What", fr: "Quoi" },
  columnSchedule: { en: "Schedule", fr: "Planification" },
  columnBegun: { en: "Begun", fr: "Début" },
  columnTook: { en: "Took", fr: "Durée" },
  columnOutcome: { en: "Outcome", fr: "Résultat" },
  noTasks: {
    en: "There are no tasks yet. Schedules make them: restera schedule add",
    fr: "Il n'y a pas encore de tâches. Les planifications en font : restera schedule add",
  },
  unknownState: {
    en: "There is no state “{state}”. There are: {states}",
    fr: "Il n'y a pas d'état « {state} ». Il y a : {states}",
  },
  labelCommand: { en: "Command", fr: "Commande" },
  labelDue: { en: "Due", fr: "Prévue" },
  labelCreated: { en: "Made", fr: "Créée" },
  labelFinished: { en: "Over", fr: "Finie" },
  labelAttempt: { en: "Attempt", fr: "Essai" },
  labelProgress: { en: "Progress", fr: "Avancement" },
  labelProblem: { en: "Problem", fr: "Problème" },
  labelResult: { en: "Result", fr: "Résultat" },
  attemptOf: { en: "{attempt} of {most}", fr: "{attempt} sur {most}" },
  partly: { en: "in part: see its log", fr: "en partie : voir le journal" },
  snapshotOutcome: { en: "snapshot {id}", fr: "instantané {id}" },
  cancelledNow: { en: "Cancelled {id}", fr: "{id} annulée" },
  cancelAsked: {
    en: "Asked {id} to stop; see: restera task show {id}",
    fr: "Arrêt de {id} demandé ; voir : restera task show {id}",
  },
  eventLine: { en: "{time}  {id}  {event}", fr: "{time}  {id}  {event}" },
  // schedules
  columnName: { en: "Name", fr: "Nom" },
  columnTimes: { en: "Times", fr: "Moments" },
  columnNext: { en: "Next", fr: "Prochain" },
  columnLast: { en: "Last", fr: "Dernier" },
  columnCommand: { en: "Command", fr: "Commande" },
  noSchedules: {
    en: "There are no schedules. Add one with: restera schedule add notes --times hourly backup ~/notes",
    fr: "Il n'y a pas de planification. Ajoutez-en une : restera schedule add notes --times hourly backup ~/notes",
  },
  timesMissing: {
    en: "Say when with --times: hourly, daily at 03:00, every 6 h, or a cron expression.",
    fr: "Dites quand avec --times : hourly, daily at 03:00, every 6 h, ou une expression cron.",
  },
  ofTheCommand: {
    en: "{option} would not reach the command. Write it behind --, as in: schedule add {name} … -- {command} {option} …",
    fr: "{option} n'atteindrait pas la commande. Écrivez-la après --, ainsi : schedule add {name} … -- {command} {option} …",
  },
  notSchedulable: {
    en: "“{command}” cannot be run by a schedule. These can: {commands}",
    fr: "« {command} » ne se planifie pas. Se planifient : {commands}",
  },
  scheduleAdded: {
    en: "Added {name}: {times} ({zone}), next {next}",
    fr: "{name} ajoutée : {times} ({zone}), prochain passage {next}",
  },
  scheduleHint: {
    en: "It runs while “restera watch” does. To have that always: restera schedule install",
    fr: "Elle tourne tant que « restera watch » tourne. Pour l'avoir toujours : restera schedule install",
  },
  passwordNotKept: {
    en: "{variable} is not kept: “restera watch” needs it too, or use --password-file or --password-command here.",
    fr: "{variable} n'est pas gardé : « restera watch » en a besoin aussi, ou donnez ici --password-file ou --password-command.",
  },
  scheduleRemoved: { en: "Removed {name}", fr: "{name} retirée" },
  scheduleQueued: {
    en: "{id} waits for “restera watch”",
    fr: "{id} attend « restera watch »",
  },
  runDone: { en: "{name} is done in {duration}", fr: "{name} : fait en {duration}" },
  runCancelled: { en: "{name} was cancelled", fr: "{name} : annulé" },
  // watch
  watching: {
    en: "Watching {schedules}; Ctrl-C ends it",
    fr: "{schedules} sous surveillance ; Ctrl-C pour finir",
  },
  watchEnded: { en: "Ended; what ran goes on next time", fr: "Fini ; ce qui tournait reprendra" },
  taskStarted: { en: "{id}  {what} began", fr: "{id}  {what} commence" },
  taskEnded: { en: "{id}  {what}: {state}", fr: "{id}  {what} : {state}" },
  embedding: {
    en: "Memories get vectors by the model {model}",
    fr: "Les souvenirs reçoivent des vecteurs du modèle {model}",
  },
  databaseTrouble: {
    en: "The database cannot be used now, trying again: {problem}",
    fr: "La base n'est pas utilisable, nouvel essai : {problem}",
  },
} as const satisfies Record<string, Message>;
