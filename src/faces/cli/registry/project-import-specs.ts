import {
  projectImportHelp,
  projectTemplateHelp,
  projectTemplateListHelp,
  projectTemplateUseHelp,
} from "../../../foundation/messages/help-project-import.ts";
import type { CommandSpec, OptionSpec } from "./command-spec.ts";

const storing: readonly OptionSpec[] = [
  { name: "storage", value: "folder" },
  { name: "id", value: "name" },
  { name: "name", value: "name" },
  { name: "type", value: "name" },
  { name: "tag", value: "name", repeat: true },
  { name: "language", value: "name", repeat: true },
  { name: "framework", value: "name", repeat: true },
  { name: "no-versions" },
  { name: "level", value: "count" },
];

/** The `project` commands that take projects over or make them of templates. */
export const projectImportSpecs: readonly CommandSpec[] = [
  {
    name: "import",
    words: projectImportHelp,
    arguments: [{ name: "source", value: "path" }],
    options: storing,
    examples: [
      "restera project import ./shop",
      "restera project import shop.tar.gz --id shop",
      "restera project import s3://my-bucket/projects/my-project.tar.gz",
    ],
    load: async () => (await import("../commands/project-import.ts")).projectImportCommand,
  },
  {
    name: "template",
    words: projectTemplateHelp,
    examples: ["restera project template list"],
    commands: [
      {
        name: "list",
        words: projectTemplateListHelp,
        options: [{ name: "storage", value: "folder" }],
        examples: ["restera project template list"],
        load: async () =>
          (await import("../commands/project-template-list.ts")).projectTemplateListCommand,
      },
      {
        name: "use",
        words: projectTemplateUseHelp,
        arguments: [{ name: "template", value: "name" }],
        options: [...storing, { name: "set", value: "key-value", repeat: true }],
        examples: ["restera project template use backend/http-service --name shop --set port=9000"],
        load: async () =>
          (await import("../commands/project-template-use.ts")).projectTemplateUseCommand,
      },
    ],
  },
];
