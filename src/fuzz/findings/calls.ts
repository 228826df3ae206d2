// SPDX-License-Identifier: GPL-2.0
import { VARIANTS } from "../../runner/config/variant.js";
import type { Constants } from "../../runner/constants.js";
import { isDisconnect } from "../history/call-unit.js";
import type { History, Observation } from "../history/history.js";
import { LOCAL_PORT, OP, PEER_PORT, UNITS } from "../program/operations.js";
import { type Rec, taskOf } from "../program/program.js";
import { FILES, IOCTLS, OPTIONS, STRINGS, SYSCTLS, sysctlPath } from "../program/tables.js";

const LOCAL = { ipv4: addressOf("ipv4", "local_ip"), ipv6: addressOf("ipv6", "local_ip") } as const;
const PEER = { ipv4: addressOf("ipv4", "remote_ip"), ipv6: addressOf("ipv6", "remote_ip") } as const;
const ANY = { ipv4: "0.0.0.0", ipv6: "::" } as const;
const DONTWAIT = 0x40;

function addressOf(version: "ipv4" | "ipv6", option: string): string {
  return VARIANTS.find(({ name }) => name === version)?.options[option] ?? "";
}

/** A call as a line of a script, with what it returned. "unknown": the language cannot say it. */
export function callLine(
  observation: Observation & { readonly type: "call" },
  { program }: History,
  constants: Constants,
): string | undefined {
  const { rec, fd, ret, data } = observation;
  const { a, b, flags } = rec;
  const version = program.isIpv6 ? "ipv6" : "ipv4";
  const result = ret < 0 ? errorOf(ret, constants) : String(ret);
  const wait = (bits: number): number => bits | (taskOf(rec) === 0 ? DONTWAIT : 0);
  switch (rec.op) {
    case OP.socket:
      return `socket(..., SOCK_STREAM${(flags & 1) === 0 ? "|SOCK_NONBLOCK" : ""}, IPPROTO_TCP) = ${result}`;
    case OP.bind: {
      const address = (b & 1) !== 0 ? ANY[version] : LOCAL[version];
      return `bind(${fd}, ${socketAddress(version, LOCAL_PORT + (a % 4), address)}) = ${result}`;
    }
    case OP.listen:
      return `listen(${fd}, ${a | 0}) = ${result}`;
    case OP.connect:
      return isDisconnect(rec)
        ? "unknown"
        : `connect(${fd}, ${socketAddress(version, PEER_PORT + (a % UNITS), PEER[version])}) = ${result}`;
    case OP.accept:
      return `accept4(${fd}, ..., ..., ${(flags & 1) === 0 ? "SOCK_NONBLOCK" : "0"}) = ${result}`;
    case OP.send:
      return b === 0 ? `send(${fd}, ..., ${Math.min(a, 65_536)}, ${wait(flags)}) = ${result}` : "unknown";
    case OP.receive:
      return `recv(${fd}, ..., ${Math.min(a, 65_536)}, ${wait(flags)}) = ${result}`;
    case OP.shutdown:
      return `shutdown(${fd}, ${a}) = ${result}`;
    case OP.close:
      return `close(${fd}) = ${result}`;
    case OP.settle:
      return fd < 0 ? undefined : `close(${fd}) = ${result}`;
    case OP.setOption:
      return optionLine(rec, fd, result);
    case OP.getOption:
    case OP.memory:
    case OP.poll:
      // They change nothing; what they tell, oracles say otherwise.
      return undefined;
    case OP.ioctl: {
      const name = IOCTLS[a % IOCTLS.length];
      const value = data.length < 4 ? 0 : new DataView(data.buffer, data.byteOffset).getInt32(0, true);
      return `ioctl(${fd}, ${name}, [${value}]) = ${result}`;
    }
    case OP.sysctl: {
      const values = (flags & 1) !== 0 ? `"${b | 0} ${rec.c | 0} ${rec.d | 0}"` : String(b | 0);
      const command = `sysctl -q net.${sysctlPath(SYSCTLS[a % SYSCTLS.length] ?? "").replaceAll("/", ".")}=${values}`;
      return ret < 0 ? `\`${command} 2>/dev/null || true\`` : `\`${command}\``;
    }
    case OP.readFile:
      return ret < 0 ? undefined : `\`cat ${FILES[a % FILES.length]} >/dev/null\``;
    default:
      return "unknown";
  }
}

function optionLine({ a, b, c, flags }: Rec, fd: number, result: string): string {
  const option = OPTIONS[a % OPTIONS.length];
  if (option === undefined) return "unknown";
  const { level, name, kind } = option;
  switch (kind) {
    case "int":
      return `setsockopt(${fd}, ${level}, ${name}, [${b | 0}], 4) = ${result}`;
    case "string":
      return `setsockopt(${fd}, ${level}, ${name}, "${STRINGS[b % STRINGS.length]}", ${STRINGS[b % STRINGS.length]?.length}) = ${result}`;
    case "ints":
      return name === "SO_LINGER" && flags === 0
        ? `setsockopt(${fd}, ${level}, ${name}, {onoff=${b | 0}, linger=${c | 0}}, 8) = ${result}`
        : "unknown";
    case "longs":
      return `setsockopt(${fd}, ${level}, ${name}, {tv_sec=${b}, tv_usec=${c}}, 16) = ${result}`;
  }
}

function socketAddress(version: "ipv4" | "ipv6", port: number, address: string): string {
  return version === "ipv4"
    ? `{sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("${address}")}, 16`
    : `{sa_family=AF_INET6, sin6_port=htons(${port}), inet_pton(AF_INET6, "${address}", &sin6_addr)}, 28`;
}

function errorOf(ret: number, constants: Constants): string {
  return `-1 ${constants.errnoName(-ret) ?? "EIO"}`;
}
