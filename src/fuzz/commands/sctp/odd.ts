// SPDX-License-Identifier: GPL-2.0
import type { Command } from "../command.js";
import { CHUNK, chunk, DATA, PACKET, speaking } from "./chunk.js";

/** Of unknown chunks the two upper bits say what is to become of them: RFC 9260 section 3.2. */
const UNKNOWN = [0x3f, 0x7d, 0xbf, 0xfd, CHUNK.auth, CHUNK.padding];
const EMPTY = [
  CHUNK.data,
  CHUNK.init,
  CHUNK.sack,
  CHUNK.heartbeat,
  CHUNK.shutdown,
  CHUNK.reconf,
  CHUNK.asconf,
  CHUNK.forwardTsn,
  CHUNK.abort,
  CHUNK.cookieEcho,
  CHUNK.cookieAck,
  CHUNK.auth,
  CHUNK.iData,
];

/** Chunks that nobody knows, wrong lengths, tags and sums, and what stands in front of others. */
export const odd: Command = {
  name: "odd-chunk",
  weight: (model) => (speaking(model).length > 0 ? 4 : 0),
  generate: (choice, model) => {
    const unit = choice.of(speaking(model));
    const packet = PACKET.uncounted | (choice.once(3) ? PACKET.waits : 0);
    const message = { low: 100, flags: DATA.begin | DATA.end };
    switch (choice.int(0, 4)) {
      case 0:
        return chunk(unit, choice.of(UNKNOWN), { packet, low: choice.int(0, 40), flags: choice.int(0, 255) });
      case 1:
        return chunk(unit, choice.of(EMPTY), {
          packet: packet | PACKET.length,
          low: choice.int(0, 8),
          count: choice.int(0, 2),
          upper: choice.of([-1, -3, -4, -8, -16, 1, 4, 100, 32_767, 65_535]) & 0xffff,
        });
      case 2:
        return chunk(unit, CHUNK.data, {
          ...message,
          packet: packet | choice.of([PACKET.wrongTag, PACKET.noTag, PACKET.crc, PACKET.ownTag]),
        });
      case 3:
        return chunk(unit, choice.of([CHUNK.ecne, CHUNK.cwr]), { packet, a: choice.int(-3, 1) });
      default:
        return chunk(unit, choice.int(0, 255), { packet, low: choice.int(0, 40) });
    }
  },
};
