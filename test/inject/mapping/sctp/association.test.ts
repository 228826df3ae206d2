// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { printPacket } from "../../../../src/dsl/print.js";
import { expectPacket, inject } from "../../../../src/inject/inject.js";
import { Connections } from "../../../../src/inject/mapping/connections.js";
import { PacketError } from "../../../../src/inject/packet-error.js";
import { toAst } from "../../../../src/inject/to-ast/packet.js";
import type { SctpHeader } from "../../../../src/inject/wire/sctp/header.js";
import { readChunk } from "../../../../src/inject/wire/sctp/read.js";
import { decoded, scriptPacket, V4 } from "../../script.js";
import { kernelFrame } from "../../sctp.js";

const KERNEL_TAG = 0xabcd0000;
const KERNEL_TSN = 0xfffffff0;
const COOKIE = [9, 8, 7, 6, 5, 4, 3, 2];

function listening(): Connections {
  const connections = new Connections(V4);
  connections.socket(3, "sctp");
  connections.listen(3);
  return connections;
}

function injected(connections: Connections, text: string): SctpHeader {
  const header = decoded(inject(connections, scriptPacket(text)).frame).headers.at(-1);
  if (header?.type !== "sctp") throw new Error("no SCTP");
  return header;
}

/** What the script says, and what the kernel sends in its own numbers. */
function sent(connections: Connections, wanted: string, live: string): readonly string[] {
  const expectation = expectPacket(connections, scriptPacket(wanted));
  const outcome = expectation.offer(kernelFrame(live, V4, { local: 8080, remote: 49152 }));
  if (outcome.type !== "complete") throw new Error(outcome.type);
  return outcome.differences.map(({ field, expected, actual }) => `${field}: ${expected}, ${actual}`);
}

const INIT = "< sctp: INIT[flgs=0, tag=1, a_rwnd=1500, os=1, is=1, tsn=5]";
const INIT_ACK =
  "> sctp: INIT_ACK[flgs=0, tag=2, a_rwnd=1500, os=1, is=1, tsn=100, STATE_COOKIE[len=..., val=...]]";
const LIVE_INIT_ACK =
  `> sctp(tag=1): INIT_ACK[flgs=0, tag=${KERNEL_TAG}, a_rwnd=1500, os=1, is=1, tsn=${KERNEL_TSN}, ` +
  `STATE_COOKIE[len=12, val=[${COOKIE.join(", ")}]]]`;

function established(): Connections {
  const connections = listening();
  injected(connections, INIT);
  expect(sent(connections, INIT_ACK, LIVE_INIT_ACK)).toEqual([]);
  injected(connections, "< sctp: COOKIE_ECHO[flgs=0, len=..., val=...]");
  expect(sent(connections, "> sctp: COOKIE_ACK[flgs=0]", "> sctp(tag=1): COOKIE_ACK[flgs=0]")).toEqual([]);
  return connections;
}

describe("an association from outside", () => {
  it("sends INIT without tag and all others with the kernel's", () => {
    const connections = listening();
    expect(injected(connections, INIT).verificationTag).toBe(0);
    sent(connections, INIT_ACK, LIVE_INIT_ACK);
    const echo = injected(connections, "< sctp: COOKIE_ECHO[flgs=0, len=..., val=...]");
    expect(echo.verificationTag).toBe(KERNEL_TAG);
    expect(echo.chunks[0]?.value).toEqual(Uint8Array.from(COOKIE));
  });

  it.each([
    ["tag=2", KERNEL_TAG],
    ["tag=3", KERNEL_TAG + 1],
    ["tag=0", 0],
  ])("injects %s as 0x%s", (tag, live) => {
    expect(injected(established(), `< sctp(${tag}): COOKIE_ACK[flgs=0]`).verificationTag).toBe(live);
  });

  it("sends ABORT with the T bit with the script's own tag", () => {
    expect(injected(established(), "< sctp: ABORT[flgs=T]").verificationTag).toBe(1);
    expect(injected(established(), "< sctp: ABORT[flgs=0]").verificationTag).toBe(KERNEL_TAG);
  });

  it("acknowledges the kernel's TSNs", () => {
    const { chunks } = injected(
      established(),
      "< sctp: SACK[flgs=0, cum_tsn=116, a_rwnd=1, gaps=[2:3], dups=[115, 116]]; SHUTDOWN[flgs=0, cum_tsn=101]",
    );
    expect(chunks.map((raw) => readChunk(raw).node)).toMatchObject([
      { cumulativeTsn: 0, gaps: [{ start: 2, end: 3 }], duplicates: [0xffffffff, 0] },
      { cumulativeTsn: KERNEL_TSN + 1 },
    ]);
  });

  it("keeps the script's own TSNs", () => {
    const { chunks } = injected(established(), "< sctp: DATA[flgs=BE, len=17, tsn=5, sid=0, ssn=0, ppid=0]");
    expect(chunks.map((raw) => readChunk(raw).node)).toMatchObject([{ tsn: 5 }]);
  });

  it("knows the kernel's numbers by the script's names", () => {
    const connections = established();
    const live = kernelFrame(`> sctp(tag=1): DATA[flgs=BE, len=17, tsn=0, sid=0, ssn=0, ppid=0]`, V4, {
      local: 8080,
      remote: 49152,
    });
    const connection = connections.forLive(live, "outbound");
    expect(connection).toBeDefined();
    expect(printPacket(toAst(live, "outbound", connection && { connection }))).toBe(
      "> [ect0] sctp: DATA[flgs=BE, len=17, tsn=116, sid=0, ssn=0, ppid=0]",
    );
  });

  it("takes a new name when the peer starts anew, once its cookie comes back", () => {
    const connections = established();
    injected(connections, INIT.replace("tag=1", "tag=11"));
    const again = LIVE_INIT_ACK.replace("sctp(tag=1)", "sctp(tag=11)")
      .replace(`tag=${KERNEL_TAG}`, "tag=77")
      .replace(`tsn=${KERNEL_TSN}`, "tsn=1000");
    const named = INIT_ACK.replace("tag=2", "tag=12").replace("tsn=100", "tsn=200");
    expect(sent(connections, named, again)).toEqual([]);
    expect(injected(connections, "< sctp: COOKIE_ACK[flgs=0]").verificationTag).toBe(KERNEL_TAG);
    expect(injected(connections, "< sctp: COOKIE_ECHO[flgs=0, len=..., val=...]").verificationTag).toBe(77);
    const { chunks } = injected(connections, "< sctp: SACK[flgs=0, cum_tsn=200, a_rwnd=1, gaps=[], dups=[]]");
    expect(chunks.map((raw) => readChunk(raw).node)).toMatchObject([{ cumulativeTsn: 1000 }]);
  });
});

