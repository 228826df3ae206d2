// SPDX-License-Identifier: GPL-2.0
import { escapeBytes } from "../../dsl/escape.js";
import { VARIANTS } from "../../runner/config/variant.js";
import { bitNames, kindOf, MESSAGE_FLAGS, POLL_EVENTS } from "./names.js";
import { LOCAL_PORT, OP, PEER_PORT, UNITS } from "./operations.js";
import { type Program, type Rec, taskOf } from "./program.js";
import { FILES, IOCTLS, optionOf, STRINGS, sysctlOf, sysctlPath } from "./tables.js";

const DONTWAIT = 0x40;
/** native/fuzz/executor_calls.cc: kMaxData, kEveryPollEvent. */
const MOST = 65_536;
const POLLED = 0x201f;
const OPTION_BYTES = 16;
const MOST_POLL_MS = 100_000;

/** What a call is told with. */
export interface CallTelling {
  readonly program: Pick<Program, "protocol" | "isIpv6">;
  /** What the script calls its socket. */
  readonly fd: string;
  /** A constant of the kernel's headers, by the name of the tables; that name if absent. */
  readonly constant?: (name: string) => string;
  /** Of data that is sent or received; `...` if absent. */
  readonly buffer?: string;
  /** What poll() and ioctl() have found. */
  readonly found?: number;
}

/**
 * A call of a program as a script writes it, without its result; commands stand for what scripts have no call for.
 * @returns undefined for what is no call
 */
export function callWords(rec: Rec, telling: CallTelling): string | undefined {
  const { program, fd, constant = (name) => name, buffer = "...", found = 0 } = telling;
  const { a, b, c, flags } = rec;
  const { isIpv6 } = program;
  const wait = bitNames(flags | (taskOf(rec) === 0 ? DONTWAIT : 0), MESSAGE_FLAGS);
  const peer = (unit: number): string => socketAddress(isIpv6, PEER_PORT + (unit % UNITS), "remote_ip");
  switch (rec.op) {
    case OP.socket: {
      const { type, protocol } = kindOf(program.protocol, a);
      return `socket(..., ${type}${(flags & 1) === 0 ? "|SOCK_NONBLOCK" : ""}, ${protocol})`;
    }
    case OP.bind:
      return `bind(${fd}, ${socketAddress(isIpv6, LOCAL_PORT + (a % 4), (b & 1) !== 0 ? "any" : "local_ip")})`;
    case OP.listen:
      return `listen(${fd}, ${a | 0})`;
    case OP.connect:
      return (b & 1) !== 0 ? `connect(${fd}, AF_UNSPEC, ${isIpv6 ? 28 : 16})` : `connect(${fd}, ${peer(a)})`;
    case OP.accept:
      return `accept4(${fd}, ..., ..., ${(flags & 1) === 0 ? "SOCK_NONBLOCK" : "0"})`;
    case OP.send: {
      const what = `${fd}, ${buffer}, ${Math.min(a, MOST)}, ${wait}`;
      return b === 0 ? `send(${what})` : `sendto(${what}, ${peer(b - 1)})`;
    }
    case OP.receive:
      return `recv(${fd}, ${buffer}, ${Math.min(a, MOST)}, ${wait})`;
    case OP.shutdown:
      return `shutdown(${fd}, ${a | 0})`;
    case OP.close:
    case OP.settle:
      return `close(${fd})`;
    case OP.setOption:
      return setOption(rec, fd, constant);
    case OP.getOption: {
      const { level = "0", name = "0" } = optionOf(a) ?? {};
      return `getsockopt(${fd}, ${constant(level)}, ${constant(name)}, ..., ...)`;
    }
    case OP.poll: {
      const ms = taskOf(rec) === 0 ? 0 : a % MOST_POLL_MS;
      const events = `events=${bitNames(POLLED, POLL_EVENTS)}, revents=${bitNames(found, POLL_EVENTS)}`;
      return `poll([{fd=${fd}, ${events}}], 1, ${ms})`;
    }
    case OP.ioctl:
      return `ioctl(${fd}, ${constant(IOCTLS[a % IOCTLS.length] ?? "0")}, [${found}])`;
    case OP.sysctl: {
      const values = (flags & 1) !== 0 ? `"${b | 0} ${c | 0} ${rec.d | 0}"` : String(b | 0);
      return `sysctl -q net.${sysctlPath(sysctlOf(a) ?? "").replaceAll("/", ".")}=${values}`;
    }
    case OP.readFile:
      return `cat ${FILES[a % FILES.length]} >/dev/null`;
    default:
      return undefined;
  }
}

function setOption({ a, b, c, d, e, flags }: Rec, fd: string, constant: (name: string) => string): string {
  const { level, name, kind } = optionOf(a) ?? { level: "0", name: "0", kind: "int" };
  const set = (value: string, bytes: number): string =>
    `setsockopt(${fd}, ${constant(level)}, ${constant(name)}, ${value}, ${bytes})`;
  switch (kind) {
    case "int":
      return set(`[${b | 0}]`, 4);
    case "string": {
      const text = STRINGS[b % STRINGS.length] ?? "";
      return set(`"${text}"`, text.length);
    }
    case "longs":
      return set(`{tv_sec=${b}, tv_usec=${c}}`, 16);
    case "ints": {
      if (name === "SO_LINGER" && flags === 0) return set(`{onoff=${b | 0}, linger=${c | 0}}`, 8);
      const bytes = new Uint8Array(OPTION_BYTES);
      const view = new DataView(bytes.buffer);
      for (const [at, value] of [b, c, d, e].entries()) view.setUint32(4 * at, value, true);
      const length = Math.min(flags === 0 ? 8 : flags, OPTION_BYTES);
      return set(`"${escapeBytes(bytes.subarray(0, length))}"`, length);
    }
  }
}

function socketAddress(isIpv6: boolean, port: number, which: "local_ip" | "remote_ip" | "any"): string {
  const variant = VARIANTS.find(({ name }) => name === (isIpv6 ? "ipv6" : "ipv4"));
  const address = which === "any" ? (isIpv6 ? "::" : "0.0.0.0") : (variant?.options[which] ?? "");
  return isIpv6
    ? `{sa_family=AF_INET6, sin6_port=htons(${port}), sin6_addr=inet6_addr("${address}")}, 28`
    : `{sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("${address}")}, 16`;
}
