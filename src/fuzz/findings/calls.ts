// SPDX-License-Identifier: GPL-2.0
import { printContents } from "../../dsl/print.js";
import type { Connections } from "../../inject/mapping/connections.js";
import type { Endpoint } from "../../inject/mapping/endpoint.js";
import { socketProtocol } from "../../inject/mapping/socket-protocol.js";
import { getU16 } from "../../inject/wire/bytes.js";
import type { Constants } from "../../runner/constants.js";
import { isDisconnect } from "../history/call-unit.js";
import type { Observation } from "../history/history.js";
import { callWords } from "../program/call-words.js";
import { kindOf } from "../program/names.js";
import { LOCAL_PORT, OP, PEER_PORT, UNITS } from "../program/operations.js";
import { type Program, type Rec, unitOf } from "../program/program.js";
import { optionOf } from "../program/tables.js";
import { type Told, UNKNOWN } from "./packets.js";
import type { Style } from "./style.js";
import { exactContents, type RightResult } from "./wording.js";

type Returned = Observation & { readonly type: "call" };

/** Calls of a history in the words of a script, and what they do to its account of connections. */
export class CallLines {
  readonly #program: Program;
  readonly #constants: Constants;
  readonly #connections: Connections;
  readonly #style: Style;
  /** Local ports that bind() has given. */
  readonly #bound: Map<number, number>;
  /** Bytes that were sent, by the unit of the program that sent them. */
  readonly #positions = new Map<number, number>();

  constructor(
    program: Program,
    constants: Constants,
    connections: Connections,
    style: Style,
    bound: Map<number, number>,
  ) {
    this.#program = program;
    this.#constants = constants;
    this.#connections = connections;
    this.#style = style;
    this.#bound = bound;
  }

  /** A call as a line, with what it returned; a call that waits is told when it begins. */
  told(call: Returned, right: RightResult = {}): Told {
    const line = this.#line(call, right);
    if (line !== UNKNOWN) this.#count(call);
    return line;
  }

  /** What a call does before the kernel does anything. */
  begins({ rec, fd }: { readonly rec: Rec; readonly fd: number }): void {
    if (fd < 0) return;
    if (rec.op === OP.connect && !isDisconnect(rec)) this.#connections.connect(fd, this.#peer(rec.a).port);
    if (rec.op === OP.send && rec.b > 0) this.#connections.connect(fd, this.#peer(rec.b - 1).port);
  }

  /** What it has done. Returns whether the script can know of it. */
  ends({ rec, ret, fd, data }: Returned): boolean {
    if (ret < 0) return true;
    switch (rec.op) {
      case OP.connect:
        if (isDisconnect(rec)) this.#connections.disconnect(fd);
        return true;
      case OP.socket: {
        const { type, protocol } = kindOf(this.#program.protocol, rec.a);
        const carries = socketProtocol(this.#number(type), this.#number(protocol));
        if (carries !== undefined) this.#connections.socket(ret, carries);
        return carries !== undefined;
      }
      case OP.bind:
        this.#bound.set(fd, LOCAL_PORT + (rec.a % 4));
        return true;
      case OP.listen:
        this.#connections.listen(fd);
        return true;
      case OP.accept: {
        const bound = this.#bound.get(fd);
        if (bound !== undefined) this.#bound.set(ret, bound);
        return this.#connections.accept(ret, { ...this.#peer(0), port: getU16(data, 0) }) !== undefined;
      }
      case OP.close:
      case OP.settle:
        if (fd >= 0) this.#connections.close(fd);
        return true;
      default:
        return true;
    }
  }

  #count({ rec, ret, fd }: Returned): void {
    const unit = unitOf(rec);
    if (rec.op === OP.socket && ret >= 0) this.#positions.set(unit, 0);
    if (rec.op === OP.accept && ret >= 0) this.#positions.set(rec.a % UNITS, 0);
    if (rec.op === OP.send && ret > 0) this.#positions.set(unit, (this.#positions.get(unit) ?? 0) + ret);
    if (isDisconnect(rec) && ret === 0) this.#positions.set(unit, 0);
    if (rec.op === OP.close) this.#bound.delete(fd);
  }

  #line(call: Returned, right: RightResult): Told {
    const { rec, fd, data } = call;
    const ret = right.ret ?? call.ret;
    const words = callWords(rec, {
      program: this.#program,
      fd: String(fd),
      constant: (name) => this.#constant(name),
      buffer: this.#buffer(call, right),
      found: foundIn(rec, data),
    });
    switch (rec.op) {
      case OP.memory:
      case OP.nothing:
        return undefined;
      case OP.sysctl:
        return ret < 0 ? `\`${words} 2>/dev/null || true\`` : `\`${words}\``;
      case OP.readFile:
        return ret < 0 ? undefined : `\`${words}\``;
      default:
        break;
    }
    if (words === undefined) return UNKNOWN;
    // The kernel says EBADF, and does nothing.
    if (fd < 0 && rec.op !== OP.socket) return undefined;
    // What structures ask for is what was in memory before.
    const isOpen = rec.op === OP.getOption && optionOf(rec.a)?.kind === "ints";
    return `${words} = ${isOpen ? "..." : ret < 0 ? this.#error(ret) : ret}`;
  }

  #buffer({ rec, data }: Returned, { contents }: RightResult): string {
    const { hasContents } = this.#style;
    if (rec.op === OP.send && hasContents && rec.a > 0)
      return `pattern(${(this.#positions.get(unitOf(rec)) ?? 0) % 65_521})`;
    const read = contents ?? (hasContents && data.length > 0 ? exactContents(data) : undefined);
    return rec.op !== OP.receive || read === undefined ? "..." : printContents(read);
  }

  #peer(unit: number): Endpoint {
    return { address: this.#connections.addresses.remote, port: PEER_PORT + (unit % UNITS) };
  }

  #number(name: string): number {
    return this.#constants.get(name) ?? 0;
  }

  /** By its name if the kernel has it; tablesText() gives it 0 otherwise. */
  #constant(name: string): string {
    return this.#constants.get(name) === undefined ? "0" : name;
  }

  #error(ret: number): string {
    return `-1 ${this.#constants.errnoName(-ret) ?? "EIO"}`;
  }
}

function foundIn({ op }: Rec, data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (op === OP.poll) return data.length < 2 ? 0 : view.getUint16(0, true);
  return op !== OP.ioctl || data.length < 4 ? 0 : view.getInt32(0, true);
}
