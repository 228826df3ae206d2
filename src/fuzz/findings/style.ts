// SPDX-License-Identifier: GPL-2.0
import { decode } from "../../inject/wire/decode.js";
import { isDecodeError } from "../../inject/wire/decode-error.js";
import type { History } from "../history/history.js";

/** How much a script says. */
export interface Style {
  /** Of the packets that it expects; without them any will do. */
  readonly hasOptions: boolean;
  /** Of packets and of buffers; without them all bytes are zeros. */
  readonly hasContents: boolean;
}

/** The shortest way: what the peer sends refers to options of the kernel's only if it must. */
export function briefStyle(history: History): Style {
  return { hasOptions: refersToOptions(history), hasContents: hasDataChecksums(history) };
}

/** The peer gives back timestamps, or has the kernel's keys in what it sends. */
function refersToOptions({ program, observations }: History): boolean {
  return (
    program.protocol === "mptcp" ||
    observations.some(({ type, ...rest }) => {
      if (type !== "received" || !("frame" in rest)) return false;
      const packet = decode(rest.frame);
      const header = isDecodeError(packet) ? undefined : packet.headers.at(-1);
      if (header?.type !== "tcp" && header?.type !== "dccp") return false;
      return header.options.some(
        (option) => option.type === "timestamps" || option.type === "timestamp_echo",
      );
    })
  );
}

/** Of mappings of MPTCP, which may cover more than one packet: what is right depends on what they carry. */
function hasDataChecksums({ program, observations }: History): boolean {
  return (
    program.protocol === "mptcp" &&
    observations.some(({ type, ...rest }) => {
      if (type !== "received" || !("frame" in rest)) return false;
      const packet = decode(rest.frame);
      const header = isDecodeError(packet) ? undefined : packet.headers.at(-1);
      return (
        header?.type === "tcp" &&
        header.options.some(
          (option) =>
            option.type === "mptcp" &&
            option.option.type === "dss" &&
            option.option.mapping?.checksum !== undefined,
        )
      );
    })
  );
}
