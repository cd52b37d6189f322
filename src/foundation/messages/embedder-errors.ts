import type { Message } from "./message.ts";

/** What vectors and those who make them can have wrong; part of `errorMessages`. */
export const embedderErrors = {
  "embedder-model-missing": {
    en: "RESTERA_EMBEDDER_URL needs RESTERA_EMBEDDER_MODEL, and it is not set.\nSet it in the environment, as the address; neither is taken from .env.",
    fr: "RESTERA_EMBEDDER_URL demande RESTERA_EMBEDDER_MODEL, qui n'est pas défini.\nDéfinissez-le dans l'environnement, comme l'adresse ; ni l'un ni l'autre ne se prend dans .env.",
  },
  "embedder-missing": {
    en: "Searching by meaning needs an embedder, and none is set up.\nName one: RESTERA_EMBEDDER_URL=http://localhost:11434 RESTERA_EMBEDDER_MODEL=nomic-embed-text",
    fr: "Chercher par le sens demande un modèle de vecteurs, et aucun n'est défini.\nNommez-en un : RESTERA_EMBEDDER_URL=http://localhost:11434 RESTERA_EMBEDDER_MODEL=nomic-embed-text",
  },
  "embedder-refused": {
    en: "{server} makes no vectors with the model {model}: {problem}\nCheck RESTERA_EMBEDDER_URL, RESTERA_EMBEDDER_MODEL and RESTERA_EMBEDDER_KEY. Memory and searching by words work meanwhile.",
    fr: "{server} ne fait pas de vecteurs avec le modèle {model} : {problem}\nVérifiez RESTERA_EMBEDDER_URL, RESTERA_EMBEDDER_MODEL et RESTERA_EMBEDDER_KEY. La mémoire et la recherche par mots marchent en attendant.",
  },
  "embedder-unreachable": {
    en: "{server} does not answer: {problem}\nStart it, or wait for it; then: restera memory embed. Memory and searching by words work meanwhile.",
    fr: "{server} ne répond pas : {problem}\nDémarrez-le, ou attendez-le ; puis : restera memory embed. La mémoire et la recherche par mots marchent en attendant.",
  },
  "embedder-slow": {
    en: "The embedder has not answered within {timeout} ms; only words were looked for.",
    fr: "Le modèle de vecteurs n'a pas répondu en {timeout} ms ; seuls les mots ont été cherchés.",
  },
  "embedder-answer": {
    en: "The answer of the embedder ({model}) is of no use: {problem}\nCheck that RESTERA_EMBEDDER_URL is the address of an embeddings server, and RESTERA_EMBEDDER_MODEL one of its embedding models.",
    fr: "La réponse du modèle de vecteurs ({model}) est inutilisable : {problem}\nVérifiez que RESTERA_EMBEDDER_URL est l'adresse d'un serveur de vecteurs, et RESTERA_EMBEDDER_MODEL un de ses modèles.",
  },
  "embedder-dimension": {
    en: "The model {model} now makes vectors of {found} numbers; those in memory have {known}.\nIf it is another model under the same name, make all vectors again: restera memory embed --again",
    fr: "Le modèle {model} fait à présent des vecteurs de {found} nombres ; ceux en mémoire en ont {known}.\nSi c'est un autre modèle du même nom, refaites tous les vecteurs : restera memory embed --again",
  },
  "embedder-plugin": {
    en: "The model {model} cannot be used in this process: {problem}\nThe plug-in belongs where Restera is installed: npm install @huggingface/transformers (with -g beside npm install -g restera). RESTERA_EMBEDDER_MODEL is a name at Hugging Face, or a folder.",
    fr: "Le modèle {model} ne peut être utilisé dans ce processus : {problem}\nLe module va là où est Restera : npm install @huggingface/transformers (avec -g à côté de npm install -g restera). RESTERA_EMBEDDER_MODEL est un nom chez Hugging Face, ou un dossier.",
  },
  "vectors-incomplete": {
    en: "Vectors are still being made ({done} of {total}); only words were looked for.\nThey are made by restera watch, or now: restera memory embed",
    fr: "Les vecteurs ne sont pas encore tous faits ({done} sur {total}) ; seuls les mots ont été cherchés.\nrestera watch les fait, ou tout de suite : restera memory embed",
  },
} as const satisfies Record<string, Message>;
