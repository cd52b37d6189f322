import type { Hole } from "./messages.ts";

/** A folder in the making: its nodes' texts, and the places that others fill. */
export class Parts {
  readonly texts: string[] = [];
  readonly holes: Hole[] = [];

  add(text: string): void {
    this.texts.push(text);
  }

  addHole(text: string, hole: Omit<Hole, "index">): void {
    this.holes.push({ ...hole, index: this.texts.length });
    this.texts.push(text);
  }
}
