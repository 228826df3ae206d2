// SPDX-License-Identifier: GPL-2.0
import type { CapturedFrame, CaptureInterface } from "../../inject/capture.js";
import type { TaskId } from "../../kernel/kernel.js";
import type { Block } from "../memory.js";
import type { RunState } from "../run/state.js";
import { readField } from "../struct.js";

/** What other devices than the scripted one have sent and received. */
export interface Tapped {
  readonly interfaces: readonly CaptureInterface[];
  /** `interface` counts these interfaces. */
  readonly frames: readonly CapturedFrame[];
  /** How many frames had no room until they were read. */
  readonly lost: number;
}

/** A device of the instance whose frames are Ethernet; include/uapi/linux/if_arp.h. */
const ETHERNET_TYPES: ReadonlySet<number> = new Set([1 /* ARPHRD_ETHER */, 772 /* ARPHRD_LOOPBACK */]);

const LOOPBACK = { index: 1, name: "lo" } as const;

/** Frames that no one has read yet, in bytes of the kernel's memory. */
const ROOM = 64 << 20;

/** Byte offsets in struct sockaddr_ll, include/uapi/linux/if_packet.h. */
const SOCKADDR_LL = { ifindex: 4, type: 8, packetType: 10, bytes: 20 } as const;

/** Byte offsets in struct ifreq, include/uapi/linux/if.h. */
const IFREQ = { name: 0, ifindex: 16, bytes: 40 } as const;

const SYSCALL_BYTES = 4;

/**
 * A packet socket for all devices of the instance's first network namespace, as tcpdump has one:
 * packet(7). The scripted device tells its frames itself, so they are left out here.
 */
export class Tap {
  private constructor(
    private readonly state: RunState,
    private readonly task: TaskId,
    private readonly fd: number,
  ) {}

  /**
   * Opens it; frames count from now on. Its descriptor is none of the script's process.
   * @throws Error if the instance has no packet sockets
   */
  static open(state: RunState): Tap {
    const { kernel, constants } = state;
    const task = kernel.createTask("capture");
    const all = constants.require("ETH_P_ALL");
    const protocol = ((all & 0xff) << 8) | (all >>> 8);
    const [family, type] = [constants.require("AF_PACKET"), constants.require("SOCK_RAW")];
    const fd = kernel.syscall(task, constants.syscall("socket"), family, type, protocol) ?? -1;
    if (fd < 0) throw new Error(`no capture of all devices: socket(AF_PACKET) returned ${fd}`);
    const tap = new Tap(state, task, fd);
    tap.setOption("SO_RCVBUFFORCE", ROOM);
    // The first question for a time is what makes frames have one: sock_gettstamp(), net/core/sock.c.
    tap.stamp();
    return tap;
  }

  /** Takes what has come since it was opened. */
  read(): Tapped {
    const { state } = this;
    const offset = state.environment.realtimeStartNs() - BigInt(state.startNs);
    const devices = new Map<number, CaptureInterface>([
      [LOOPBACK.index, { name: LOOPBACK.name, linkType: "ethernet" }],
    ]);
    const frames: CapturedFrame[] = [];
    for (;;) {
      const next = this.next();
      if (next === undefined) break;
      const { index, type, isOutgoing, bytes, realtimeNs } = next;
      // What goes out of the loopback device comes in again.
      if (index === state.device || (index === LOOPBACK.index && isOutgoing)) continue;
      if (!devices.has(index))
        devices.set(index, {
          name: this.nameOf(index),
          linkType: ETHERNET_TYPES.has(type) ? "ethernet" : "raw",
        });
      frames.push({
        interface: [...devices.keys()].indexOf(index),
        timeNs: Number(realtimeNs - offset),
        bytes,
        direction: isOutgoing ? "outbound" : "inbound",
      });
    }
    return { interfaces: [...devices.values()], frames, lost: this.lost() };
  }

