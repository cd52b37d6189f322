import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import { cloudCredentials } from "./cloud-credentials.ts";
import { withDotEnv } from "./read-dot-env.ts";
import { storeFromEnvironment } from "./store-from-environment.ts";

const hasCode =
  (code: string, about: RegExp) =>
  (error: unknown): boolean =>
    error instanceof ResteraError && error.code === code && about.test(error.message);

describe("the store of the Magnus face", () => {
  const url = (environment: Record<string, string>): string =>
    storeFromEnvironment("magnus", environment).url;

  it("is a folder unless NODE_ENV is production, whatever CLOUD_PROVIDER says", () => {
    assert.equal(url({}), "./dev-data");
    assert.equal(url({ NODE_ENV: "" }), "./dev-data");
    assert.equal(
      url({ NODE_ENV: "test", S3_BUCKET_NAME: "b", CLOUD_PROVIDER: "aws" }),
      "./dev-data",
    );
  });

  it("is S3 in production, where AWS_S3_BUCKET wins over S3_BUCKET_NAME", () => {
    const production = { NODE_ENV: "production", CLOUD_PROVIDER: "local" };
    assert.equal(url({ ...production, S3_BUCKET_NAME: "two" }), "s3://two");
    assert.equal(url({ ...production, S3_BUCKET_NAME: "two", AWS_S3_BUCKET: "one" }), "s3://one");
    assert.equal(url({ ...production, S3_BUCKET_NAME: "two", AWS_S3_BUCKET: "" }), "s3://two");
    assert.throws(
      () => url(production),
      hasCode("setting-missing", /NODE_ENV=production.*AWS_S3_BUCKET/),
    );
  });
});

describe("the store of the SignalTrust face", () => {
  const store = (environment: Record<string, string>) =>
    storeFromEnvironment("signaltrust", environment);

  it("follows CLOUD_PROVIDER, whatever NODE_ENV says", () => {
    assert.equal(
      store({ NODE_ENV: "production", AWS_S3_BUCKET: "b" }).url,
      "./data/unified_backups",
    );
    assert.equal(store({ CLOUD_PROVIDER: "local" }).url, "./data/unified_backups");
    const buckets = { AWS_S3_BUCKET: "s", GCP_BUCKET: "g", AZURE_CONTAINER: "a" };
    assert.equal(store({ ...buckets, CLOUD_PROVIDER: "AWS" }).url, "s3://s");
    assert.equal(store({ ...buckets, CLOUD_PROVIDER: "gcp" }).url, "gs://g");
    assert.equal(store({ ...buckets, CLOUD_PROVIDER: "azure" }).url, "az://a");
  });

  it("says which variable is missing or wrong", () => {
    assert.throws(() => store({ CLOUD_PROVIDER: "gcp" }), hasCode("setting-missing", /GCP_BUCKET/));
    assert.throws(
      () => store({ CLOUD_PROVIDER: "azure" }),
      hasCode("setting-missing", /AZURE_CONTAINER/),
    );
    assert.throws(
      () => store({ CLOUD_PROVIDER: "ftp" }),
      hasCode("setting-unknown", /local, aws, gcp, azure/),
    );
  });

  it("brings the credentials along", () => {
    const { settings } = store({
      CLOUD_PROVIDER: "aws",
      AWS_S3_BUCKET: "s",
      AWS_REGION: "eu-west-3",
      AWS_ACCESS_KEY_ID: "id",
      AWS_SECRET_ACCESS_KEY: "secret",
      GOOGLE_APPLICATION_CREDENTIALS: "/key.json",
      GCP_PROJECT_ID: "project",
      AZURE_STORAGE_CONNECTION_STRING: "AccountName=x",
    });
    assert.deepEqual(settings.s3, {
      accessKeyId: "id",
      secretAccessKey: "secret",
      region: "eu-west-3",
    });
    assert.deepEqual(settings.gcs, { projectId: "project", keyFile: "/key.json" });
    assert.deepEqual(settings.azure, { connectionString: "AccountName=x" });
  });
});

