import type { Message } from "./message.ts";

/** What `memory embed`, `memory status` and a search by meaning say. */
export const vectorMessages = {
  embedding: { en: "Making vectors", fr: "Calcul des vecteurs" },
  embedded: {
    en: "{model}: {versions} memories looked at, {embedded} texts sent to the model, {refused} refused by it",
    fr: "{model} : {versions} souvenirs examinés, {embedded} textes envoyés au modèle, {refused} refusés par lui",
  },
  dropped: {
    en: "Vectors of other models removed: {models}",
    fr: "Vecteurs d'autres modèles supprimés : {models}",
  },
  noPgvector: {
    en: "PostgreSQL has no pgvector here, so all vectors are compared one by one; the same is found, more slowly.\nInstall it (on Debian: postgresql-NN-pgvector), let an administrator run CREATE EXTENSION vector, then: restera memory embed",
    fr: "PostgreSQL n'a pas pgvector ici : tous les vecteurs sont comparés un à un ; le résultat est le même, plus lentement.\nInstallez-le (Debian : postgresql-NN-pgvector), faites exécuter CREATE EXTENSION vector par un administrateur, puis : restera memory embed",
  },
  noEmbedder: {
    en: "No embedder is set up: words are searched, not meanings. To name one: RESTERA_EMBEDDER_URL and RESTERA_EMBEDDER_MODEL",
    fr: "Aucun modèle de vecteurs n'est défini : les mots sont cherchés, pas le sens. Pour en nommer un : RESTERA_EMBEDDER_URL et RESTERA_EMBEDDER_MODEL",
  },
  searchesBy: {
    en: "Text: {text}; similar words: {words}; positions: {positions}; vectors: {vectors}",
    fr: "Texte : {text} ; mots semblables : {words} ; positions : {positions} ; vecteurs : {vectors}",
  },
  columnModel: { en: "Model", fr: "Modèle" },
  columnDimension: { en: "Numbers", fr: "Nombres" },
  columnEmbedded: { en: "With vectors", fr: "Avec vecteurs" },
  columnWaiting: { en: "Waiting", fr: "En attente" },
  columnRefused: { en: "Refused", fr: "Refusés" },
  columnState: { en: "State", fr: "État" },
  used: { en: "searched", fr: "utilisé" },
  making: { en: "being made", fr: "en cours" },
  idle: { en: "kept", fr: "gardé" },
  unknownMode: {
    en: "--mode {mode} is none of: text, vector, hybrid",
    fr: "--mode {mode} n'est aucun de : text, vector, hybrid",
  },
} as const satisfies Record<string, Message>;
