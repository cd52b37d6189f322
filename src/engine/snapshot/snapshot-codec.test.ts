import assert from "node:assert/strict";
import { test } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import { decodeSnapshot } from "./decode-snapshot.ts";
import { encodeSnapshot } from "./encode-snapshot.ts";
import type { Snapshot } from "./snapshot.ts";

const id = "4069188e7db2a7c0484a370fbc2b79ffd8318b596399fb7c3702e91e36f57fb6";
const tree = "abd10ebf92baa4c77cd6c7479d820e54d336a791b41dc5756038c1004695f155";

// As restic 0.19.1 stored it, with every field that it knows.
const full = String.raw`{"time":"2026-11-21T09:47:39.609502387+01:00","parent":"${id}","tree":"${tree}","paths":["/tmp/a\u003cb","/é"],"hostname":"h\u003eo","username":"me","uid":33,"gid":34,"excludes":["zz\u0026"],"tags":["a","c\bx"],"original":"${tree}","program_version":"restic 0.19.1","summary":{"backup_start":"2026-11-21T09:47:39.609502387+01:00","backup_end":"2026-11-21T09:47:40.302004301+01:00","files_new":47,"files_changed":1,"files_unmodified":2,"dirs_new":7,"dirs_changed":3,"dirs_unmodified":4,"data_blobs":33,"tree_blobs":6,"data_added":21558,"data_added_packed":7800,"total_files_processed":50,"total_bytes_processed":437}}`;

const decode = (text: string): Snapshot => decodeSnapshot(id, Buffer.from(text));

test("a snapshot of restic is written back byte for byte", () => {
  assert.equal(Buffer.from(encodeSnapshot(decode(full))).toString(), full);
});

test("what is empty or zero is left out", () => {
  const text = `{"time":"2026-11-21T08:47:26Z","tree":"${tree}","paths":["/"]}`;
  const written = encodeSnapshot({
    time: "2026-11-21T08:47:26Z",
    tree,
    paths: ["/"],
    hostname: "",
    username: "",
    uid: 0,
    gid: 0,
    excludes: [],
    tags: [],
    programVersion: "",
  });
  assert.equal(Buffer.from(written).toString(), text);
  assert.deepEqual(decode(text), {
    id,
    time: "2026-11-21T08:47:26Z",
    tree,
    paths: ["/"],
    hostname: "",
    username: "",
  });
});

test("null, missing and unknown fields of other programs are accepted", () => {
  const snapshot = decode(
    `{"time":"2015-01-02T03:04:05.6+07:00","tree":"${tree}","dir":"/old","paths":null,"tags":null,"parent":null,"delete":"NotSet","summary":{"files_new":3,"command":"x","backup_duration":0.25}}`,
  );
  assert.deepEqual(snapshot.paths, []);
  assert.equal(snapshot.parent, undefined);
  assert.equal(snapshot.summary?.filesNew, 3);
  assert.equal(snapshot.summary?.dataBlobs, 0);
  assert.equal(snapshot.summary?.backupStart, "0001-01-01T00:00:00Z");
});

test("a broken snapshot is reported as damaged, by its id", () => {
  const wrong = [
    "",
    "null",
    "[]",
    "{}",
    `{"time":"2026-11-21T08:47:26Z"}`,
    `{"time":"now","tree":"${tree}"}`,
    `{"time":"2026-11-21T08:47:26Z","tree":"abc"}`,
    `{"time":"2026-11-21T08:47:26Z","tree":"${tree}","paths":"/"}`,
    `{"time":"2026-11-21T08:47:26Z","tree":"${tree}","tags":[1]}`,
    `{"time":"2026-11-21T08:47:26Z","tree":"${tree}","uid":-1}`,
    `{"time":"2026-11-21T08:47:26Z","tree":"${tree}","parent":"../x"}`,
    `{"time":"2026-11-21T08:47:26Z","tree":"${tree}","summary":[]}`,
  ];
  for (const text of wrong) {
    assert.throws(
      () => decode(text),
      (error) =>
        error instanceof ResteraError &&
        error.code === "damaged" &&
        error.details["object"] === `snapshot ${id}`,
      text,
    );
  }
});