  private next():
    | {
        readonly index: number;
        readonly type: number;
        readonly isOutgoing: boolean;
        readonly bytes: Uint8Array;
        readonly realtimeNs: bigint;
      }
    | undefined {
    const { constants } = this.state;
    const flags = ["MSG_DONTWAIT", "MSG_TRUNC"].reduce((sum, name) => sum | constants.require(name), 0);
    return this.withBlocks([SOCKADDR_LL.bytes, SYSCALL_BYTES], ([address, length]) => {
      const size = this.call("recvfrom", this.fd, 0, 0, flags | constants.require("MSG_PEEK"), 0, 0);
      if (size < 0) return undefined;
      return this.withBlocks([Math.max(1, size)], ([data]) => {
        length.view.setUint32(0, SOCKADDR_LL.bytes, true);
        this.call("recvfrom", this.fd, data.address, size, flags, address.address, length.address);
        return {
          index: address.view.getInt32(SOCKADDR_LL.ifindex, true),
          type: address.view.getUint16(SOCKADDR_LL.type, true),
          isOutgoing: address.view.getUint8(SOCKADDR_LL.packetType) === constants.require("PACKET_OUTGOING"),
          bytes: data.bytes.slice(0, size),
          realtimeNs: this.stamp(),
        };
      });
    });
  }

  /** CLOCK_REALTIME in ns at which the frame that was read last came. */
  private stamp(): bigint {
    const { constants } = this.state;
    const layout = constants.struct("timespec");
    return this.withBlocks([layout.size], ([time]) => {
      this.call("ioctl", this.fd, constants.require("SIOCGSTAMPNS"), time.address);
      const seconds = BigInt(readField(time.view, 0, layout, "tv_sec"));
      return seconds * 1_000_000_000n + BigInt(readField(time.view, 0, layout, "tv_nsec"));
    });
  }

  /** Of a device that is gone, its number. */
  private nameOf(index: number): string {
    return this.withBlocks([IFREQ.bytes], ([request]) => {
      request.view.setInt32(IFREQ.ifindex, index, true);
      const ret = this.call("ioctl", this.fd, this.state.constants.require("SIOCGIFNAME"), request.address);
      if (ret < 0) return `device ${index}`;
      return (
        Buffer.from(request.bytes.subarray(IFREQ.name, IFREQ.ifindex)).toString("latin1").split("\0")[0] ?? ""
      );
    });
  }

  /** The second number of struct tpacket_stats. */
  private lost(): number {
    const { constants } = this.state;
    const [level, name] = [constants.require("SOL_PACKET"), constants.require("PACKET_STATISTICS")];
    return this.withBlocks([2 * SYSCALL_BYTES, SYSCALL_BYTES], ([stats, length]) => {
      length.view.setUint32(0, stats.bytes.length, true);
      this.call("getsockopt", this.fd, level, name, stats.address, length.address);
      return stats.view.getUint32(SYSCALL_BYTES, true);
    });
  }

  private setOption(name: string, value: number): void {
    const { constants } = this.state;
    this.withBlocks([SYSCALL_BYTES], ([block]) => {
      block.view.setInt32(0, value, true);
      const [level, option] = [constants.require("SOL_SOCKET"), constants.require(name)];
      this.call("setsockopt", this.fd, level, option, block.address, SYSCALL_BYTES);
    });
  }

  private call(name: string, ...args: readonly number[]): number {
    const { kernel, constants } = this.state;
    return kernel.syscall(this.task, constants.syscall(name), ...args) ?? -1;
  }

  /** Memory for as long as `use` runs. */
  private withBlocks<T>(sizes: readonly number[], use: (blocks: readonly [Block, Block]) => T): T {
    const { heap } = this.state.environment;
    const blocks = sizes.map((size) => heap.allocate(size));
    const [first = heap.null, second = heap.null] = blocks;
    try {
      return use([first, second]);
    } finally {
      for (const block of blocks) heap.release(block);
    }
  }
}
