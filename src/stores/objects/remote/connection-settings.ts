/** How servers are spoken to, whichever cloud it is. */
export interface ConnectionSettings {
  /** How long a request may go without an answer before it is sent again; 60 s by default. */
  readonly requestTimeoutMs?: number;
  /** What this program calls itself; an SDK may add its own name. */
  readonly userAgent?: string;
  /** Certificate and private key in PEM that this program shows of itself; `s3://` alone. */
  readonly clientCertificate?: string;
  /** Believes any server, whatever its certificate; `s3://` alone. */
  readonly insecureTls?: boolean;
}
