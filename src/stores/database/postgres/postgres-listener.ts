import { Client } from "pg";

const channel = "restera_tasks";
const connectTimeoutMs = 10_000;
const reconnectMs = 1000;

/**
 * Hears PostgreSQL's notifications on a connection of its own, which is there while somebody listens. What is said while it is
 * broken is not heard: that is why listeners look now and then themselves.
 */
export class PostgresListener {
  private readonly url: string;
  private readonly listeners = new Set<() => void>();
  private client: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private connecting: Promise<void> = Promise.resolve();

  constructor(url: string) {
    this.url = url;
  }

  /** Gives the way to stop listening. */
  add(listener: () => void): () => void {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.connecting = this.connect();
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.listeners.clear();
    clearTimeout(this.timer);
    await this.connecting;
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      application_name: "restera listener",
    });
    client.on("error", () => this.again(client));
    client.on("notification", () => {
      for (const listener of this.listeners) listener();
    });
    this.client = client;
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
    } catch {
      this.again(client);
    }
  }

  /** Once for each connection that broke. */
  private again(broken: Client): void {
    if (this.client !== broken) return;
    this.client = undefined;
    broken.end().catch(() => undefined);
    if (this.listeners.size === 0) return;
    this.timer = setTimeout(() => {
      this.connecting = this.connect();
    }, reconnectMs);
  }
}