describe("a cookie", () => {
  it("that nobody has sent cannot be echoed", () => {
    const connections = listening();
    expect(() => injected(connections, "< sctp: COOKIE_ECHO[flgs=0, len=..., val=...]")).toThrow(PacketError);
  });

  it("of a length of the script's is zeros", () => {
    const { chunks } = injected(listening(), "< sctp: COOKIE_ECHO[flgs=0, len=7, val=...]");
    expect(chunks[0]?.value).toEqual(Uint8Array.of(0, 0, 0));
  });
});

describe("checksums", () => {
  it.each([
    ["sctp", undefined],
    ["sctp(zero_checksum)", 0],
    ["sctp(bad_crc32c)", expect.any(Number)],
  ])("of %s", (start, checksum) => {
    expect(injected(listening(), `< ${start}: COOKIE_ACK[flgs=0]`).checksum).toEqual(checksum);
  });
});

describe("bytes that are no chunk", () => {
  it("go out as they are", () => {
    const { frame } = inject(listening(), scriptPacket("< sctp: COOKIE_ACK[flgs=0]; [0x03, 0x00, 0x00]"));
    expect([...frame.subarray(32)]).toEqual([11, 0, 0, 4, 3, 0, 0]);
  });

  it("may have a length that is wrong", () => {
    const { frame } = inject(listening(), scriptPacket("< sctp: CHUNK[type=3, flgs=0, len=100, val=[1]]"));
    expect([...frame.subarray(32)]).toEqual([3, 0, 0, 100, 1, 0, 0, 0]);
  });
});

describe("an association of hosts with several addresses", () => {
  const LISTED = INIT.replace("tsn=5", "tsn=5, IPV4_ADDRESS[addr=192.0.2.1], IPV4_ADDRESS[addr=192.0.2.2]");

  it("sends from the address that the script writes", () => {
    const { frame } = inject(listening(), scriptPacket(`< 192.0.2.2:0 > sctp: COOKIE_ACK[flgs=0]`));
    expect([...frame.subarray(12, 20)]).toEqual([192, 0, 2, 2, 192, 168, 0, 1]);
  });

  it("is sent packets at all addresses of its INIT, and at no other", () => {
    const connections = listening();
    injected(connections, LISTED);
    const offer = (remote: string) => {
      const live = kernelFrame(
        LIVE_INIT_ACK,
        { ...V4, remote: Uint8Array.from(remote.split(".").map(Number)) },
        {
          local: 8080,
          remote: 49152,
        },
      );
      return expectPacket(connections, scriptPacket(INIT_ACK)).offer(live).type;
    };
    expect(offer("192.0.2.2")).toBe("complete");
    expect(offer("192.0.2.3")).toBe("ignored");
  });

  it("names the address that differs", () => {
    const connections = listening();
    injected(connections, LISTED);
    const wanted = INIT_ACK.replace("> sctp", "> 192.168.0.1:0 > 192.0.2.2:0 sctp");
    expect(sent(connections, wanted, LIVE_INIT_ACK)).toEqual(["ip.destination: 192.0.2.2, 192.0.2.1"]);
  });

  it("has no names for its ends", () => {
    expect(() => injected(listening(), "< addr[a] > sctp: COOKIE_ACK[flgs=0]")).toThrow(/MPTCP/);
  });
});

describe("a one-to-many socket", () => {
  it("opens an association when it sends, though it listens", () => {
    const connections = listening();
    connections.connect(3);
    const wanted = scriptPacket("> sctp: INIT[flgs=0, tag=1, a_rwnd=..., os=..., is=..., tsn=1, ...]");
    const live = "> sctp(tag=0): INIT[flgs=0, tag=4711, a_rwnd=1500, os=1, is=1, tsn=99]";
    const offer = expectPacket(connections, wanted).offer(kernelFrame(live, V4, { local: 5, remote: 8080 }));
    expect(offer).toMatchObject({ type: "complete", differences: [] });
    expect(connections.underTest).not.toBe(connections.forFd(3));
  });
});
