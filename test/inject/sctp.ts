// SPDX-License-Identifier: GPL-2.0
import type { RunAddresses } from "../../src/inject/mapping/endpoint.js";
import { encode } from "../../src/inject/wire/encode.js";
import type { Packet } from "../../src/inject/wire/packet.js";
import { writeChunk } from "../../src/inject/wire/sctp/write.js";
import { decoded, scriptPacket } from "./script.js";

/** The packet that a kernel sends, from the notation of scripts with the numbers of the wire. */
export function kernelFrame(
  text: string,
  { local, remote }: RunAddresses,
  ports: { readonly local: number; readonly remote: number },
): Packet {
  const header = scriptPacket(text).headers.at(-1);
  if (header?.type !== "sctp") throw new Error(`no SCTP: ${text}`);
  const chunks = header.chunks.flatMap((chunk) => (chunk.type === "bytes" ? [] : [writeChunk(chunk)]));
  return decoded(
    encode({
      headers: [
        {
          type: "ipv4",
          tos: 2,
          id: 0,
          flags: 2,
          fragmentOffset: 0,
          ttl: 64,
          protocol: 132,
          source: local,
          destination: remote,
          options: new Uint8Array(0),
        },
        {
          type: "sctp",
          sourcePort: ports.local,
          destinationPort: ports.remote,
          verificationTag: header.tag ?? 0,
          ...(header.checksum !== undefined && { checksum: header.checksum === "zero" ? 0 : 1 }),
          chunks,
        },
      ],
      payload: new Uint8Array(0),
    }),
  );
}
