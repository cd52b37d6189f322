/** What the help of several commands says in the same words. */
export const projectId = { en: "its id", fr: "son identifiant" } as const;

export const projectStorage = {
  storage: {
    en: "where projects are (else STORAGE_BASE_PATH, else restera.yaml, else in RESTERA_HOME)",
    fr: "où sont les projets (sinon STORAGE_BASE_PATH, sinon restera.yaml, sinon dans RESTERA_HOME)",
  },
} as const;

/** Options of all commands that store a project. */
export const projectStoring = {
  ...projectStorage,
  id: {
    en: "its id; a project that has it becomes a new version of itself. One is made when left out",
    fr: "son identifiant ; le projet qui l'a devient une nouvelle version de lui-même. Créé si absent",
  },
  tag: { en: "a tag", fr: "une étiquette" },
  language: {
    en: "instead of what is detected",
    fr: "au lieu du détecté",
  },
  framework: {
    en: "instead of what is detected",
    fr: "au lieu du détecté",
  },
  "no-versions": {
    en: "keep no version of it, and take no space for one",
    fr: "n'en garder aucune version, ni la place qu'elle prendrait",
  },
  level: {
    en: "compression of its versions and archive, 0 (none) to 9",
    fr: "compression de ses versions et de son archive, 0 (aucune) à 9",
  },
} as const;
