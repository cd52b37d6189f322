import { gunzipped, gzippedWhereItHelps, inPieces } from "../../../engine/portable/byte-streams.ts";
import { streamOf, type ProjectData } from "../../../services/projects/extensions/project-data.ts";
import { StoragePlugin } from "../../../services/projects/extensions/storage-plugin.ts";

/** The document's example, for use: gzip, of what shrinks. A stream goes through; nothing is held. */
export class CompressionPlugin extends StoragePlugin {
  override readonly name = "compression";
  override readonly streams = true;
  override readonly ending = ".gz";

  override onStore(data: ProjectData): AsyncIterable<Uint8Array> {
    return gzippedWhereItHelps(inPieces(streamOf(data, this.name)));
  }

  override onRetrieve(data: ProjectData): AsyncIterable<Uint8Array> {
    return gunzipped(streamOf(data, this.name));
  }
}
