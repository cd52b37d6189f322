import { basename } from "node:path";

/** Something that looks like a credential. What it is, is never kept. */
export interface FoundSecret {
  /** Path in the project. */
  readonly file: string;
  readonly line: number;
  /** `github-token`, and so on. */
  readonly kind: string;
}

interface Rule {
  readonly kind: string;
  readonly pattern: RegExp;
  /** Text without any of these has nothing of the kind: looking for them takes a hundredth of the time. */
  readonly signs: readonly string[];
}

/** The forms that their makers document; a word that merely stands beside `password` in code is none. Every repetition is bounded. */
const rules: readonly Rule[] = [
  {
    ...{ kind: "private-key", signs: ["PRIVATE KEY"] },
    pattern: /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/,
  },
  { kind: "age-key", signs: ["AGE-SECRET-KEY-1"], pattern: /\bAGE-SECRET-KEY-1[0-9A-Z]{50}/ },
  {
    ...{ kind: "aws-access-key", signs: ["AKIA", "ASIA"] },
    pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  },
  {
    ...{ kind: "aws-secret-key", signs: ["ecret", "ECRET"] },
    pattern:
      /aws_?secret_?(?:access_?)?key["']?\s{0,8}[=:]\s{0,8}["']?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/i,
  },
  {
    ...{ kind: "github-token", signs: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"] },
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60})/,
  },
  { kind: "gitlab-token", signs: ["glpat-"], pattern: /\bglpat-[\w-]{20}/ },
  { kind: "npm-token", signs: ["npm_"], pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { kind: "slack-token", signs: ["xox"], pattern: /\bxox[abeoprs]-[\w-]{10}/ },
  { kind: "stripe-key", signs: ["k_live_"], pattern: /\b[rs]k_live_[A-Za-z0-9]{20}/ },
  { kind: "google-key", signs: ["AIza"], pattern: /\bAIza[\w-]{35}(?![\w-])/ },
  {
    ...{ kind: "google-service-account", signs: ["private_key_id"] },
    pattern: /"private_key_id"\s{0,8}:\s{0,8}"[0-9a-f]{40}"/,
  },
  { kind: "azure-key", signs: ["AccountKey="], pattern: /\bAccountKey=[A-Za-z0-9+/]{86}==/ },
  {
    ...{ kind: "openai-key", signs: ["T3BlbkFJ"] },
    pattern: /\bsk-[A-Za-z0-9_-]{20,200}T3BlbkFJ[A-Za-z0-9_-]{20}/,
  },
  { kind: "anthropic-key", signs: ["sk-ant-"], pattern: /\bsk-ant-[a-z0-9]{1,20}-[\w-]{80}/ },
  {
    ...{ kind: "password-in-address", signs: ["://"] },
    pattern: /\b[a-z][a-z0-9+.-]{2,15}:\/\/[^\s:@/"'`<>${}]{1,128}:[^\s:@/"'`<>${}]{3,256}@[\w.[]/i,
  },
];

/** In files that are made for settings, what is set under such a name. */
const settingRule =
  /^\s{0,64}(?:export\s{1,8})?[\w.-]{0,64}(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|CREDENTIALS?)[\w.-]{0,64}\s{0,8}[=:]\s{0,8}["']?([^\s"'#]{4,256})/i;
const settingFiles = /^(?:\.env(?:\..+)?|.+\.env|\.netrc|\.pgpass|\.npmrc|\.pypirc|credentials)$/;
/** What is only said to be put there. */
const placeholder =
  /^(?:<.*|\$\{.*|\$[A-Z_]+|%.*%|\{\{.*|x{3,}|\*+|\.\.\.|(?:your|my|the|some|a)[-_ ].*|change-?_?me.*|example.*|placeholder.*|dummy.*|todo.*|replace.*|none|null|true|false|undefined)$/i;
const templateFile = /\.(?:example|sample|template|dist)$/;

const sniffBytes = 8192;
/** A line may be a whole program; what is longer is looked at in pieces that overlap. */
const mostLineLength = 65_536;
const overlapLength = 512;
const shortestLength = 8;
/** More of one file says nothing new. */
const mostInFile = 20;

/** Looks through a file, in pieces of any size; binary ones hold nothing that is meant to be read. */
export async function findSecrets(
  file: string,
  content: AsyncIterable<Uint8Array>,
): Promise<FoundSecret[]> {
  const name = basename(file);
  const search = new SecretSearch(file, settingFiles.test(name) && !templateFile.test(name));
  let isFirst = true;
  for await (const bytes of content) {
    if (isFirst && bytes.subarray(0, sniffBytes).includes(0)) return [];
    isFirst = false;
    const { buffer, byteOffset, length } = bytes;
    search.add(Buffer.from(buffer, byteOffset, length).toString("latin1"));
  }
  return search.end();
}

class SecretSearch {
  readonly #found: FoundSecret[] = [];
  readonly #file: string;
  readonly #isSettings: boolean;
  #line = 1;
  /** The beginning of a line whose end has not come. */
  #held = "";

  constructor(file: string, isSettings: boolean) {
    this.#file = file;
    this.#isSettings = isSettings;
  }

  add(piece: string): void {
    const text = this.#held + piece;
    const end = text.lastIndexOf("\n") + 1;
    this.#lookAt(text.slice(0, end));
    this.#held = text.slice(end);
    while (this.#held.length > mostLineLength) {
      this.#lookAt(this.#held.slice(0, mostLineLength));
      this.#held = this.#held.slice(mostLineLength - overlapLength);
    }
  }

  end(): FoundSecret[] {
    this.#lookAt(this.#held);
    return this.#found;
  }

  /** Whole lines, or a piece of a long one. */
  #lookAt(text: string): void {
    const likely = rules.filter((rule) => hasSign(text, rule));
    const isQuiet = likely.length === 0 && !this.#isSettings;
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      if (!isQuiet) this.#lookAtLine(text.slice(start, end), likely);
      start = end + 1;
      this.#line += 1;
    }
    if (!isQuiet) this.#lookAtLine(text.slice(start), likely);
  }

  #lookAtLine(line: string, likely: readonly Rule[]): void {
    if (line.length < shortestLength || this.#found.length >= mostInFile) return;
    const rule = likely.find((each) => hasSign(line, each) && each.pattern.test(line));
    const kind = rule?.kind ?? this.#settingIn(line);
    if (kind === undefined) return;
    const last = this.#found.at(-1);
    // Pieces of a long line overlap.
    if (last?.line === this.#line && last.kind === kind) return;
    this.#found.push({ file: this.#file, line: this.#line, kind });
  }

  #settingIn(line: string): string | undefined {
    const value = this.#isSettings ? settingRule.exec(line)?.[1] : undefined;
    return value === undefined || placeholder.test(value) ? undefined : "setting";
  }
}

function hasSign(text: string, { signs }: Rule): boolean {
  return signs.some((sign) => text.includes(sign));
}
