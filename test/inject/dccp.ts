// SPDX-License-Identifier: GPL-2.0
import type { DccpHeader } from "../../src/inject/wire/dccp/header.js";
import { encode } from "../../src/inject/wire/encode.js";
import type { Packet } from "../../src/inject/wire/packet.js";
import { decoded, V4 } from "./script.js";

/** The packet that a kernel sends with this header and so many bytes of data. */
export function dccpPacket(header: DccpHeader, length = 0): Packet {
  return decoded(
    encode({
      headers: [
        {
          type: "ipv4",
          tos: 0,
          id: 0,
          flags: 2,
          fragmentOffset: 0,
          ttl: 64,
          protocol: 33,
          source: V4.local,
          destination: V4.remote,
          options: new Uint8Array(0),
        },
        header,
      ],
      payload: new Uint8Array(length),
    }),
  );
}
