// SPDX-License-Identifier: GPL-2.0

/**
 * A pcapng file, draft-ietf-opsawg-pcapng: one section, one interface description for each
 * net_device, one enhanced packet block for each frame. Equal calls give equal bytes: nothing of
 * the machine or the time of day goes in.
 */

/** A net_device whose frames are in the file. */
export interface CaptureInterface {
  readonly name: string;
  /** `raw`: frames start with an IP header. */
  readonly linkType: "raw" | "ethernet";
}

export interface CapturedFrame {
  /** Index into the interfaces the writer was made with. */
  readonly interface: number;
  /** Virtual time in ns. */
  readonly timeNs: number;
  readonly bytes: Uint8Array;
  /** As the kernel under test sees it: inbound is what was injected. */
  readonly direction: "inbound" | "outbound";
  /** Such as the place in the script: `file.pkt:12`. */
  readonly comment?: string;
}

const LINK_TYPE = { raw: 101, ethernet: 1 } as const;

const BLOCK = { SECTION: 0x0a0d0d0a, INTERFACE: 1, PACKET: 6 } as const;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

const OPTION = {
  END: 0,
  COMMENT: 1,
  PACKET_FLAGS: 2,
  INTERFACE_NAME: 2,
  APPLICATION: 4,
  TIME_RESOLUTION: 9,
} as const;

const NANOSECONDS = 9;

/** The two lowest bits of the packet flags. */
const DIRECTION = { inbound: 1, outbound: 2 } as const;

const TWO_POW_32 = 0x1_0000_0000;

interface Option {
  readonly code: number;
  readonly value: Uint8Array;
}

export class CaptureWriter {
  private buffer = new Uint8Array(4096);
  private view = new DataView(this.buffer.buffer);
  private used = 0;

  constructor(interfaces: readonly CaptureInterface[]) {
    this.block(BLOCK.SECTION, 16, [text(OPTION.APPLICATION, "ktest")], (at) => {
      this.view.setUint32(at, BYTE_ORDER_MAGIC, true);
      this.view.setUint16(at + 4, 1, true); // major version
      this.view.setUint16(at + 6, 0, true);
      this.view.setBigInt64(at + 8, -1n, true); // section length: not given
    });
    for (const { name, linkType } of interfaces) this.interface(name, linkType);
  }

  /** Appends a frame, whole, however long. */
  add(frame: CapturedFrame): void {
    const { bytes, timeNs, direction, comment } = frame;
    const options: Option[] = [u32(OPTION.PACKET_FLAGS, DIRECTION[direction])];
    if (comment !== undefined) options.unshift(text(OPTION.COMMENT, comment));
    this.block(BLOCK.PACKET, 20 + padded(bytes.length), options, (at) => {
      this.view.setUint32(at, frame.interface, true);
      this.view.setUint32(at + 4, Math.floor(timeNs / TWO_POW_32), true);
      this.view.setUint32(at + 8, timeNs % TWO_POW_32, true);
      this.view.setUint32(at + 12, bytes.length, true);
      this.view.setUint32(at + 16, bytes.length, true);
      this.buffer.set(bytes, at + 20);
    });
  }

  /** A copy of the file so far; it is complete after every frame. */
  bytes(): Uint8Array {
    return this.buffer.slice(0, this.used);
  }

  private interface(name: string, linkType: CaptureInterface["linkType"]): void {
    const options: Option[] = [
      text(OPTION.INTERFACE_NAME, name),
      { code: OPTION.TIME_RESOLUTION, value: Uint8Array.of(NANOSECONDS) },
    ];
    this.block(BLOCK.INTERFACE, 8, options, (at) => {
      this.view.setUint16(at, LINK_TYPE[linkType], true);
      this.view.setUint32(at + 4, 0, true); // snap length: no limit
    });
  }

  /** Type, length, `fixed` bytes that `fill` writes, options, length again. */
  private block(type: number, fixed: number, options: readonly Option[], fill: (at: number) => void): void {
    const optionBytes = options.reduce((sum, { value }) => sum + 4 + padded(value.length), 4);
    const length = 12 + fixed + optionBytes;
    const start = this.reserve(length);
    this.view.setUint32(start, type, true);
    this.view.setUint32(start + 4, length, true);
    fill(start + 8);
    let at = start + 8 + fixed;
    for (const { code, value } of options) {
      this.view.setUint16(at, code, true);
      this.view.setUint16(at + 2, value.length, true);
      this.buffer.set(value, at + 4);
      at += 4 + padded(value.length);
    }
    this.view.setUint32(at, OPTION.END, true);
    this.view.setUint32(start + length - 4, length, true);
  }

  /** Makes room for zeroed bytes at the end; returns where they start. */
  private reserve(length: number): number {
    const start = this.used;
    this.used += length;
    if (this.used > this.buffer.length) {
      const grown = new Uint8Array(Math.max(2 * this.buffer.length, this.used));
      grown.set(this.buffer);
      this.buffer = grown;
      this.view = new DataView(grown.buffer);
    }
    return start;
  }
}

/** Blocks and options are padded to 32 bits. */
function padded(length: number): number {
  return (length + 3) & ~3;
}

function text(code: number, value: string): Option {
  return { code, value: new TextEncoder().encode(value) };
}

function u32(code: number, value: number): Option {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return { code, value: bytes };
}
