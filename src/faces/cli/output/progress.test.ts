import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Output } from "./output.ts";
import { createProgress, progressLine, type ProgressState } from "./progress.ts";
import { textWidth } from "./text-width.ts";
import type { Settings, System } from "../system.ts";

const state: ProgressState = {
  label: "Backing up",
  secondsElapsed: 10,
  done: 1.2 * 2 ** 30,
  total: 3.5 * 2 ** 30,
  bytes: true,
  counts: "12,345 files",
  current: "/home/ada/\u001b[2Jnotes.md",
};

describe("progressLine", () => {
  it("looks right in 80 columns", () => {
    const line = progressLine(state, 79, "en");
    assert.equal(
      line,
      "[======>           ] 34%  1.2 GiB / 3.5 GiB  123 MiB/s  20 s left  12,345 files",
    );
    assert.match(progressLine(state, 99, "en"), /^Backing up \[=+> +\] 34% /);
  });

  it("is never wider than the terminal, in either language", () => {
    for (const language of ["en", "fr"] as const) {
      for (let width = 1; width < 140; width++) {
        assert.ok(textWidth(progressLine(state, width, language)) <= width);
        const { total: _, ...open } = state;
        assert.ok(textWidth(progressLine(open, width, language)) <= width);
      }
    }
  });

  it("shows the path, harmlessly, while the total is unknown", () => {
    const { total: _, ...open } = state;
    assert.match(progressLine(open, 120, "en"), /\/home\/ada\/\\x1b\[2Jnotes\.md$/);
  });
});

describe("createProgress", () => {
  const settings: Settings = {
    ...{ json: false, quiet: false, verbosity: 0, input: false, yes: false, debug: false },
  };
  function display(statusWidth: number, own: Partial<Settings> = {}, frames?: string) {
    const shown: string[] = [];
    const record = (value: unknown) => void shown.push(String(value));
    const output = { statusWidth, status: record, note: record, json: record } as unknown as Output;
    let now = 0;
    const system = { environment: frames === undefined ? {} : { RESTIC_PROGRESS_FPS: frames } };
    const context = {
      ...{ settings: { ...settings, ...own }, output, language: "en" as const },
      system: system as unknown as System,
    };
    const progress = createProgress(context, () => now);
    return { shown, at: (ms: number) => ((now = ms), progress.update(state, () => ({}))) };
  }

  it("comes as often as RESTIC_PROGRESS_FPS says, and 60 times a second at most", () => {
    const counts = [
      ["0.5", 0],
      ["2", 0],
      ["1000", 80],
      ["never", 0],
    ] as const;
    const seen = counts.map(([frames, width]) => {
      const { shown, at } = display(width, {}, frames);
      for (let ms = 1; ms <= 10_000; ms++) at(ms);
      return shown.length;
    });
    assert.deepEqual([seen[0], seen[1], seen[3]], [5, 20, 1]);
    assert.ok(seen[2]! > 500 && seen[2]! <= 601, String(seen[2]));
  });

  it("redraws a terminal at most ten times a second", () => {
    const { shown, at } = display(80);
    for (let ms = 0; ms < 1000; ms += 7) {
      at(ms);
    }
    assert.ok(shown.length >= 8 && shown.length <= 10, String(shown.length));
  });

  it("says a line every ten seconds elsewhere, the first after ten", () => {
    const { shown, at } = display(0);
    for (let ms = 0; ms <= 30_000; ms += 500) {
      at(ms);
    }
    assert.equal(shown.length, 3);
  });

  it("is silent with --quiet", () => {
    const { shown, at } = display(80, { quiet: true });
    at(1000);
    assert.deepEqual(shown, []);
  });
});
