// SPDX-License-Identifier: GPL-2.0
import type { SystemCall } from "../ast.js";
import { namesIn } from "./arguments.js";

/** Calls that send nothing as long as no connection exists and none is wanted. */
const CALLS: ReadonlySet<string> = new Set(
  (
    "socket bind listen accept accept4 close shutdown fcntl ioctl getsockopt setsockopt getsockname " +
    "getpeername epoll_create epoll_create1 epoll_ctl epoll_wait poll pipe open read readv recv " +
    "recvfrom recvmsg"
  ).split(" "),
);

/** Options of sockets that connect, or make a connection of nothing. */
const ACTIVE_OPTION = /REPAIR|CONNECTX/;

/** Programs that send nothing on the device under test. */
const PROGRAMS: ReadonlySet<string> = new Set(
  "sysctl ip tc ethtool echo cat grep sleep true nstat iptables ip6tables nft rm modprobe".split(" "),
);

/** Whether a system call on sockets without connections leaves the network silent. */
export function isQuietCall({ name, args }: SystemCall): boolean {
  if (!CALLS.has(name)) return false;
  return !args.some((arg) => namesIn(arg).some((constant) => ACTIVE_OPTION.test(constant)));
}

/**
 * Whether a shell command surely sends nothing that the script could see, now or later.
 * @param isSetUp  for the command before the first event: whatever it sends itself is not looked at
 */
export function isQuietCommand(text: string, isSetUp: boolean): boolean {
  if (/(^|[^&>])&(?![&>\d])/.test(text)) return false;
  if (isSetUp) return true;
  return text
    .split(/[\n;|]|&&/)
    .map((part) => part.trim().split(/\s+/)[0] ?? "")
    .every((program) => program === "" || program.startsWith("#") || PROGRAMS.has(program));
}
