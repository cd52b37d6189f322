/** Memory under the name of the system that it takes the place of: `import { openInterstice } from "restera/interstice"`. */
export { Interstice, openInterstice, type OpenIntersticeOptions } from "./interstice.ts";
export { ResteraError } from "../../../foundation/errors.ts";
export type { OpenMemory } from "../../../compose/open-memory.ts";
export type { ChangeOutcome } from "../../../services/memory/change-memories.ts";
export type { IndexResult } from "../../../services/memory/documents/index-documents.ts";
export type {
  IndexedFolder,
  IndexFolderInput,
} from "../../../services/memory/documents/index-folder.ts";
export type { RollBackInput, RolledBack } from "../../../services/memory/forget-memories.ts";
export type { HeroInfo, NewHeroMemory } from "../../../services/memory/heroes.ts";
export type { Json } from "../../../services/memory/json.ts";
export type * from "../../../services/memory/memory.ts";
export type { NearMemory, NearQuery } from "../../../services/memory/near-memories.ts";
export type { ListInput, MemoryQuery } from "../../../services/memory/read-memories.ts";
export type { SearchHit, SearchInput } from "../../../services/memory/search-memories.ts";
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
