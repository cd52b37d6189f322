import { wordSet } from "./plain-word.ts";

/** Names of languages, frameworks, stores, formats and protocols; not complete, and need not be: unknown names count as content. */
export const technologyWords = wordSet(`
  javascript typescript python java kotlin swift rust go golang c++ c# php ruby scala elixir erlang haskell clojure perl lua
  dart r julia matlab zig bash powershell shell sql html css scss sass less wasm webassembly assembly solidity cobol fortran
  node nodejs node.js deno bun express fastify nestjs koa hono next nextjs next.js nuxt react vue vuejs vue.js angular
  svelte sveltekit astro remix solidjs preact jquery tailwind tailwindcss bootstrap mui vite webpack rollup esbuild
  redux zustand rxjs electron tauri flutter swiftui jetpack compose xamarin ionic expo django flask fastapi pydantic
  sqlalchemy celery pandas numpy scipy pytorch tensorflow keras sklearn scikit-learn huggingface langchain spacy opencv
  streamlit gradio jupyter matplotlib rails sinatra laravel symfony wordpress woocommerce shopify magento drupal prestashop
  spring springboot hibernate quarkus micronaut ktor vapor gin echo fiber actix axum rocket tokio phoenix ecto dotnet .net
  asp.net blazor unity unreal godot phaser three.js threejs d3 d3.js chart.js leaflet mapbox openlayers
  postgres postgresql mysql mariadb sqlite mongodb mongo redis memcached cassandra dynamodb firestore firebase supabase
  neo4j elasticsearch opensearch solr clickhouse duckdb bigquery snowflake redshift influxdb timescaledb pgvector pinecone
  prisma drizzle sequelize typeorm knex kysely mongoose kafka rabbitmq nats sqs sns pubsub mqtt zeromq grpc graphql rest
  restful soap websocket websockets sse webrtc oauth oauth2 oidc saml jwt ldap totp 2fa tls ssl ssh sftp ftp smtp imap http
  https tcp udp dns docker kubernetes k8s helm terraform ansible pulumi nginx apache caddy traefik haproxy aws s3 ec2 lambda
  gcp azure heroku vercel netlify cloudflare digitalocean github gitlab bitbucket jenkins circleci git npm pnpm yarn pip
  poetry cargo maven gradle make cmake jest vitest mocha pytest junit cypress playwright selenium storybook eslint prettier
  json jsonl yaml toml xml csv tsv parquet avro protobuf markdown latex pdf svg png jpeg jpg webp gif mp3 mp4 wav zip tar
  gzip zstd excel xlsx docx ical ics rss atom geojson openapi swagger postman stripe paypal twilio sendgrid mailgun slack
  discord telegram whatsapp jira notion airtable hubspot salesforce zapier sentry datadog prometheus grafana kibana logstash
  openai gpt llama ollama claude gemini whisper android ios macos linux windows ubuntu debian raspberry arduino esp32
  bluetooth usb gpio modbus opencl cuda vulkan opengl localstorage indexeddb pwa cdn cors csrf regexp regex uuid sha-256
  sha256 md5 aes rsa argon2 bcrypt hmac sse crdt yjs commander yargs click argparse typer clap cobra pygame tkinter qt gtk
  hl7 fhir edifact sepa iso8601 rfc chrome firefox safari edge puppeteer beautifulsoup scrapy cheerio bullmq sidekiq airflow dbt spark hadoop flink`);

/** Names that are common words as well: a technology only after `in`, `with`, `using` and their like. */
export const ambiguousTechnologies = wordSet(
  `go r c rest express next node make click echo spring compose rocket fiber gin phoenix unity rust swift shell less dart
  atom spark expo vapor helm excel java ruby rails bootstrap slack notion flask prisma solr nats bun click chart clap index edge chrome`,
);
