import type { CommandWords } from "./command-words.ts";

export const memoryEmbedHelp = {
  summary: {
    en: "Make the vectors for searching by meaning",
    fr: "Faire les vecteurs pour chercher par le sens",
  },
  description: {
    en:
      "Sends the text of every memory without a vector to the embedder that RESTERA_EMBEDDER_URL and RESTERA_EMBEDDER_MODEL name, " +
      "once each. restera watch does the same by itself. Stopped anywhere it goes on when it is run again.",
    fr:
      "Envoie le texte de chaque souvenir sans vecteur au modèle que RESTERA_EMBEDDER_URL et RESTERA_EMBEDDER_MODEL nomment, une " +
      "fois chacun. restera watch fait de même tout seul. Interrompue, elle reprend où elle était.",
  },
  options: {
    again: {
      en: "make all vectors of this model again",
      fr: "refaire tous les vecteurs de ce modèle",
    },
    "drop-others": {
      en: "afterwards remove the vectors of other models",
      fr: "ensuite supprimer les vecteurs des autres modèles",
    },
  },
  examples: [
    { en: "What is missing", fr: "Ce qui manque" },
    { en: "After a change of model, for good", fr: "Après un changement de modèle, définitif" },
  ],
} as const satisfies CommandWords;

export const memoryStatusHelp = {
  summary: {
    en: "What searches rest on, and how many have vectors",
    fr: "Sur quoi reposent les recherches, et combien ont des vecteurs",
  },
  description: {
    en: "Shows what of the database is used for searching, and for each model how many memories have vectors, wait for theirs, or were refused.",
    fr: "Montre ce qui sert à chercher dans la base, et pour chaque modèle combien de souvenirs ont des vecteurs, attendent, ou furent refusés.",
  },
  examples: [{ en: "Of this memory", fr: "De cette mémoire" }],
} as const satisfies CommandWords;
