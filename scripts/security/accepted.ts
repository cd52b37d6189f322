/** A finding of the scanner that was looked at and is no fault: by rule, and the part of a file's path that it holds for. */
export interface Accepted {
  readonly rule: string;
  readonly file: string;
  readonly reason: string;
}

export const accepted: readonly Accepted[] = [
  {
    rule: "node_aes_ecb",
    file: "engine/crypto/sealer",
    reason:
      "one block of AES per blob is what Poly1305-AES derives its one-time key with; nothing is encrypted that way",
  },
  {
    rule: "node_md5",
    file: "stores/objects/",
    reason:
      "what Azure and Google take as a checksum against damage on the way; contents are named by SHA-256",
  },
  ...["services/archives/", "faces/library/cloud-storage/"].map((file) => ({
    rule: "node_md5",
    file,
    reason:
      "the checksum that the format of archives asks for; what is believed is the SHA-256 beside it",
  })),
  {
    rule: "node_insecure_random_generator",
    file: "engine/check/choose-packs",
    reason: "which packs a check reads today is no secret",
  },
  ...["stores/", "services/memory/embedding/http-embedder"].map((file) => ({
    rule: "node_insecure_random_generator",
    file,
    reason: "spreads waits between attempts",
  })),
  {
    rule: "node_username",
    file: "faces/environment/config/project-config",
    reason: "the name of a file's place, not of a user",
  },
  {
    rule: "node_timing_attack",
    file: "faces/cli/",
    reason: "compares what the same person typed, on their own machine",
  },
  {
    rule: "regex_dos",
    file: "",
    reason:
      "calls of test() on expressions of our own; they have no nested repetition (the rule names every such call)",
  },
  {
    rule: "regex_injection_dos",
    file: "engine/scan/patterns",
    reason: "a split at a fixed separator, no expression",
  },
  {
    rule: "node_username",
    file: "faces/cli/commands/schedule-install",
    reason: "the name of an option, not of a user",
  },
  {
    rule: "node_secret",
    file: "services/tasks/notify/send-webhook",
    reason: "the secret is read from a file of mode 0600",
  },
];
