/** What the process was started with; the only way commands see it. */
export interface System {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly home: string;
  readonly cwd: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** The switches that every command takes. */
export interface Settings {
  readonly json: boolean;
  readonly quiet: boolean;
  /** 0, 1 or 2. */
  readonly verbosity: number;
  /** Questions may be asked. */
  readonly input: boolean;
  /** Every question is answered with yes. */
  readonly yes: boolean;
  readonly debug: boolean;
}
