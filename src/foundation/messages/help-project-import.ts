import type { CommandWords } from "./command-words.ts";
import { projectStoring } from "./project-words.ts";

const storing = {
  ...projectStoring,
  name: {
    en: "its name; the source's when left out",
    fr: "son nom ; celui de la source si absent",
  },
  type: { en: "migration when left out", fr: "migration si absent" },
} as const;

export const projectImportHelp = {
  summary: {
    en: "Take over a folder, an archive, a git working tree or an object",
    fr: "Reprendre un dossier, une archive, un dépôt git ou un objet",
  },
  description: {
    en:
      "A folder is copied as it is; of a git working tree comes what git does not ignore. A tar (plain, gzip, zstd) or zip is " +
      "unpacked, without a single outer folder; one with names or links that lead out is refused. An archive in a bucket is fetched " +
      "first, and goes on where it was interrupted. An archive of a project becomes that project again.",
    fr:
      "Un dossier est copié tel quel ; d'un dépôt git vient ce que git n'ignore pas. Un tar (brut, gzip, zstd) ou un zip est " +
      "décompacté, sans un dossier unique qui contient tout ; des noms ou liens qui en sortent le font refuser. Une archive dans un " +
      "seau est d'abord obtenue, en reprenant où elle fut interrompue. L'archive d'un projet redevient ce projet.",
  },
  arguments: {
    source: {
      en: "a folder, an archive, or s3://bucket/key, gs://bucket/key, az://container/key",
      fr: "un dossier, une archive, ou s3://seau/clé, gs://seau/clé, az://conteneur/clé",
    },
  },
  options: storing,
  examples: [
    { en: "A working tree", fr: "Un dépôt git" },
    { en: "An archive, under an id", fr: "Une archive, sous un identifiant" },
    { en: "An object in a bucket", fr: "Un objet dans un seau" },
  ],
} as const satisfies CommandWords;

export const projectTemplateHelp = {
  summary: { en: "Make projects of templates", fr: "Faire des projets à partir de modèles" },
  description: {
    en:
      "A template is a folder templates/KIND/NAME in the storage, or one of those that come along. {{variable}} in its files and " +
      "their names is replaced; template.json, if it is there, says what it is and what its variables are.",
    fr:
      "Un modèle est un dossier templates/GENRE/NOM de l'espace, ou l'un de ceux fournis. {{variable}} dans ses fichiers et leurs " +
      "noms est remplacé ; template.json, s'il y est, dit ce qu'il est et quelles sont ses variables.",
  },
  examples: [{ en: "What there is", fr: "Ce qu'il y a" }],
} as const satisfies CommandWords;

export const projectTemplateListHelp = {
  summary: { en: "List templates", fr: "Lister les modèles" },
  description: {
    en: "Shows the templates, and what each asks for; what has a default may be left out.",
    fr: "Montre les modèles et ce que chacun demande ; ce qui a une valeur par défaut peut être omis.",
  },
  options: { storage: storing.storage },
  examples: [{ en: "What there is", fr: "Ce qu'il y a" }],
} as const satisfies CommandWords;

export const projectTemplateUseHelp = {
  summary: { en: "Make a project of a template", fr: "Faire un projet d'un modèle" },
  description: {
    en: "Fills the template and stores the result as a project. What is missing is named, and nothing is made.",
    fr: "Remplit le modèle et range le résultat comme projet. Ce qui manque est nommé, et rien n'est fait.",
  },
  arguments: {
    template: { en: "KIND/NAME, or the name alone", fr: "GENRE/NOM, ou le nom seul" },
  },
  options: {
    ...storing,
    set: {
      en: "a variable's value: name=value",
      fr: "valeur d'une variable : nom=valeur",
    },
    name: { en: "its name, and the variable “name”", fr: "son nom, et la variable « name »" },
    type: { en: "generation when left out", fr: "generation si absent" },
  },
  examples: [{ en: "A service that listens on another port", fr: "Un service sur un autre port" }],
} as const satisfies CommandWords;
