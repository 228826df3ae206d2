// SPDX-License-Identifier: GPL-2.0
import { execFileSync } from "node:child_process";

/** Sysctls that change by themselves. */
const VOLATILE = /^net\.netfilter\.nf_conntrack_count /;

function lines(command: string, ...args: readonly string[]): string[] {
  const env = { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/sbin` };
  return execFileSync(command, args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] }).split(
    "\n",
  );
}

/** Everything by which a command could have changed the network of the host. */
export function hostState(): Record<string, readonly string[]> {
  return {
    sysctls: lines("sysctl", "-e", "-a", "-r", "^net\\.").filter((line) => !VOLATILE.test(line)),
    links: lines("ip", "link").map((line) => line.replace(/ qlen \d+$/, "")),
    addresses: lines("ip", "-o", "address").map((line) => line.replace(/valid_lft.*/, "")),
    routes: [...lines("ip", "route", "show", "table", "all"), ...lines("ip", "rule")],
    qdiscs: lines("tc", "qdisc"),
    devices: lines("ls", "/sys/class/net"),
    namespaces: lines("ip", "netns"),
  };
}

/** A script that would leave traces of every kind in the network that it is run in. */
export const VANDAL = `
  ip link set lo mtu 1400
  ip address add 198.18.0.1/32 dev lo
  ip link add vandal0 type dummy
  ip link set vandal0 up
  ip route add 198.18.1.0/24 dev vandal0
  ip rule add from 198.18.0.1 table 77
  ip netns add vandal
  tc qdisc add dev lo root pfifo
  sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.tcp_syn_retries=2
  echo 1 > /proc/sys/net/ipv4/ip_no_pmtu_disc
  ln -s /proc/sys/net/ipv4 "$TMPDIR/link"
  echo 3 > "$TMPDIR/link/tcp_synack_retries"
  echo 4 > /proc/$$/root/proc/sys/net/ipv4/tcp_orphan_retries
  cd /proc/sys/net && echo 5 > ipv4/../ipv4/tcp_retries1
  echo 1300 > /sys/class/net/lo/mtu
  echo 77 > /sys/class/net/lo/tx_queue_len
  python3 -c '
import fcntl, socket, struct
for family in socket.AF_UNIX, socket.AF_INET:
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        fcntl.ioctl(sock, 0x8922, struct.pack("16si20x", b"lo", 1200))  # SIOCSIFMTU
    except OSError as error:
        print(error)
'
  unshare -n true
  cd /proc/sys/net/ipv4
  cat ip_forward tcp_syn_retries ip_no_pmtu_disc tcp_synack_retries tcp_orphan_retries tcp_retries1
  cat /sys/class/net/lo/mtu /sys/class/net/lo/tx_queue_len
`;

/** What it prints in the end if it has had its way there. */
export const VANDALISED = "1\n2\n1\n3\n4\n5\n1200\n77\n";
