/** Memory under the name of the system that it takes the place of: `import { openInterstice } from "restera/interstice"`. */
export { Interstice, openInterstice, type OpenIntersticeOptions } from "./interstice.ts";
export { ResteraError } from "../../../foundation/errors.ts";
export { openEmbedder, type EmbedderOptions } from "../../../compose/open-embedder.ts";
export type { ImportFileInput, OpenMemory } from "../../../compose/open-memory.ts";
export type {
  BackUpMemoryInput,
  BackUpMemoryResult,
  RestoreInput as RestoreMemoryInput,
} from "../../../compose/memory-in-vaults.ts";
export type { MemoryCopyInfo } from "../../../compose/memory-copies.ts";
export type {
  MemoryRestore,
  MemoryRestorePlan,
  RestoreMemoryRun,
} from "../../../compose/restore-memory.ts";
export type { WatchFolderInput } from "../../../services/memory/documents/watch-folder.ts";
export type { ImportFormat } from "../../../services/memory/transfer/formats/foreign-rows.ts";
export type { ChangeOutcome } from "../../../services/memory/change-memories.ts";
export type { IndexResult } from "../../../services/memory/documents/index-documents.ts";
export type {
  IndexedFolder,
  IndexFolderInput,
} from "../../../services/memory/documents/index-folder.ts";
export type { EmbedCall, Embedder } from "../../../services/memory/embedding/embedder.ts";
export type {
  EmbedInput,
  EmbedProgress,
  EmbedResult,
} from "../../../services/memory/embedding/embed-memories.ts";
export type {
  EmbeddingStatus,
  ModelStatus,
} from "../../../services/memory/embedding/embedding-status.ts";
export type { HttpEmbedderOptions } from "../../../services/memory/embedding/http-embedder.ts";
export type { TransformersOptions } from "../../../services/memory/embedding/transformers-embedder.ts";
export type { RollBackInput, RolledBack } from "../../../services/memory/forget-memories.ts";
export type { HeroInfo, NewHeroMemory } from "../../../services/memory/heroes.ts";
export type { Json } from "../../../services/memory/json.ts";
export type * from "../../../services/memory/memory.ts";
export type { NearMemory, NearQuery } from "../../../services/memory/near-memories.ts";
export type { ListInput, MemoryQuery } from "../../../services/memory/read-memories.ts";
export type {
  SearchHit,
  SearchInput,
  SearchMode,
} from "../../../services/memory/search-memories.ts";
export type { Snippet } from "../../../services/memory/snippet.ts";
export type { TimelineInput } from "../../../services/memory/timeline.ts";
export type { CopyInput, CopyResult } from "../../../services/memory/transfer/copy-memory.ts";
export type { ExportInput } from "../../../services/memory/transfer/export-memories.ts";
export type {
  ImportInput,
  ImportResult,
  RefusedRow,
  RepeatedRow,
} from "../../../services/memory/transfer/import-memories.ts";
export type { MemoryFeatures } from "../../../stores/database/memory-dialect.ts";
