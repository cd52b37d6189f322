import assert from "node:assert/strict";
import { it } from "node:test";
import { nouns } from "../../../foundation/messages/nouns.ts";
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatRate,
  formatSize,
  formatTime,
} from "./format-values.ts";

it("formatSize: three digits that mean something, and never 1024 of a unit", () => {
  assert.equal(formatSize(0), "0 B");
  assert.equal(formatSize(1023), "1023 B");
  assert.equal(formatSize(1024), "1.0 KiB");
  assert.equal(formatSize(1863), "1.8 KiB");
  assert.equal(formatSize(1024 * 1024 - 1), "1.0 MiB");
  assert.equal(formatSize(161.4 * 2 ** 20), "161 MiB");
  assert.equal(formatSize(2 ** 60 * 3), "3.0 EiB");
  assert.equal(formatSize(1863, "fr"), "1,8 Kio");
  assert.equal(formatRate(2 ** 20), "1.0 MiB/s");
});

it("formatDuration: from tenths of a second to days", () => {
  assert.equal(formatDuration(0.713), "0.7 s");
  assert.equal(formatDuration(9.96), "10 s");
  assert.equal(formatDuration(59.4), "59 s");
  assert.equal(formatDuration(59.6), "1 min 00 s");
  assert.equal(formatDuration(185), "3 min 05 s");
  assert.equal(formatDuration(7500), "2 h 05 min");
  assert.equal(formatDuration(3 * 86_400 + 4 * 3600), "3 d 4 h");
  assert.equal(formatDuration(3 * 86_400 + 4 * 3600, "fr"), "3 j 4 h");
  assert.equal(formatDuration(0.713, "fr"), "0,7 s");
});

it("formatNumber and formatCount: thousands and plurals of each language", () => {
  assert.equal(formatNumber(1_234_567), "1,234,567");
  assert.equal(formatNumber(1_234_567, "fr"), "1\u00a0234\u00a0567");
  assert.equal(formatCount(0, nouns.file), "0 files");
  assert.equal(formatCount(1, nouns.file), "1 file");
  assert.equal(formatCount(0, nouns.file, "fr"), "0 fichier");
  assert.equal(formatCount(2, nouns.file, "fr"), "2 fichiers");
});

it("formatPercent: 100 only when all is done", () => {
  assert.equal(formatPercent(0.999), "99%");
  assert.equal(formatPercent(1), "100%");
  assert.equal(formatPercent(0.5, "fr"), "50 %");
});

it("formatTime: local time, and what is none as it is", () => {
  assert.match(formatTime("2026-11-21T08:43:30.137374753Z"), /^2026-11-2\d \d\d:43:30$/);
  assert.equal(formatTime("never"), "never");
});
