import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import { listHeroes } from "../../../services/memory/heroes.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { withMemory } from "../memory/memory-context.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatTime } from "../output/format-values.ts";
import { formatTable } from "../output/table.ts";

/** `restera memory heroes` */
export async function memoryHeroesCommand(context: CommandContext): Promise<number> {
  const { settings, output, text } = context;
  const heroes = (await withMemory(context, listHeroes)).map((hero) => ({
    ...{ hero_id: hero.heroId, memories: hero.memories },
    first: new Date(hero.firstMs).toISOString(),
    last: new Date(hero.lastMs).toISOString(),
  }));
  if (settings.json) output.json(heroes);
  else if (heroes.length === 0) output.note(text(memoryMessages.nothing));
  else {
    const columns = [
      { title: text(memoryMessages.columnHero), shrink: true },
      { title: text(memoryMessages.columnMemories), align: "right" as const },
      { title: text(memoryMessages.columnTime) },
    ];
    const rows = heroes.map(({ hero_id: hero, memories, last }) => [
      ...[escapeText(hero), String(memories), formatTime(last)],
    ]);
    for (const line of formatTable(columns, rows, output.width)) output.line(line);
  }
  return exitCodes.done;
}