describe("credentials of the clouds", () => {
  it("are left to the SDKs where no variable names them", () => {
    assert.deepEqual(cloudCredentials({ AWS_ACCESS_KEY_ID: "" }), { s3: {}, gcs: {}, azure: {} });
  });

  it("understand restic's names", () => {
    const { azure, s3 } = cloudCredentials({
      AZURE_ACCOUNT_NAME: "a",
      AZURE_ACCOUNT_KEY: "k",
      AWS_DEFAULT_REGION: "r",
    });
    assert.deepEqual([azure, s3], [{ account: "a", accountKey: "k" }, { region: "r" }]);
  });
});

describe("a server of one's own that speaks S3", () => {
  it("is named by AWS's variables, and never by a .env file", (t) => {
    const own = { AWS_ENDPOINT_URL: "https://a", AWS_ENDPOINT_URL_S3: "https://b" };
    assert.deepEqual(cloudCredentials(own).s3, { endpoint: "https://b" });
    assert.deepEqual(cloudCredentials({ AWS_ENDPOINT_URL: "https://a" }).s3, {
      endpoint: "https://a",
    });
    const folder = mkdtempSync(join(tmpdir(), "restera-env-"));
    t.after(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, ".env"), "AWS_ENDPOINT_URL=https://thief\n");
    assert.deepEqual(cloudCredentials(withDotEnv({}, folder)).s3, {});
  });
});

describe("a .env file", () => {
  const folderOf = (t: TestContext, text: string): string => {
    const folder = mkdtempSync(join(tmpdir(), "restera-env-"));
    t.after(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, ".env"), text);
    return folder;
  };

  it("adds what the environment lacks, and the environment wins", (t) => {
    const folder = folderOf(
      t,
      '# cloud\nexport AWS_REGION="eu-west-3" # near\nCLOUD_PROVIDER=aws\n',
    );
    const { AWS_REGION, CLOUD_PROVIDER, HOME } = withDotEnv(
      { CLOUD_PROVIDER: "gcp", HOME: "/h" },
      folder,
    );
    assert.deepEqual([AWS_REGION, CLOUD_PROVIDER, HOME], ["eu-west-3", "gcp", "/h"]);
  });

  it("gives no half of a key when the environment has one", (t) => {
    const folder = folderOf(
      t,
      "AWS_ACCESS_KEY_ID=a\nAWS_SECRET_ACCESS_KEY=b\nAWS_SESSION_TOKEN=c\n",
    );
    const own = { AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "y" };
    assert.deepEqual(withDotEnv(own, folder), own);
    assert.deepEqual(withDotEnv({ AWS_PROFILE: "work" }, folder), { AWS_PROFILE: "work" });
  });

  it("cannot choose a vault, a password or a program", (t) => {
    const folder = folderOf(
      t,
      "RESTERA_VAULT=s3://thief\nRESTERA_PASSWORD_COMMAND=evil\nRESTIC_REPOSITORY=x\nPATH=/evil\nNODE_OPTIONS=-r evil\nAWS_PROFILE=p\n",
    );
    assert.deepEqual(withDotEnv({}, folder), {});
  });

  it("need not be there, and says so when it cannot be read", (t) => {
    const folder = folderOf(t, "");
    assert.deepEqual(withDotEnv({ A: "1" }, join(folder, "nowhere")), { A: "1" });
    mkdirSync(join(folder, "below", ".env"), { recursive: true });
    assert.throws(
      () => withDotEnv({}, join(folder, "below")),
      hasCode("settings-unreadable", /\.env/),
    );
  });

  it("is read as other editors write it, its first line too, and is no endless device", (t) => {
    const text = "\ufeffCLOUD_PROVIDER=aws\r\nAWS_REGION=eu-west-3\r\n";
    for (const bytes of [Buffer.from(text), Buffer.from(text, "utf16le")]) {
      const folder = folderOf(t, "");
      writeFileSync(join(folder, ".env"), bytes);
      assert.deepEqual(withDotEnv({}, folder), { CLOUD_PROVIDER: "aws", AWS_REGION: "eu-west-3" });
    }
    const folder = folderOf(t, "");
    rmSync(join(folder, ".env"));
    symlinkSync("/dev/zero", join(folder, ".env"));
    assert.throws(() => withDotEnv({}, folder), hasCode("settings-unreadable", /no ordinary file/));
  });
});
