// SPDX-License-Identifier: GPL-2.0
/* Programs of the host whose network is the instance's: what belongs to whom. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { KernelError } from "../../src/kernel/index.js";
import { bash, env, exec, folder, python } from "./exec-support.js";
import { hostState, VANDAL, VANDALISED } from "./host-state.js";
import { boot, codeOf, drained, NR, ok, putAddress, putString, SOCK_STREAM, socket } from "./support.js";

const O_RDONLY = 0;

/** A file of the instance, read by the instance's own system calls. */
function readInside(kernel: ReturnType<typeof boot>, path: string): string {
  const task = kernel.mainTask;
  const fd = ok(kernel, task, NR.openat, -100, putString(kernel, 0, path), O_RDONLY);
  const bytes = ok(kernel, task, NR.read, fd, kernel.user.address + 4096, 4096);
  ok(kernel, task, NR.close, fd);
  return Buffer.from(kernel.user.bytes.subarray(4096, 4096 + bytes)).toString();
}

describe("sysctls", () => {
  it("are read and written by sysctl, cat and the shell", () => {
    const kernel = boot();
    expect(
      bash(
        kernel,
        `sysctl -n net.ipv4.tcp_syn_retries
         sysctl -q net.ipv4.tcp_syn_retries=3 net.ipv4.tcp_rmem="4096 131072 6291456"
         echo 7 > /proc/sys/net/ipv4/tcp_retries1
         cd /proc/sys/net/ipv4 && cat tcp_syn_retries tcp_rmem`,
      ),
    ).toBe("6\n3\n4096\t131072\t6291456\n");
    expect(readInside(kernel, "/proc/sys/net/ipv4/tcp_retries1")).toBe("7\n");
  });

  it("refuse what the kernel refuses, with its errors", () => {
    const kernel = boot();
    const shell = exec(kernel, ["sh", "-c", "echo many > /proc/sys/net/ipv4/tcp_retries1"]);
    expect(shell.stderr).toMatch(/Invalid argument|I\/O error/);
    expect(shell.status).not.toBe(0);
    const program = exec(kernel, ["sysctl", "net.ipv4.no_such_thing=1"]);
    expect(program.stderr).toMatch("No such file or directory");
    expect(program.status).not.toBe(0);
  });

  it("can be listed, those of the instance and no others", () => {
    const kernel = boot();
    kernel.createDevice({ name: "only0" });
    const names = exec(kernel, ["sysctl", "-aN"]).stdout.split("\n");
    expect(names).toContain("net.ipv4.tcp_congestion_control");
    expect(names).toContain("net.ipv4.conf.only0.forwarding");
  });
});

describe("netlink", () => {
  it("configures links, addresses, routes, rules and neighbours with ip", () => {
    const kernel = boot();
    kernel.createDevice({ name: "tun0" });
    expect(
      bash(
        kernel,
        `ip link set tun0 up mtu 1400
         ip address add 192.168.0.1/16 dev tun0
         ip route add 192.0.2.0/24 dev tun0 advmss 1000
         ip rule add from 10.1.1.1 table 5
         ip -6 address add fd3d::1/64 dev tun0 nodad
         ip -o link show tun0 | grep -o 'mtu [0-9]*'
         ip -o -4 address show tun0 | grep -o '192[0-9./]*'
         ip route; ip rule | cut -f2-; ip -o -6 address show tun0 scope global | grep -o 'fd[^ ]*'`,
      ),
    ).toBe(
      "mtu 1400\n192.168.0.1/16\n" +
        "192.0.2.0/24 dev tun0 scope link advmss 1000 \n" +
        "192.168.0.0/16 dev tun0 proto kernel scope link src 192.168.0.1 \n" +
        "from all lookup local\nfrom 10.1.1.1 lookup 5\nfrom all lookup main\nfrom all lookup default\n" +
        "fd3d::1/64\n",
    );
  });

  it("sets queueing disciplines with tc", () => {
    const kernel = boot();
    kernel.createDevice({ name: "tun0" });
    const show = "tc qdisc show dev tun0 | cut -d' ' -f2,4-";
    expect(
      bash(
        kernel,
        `ip link set tun0 up
         tc qdisc add dev tun0 root pfifo; ${show}
         tc qdisc replace dev tun0 root netem delay 10ms; ${show}
         tc qdisc delete dev tun0 root`,
      ),
    ).toBe("pfifo root refcnt 2 limit 500p\nnetem root refcnt 2 limit 1000 delay 10ms\n");
    expect(exec(kernel, ["tc", "qdisc", "add", "dev", "tun7", "root", "pfifo"])).toMatchObject({
      status: 1,
      stderr: 'Cannot find device "tun7"\n',
    });
  });

  it("makes virtual devices and shows them in /sys/class/net and by ioctl", () => {
    const kernel = boot();
    expect(
      bash(
        kernel,
        `ip link add v0 type veth peer name v1
         ip link add d0 type dummy
         echo 1300 > /sys/class/net/d0/mtu
         cat /sys/class/net/d0/mtu
         ls -d /sys/class/net/[dv][0-9]; realpath /sys/class/net/d0
         ls -l /sys/class/net/v1 | grep -o '[^ ]* -> .*'
         ip link delete v1`,
      ),
    ).toBe(
      "1300\n" +
        ["d0", "v0", "v1"].map((name) => `/sys/class/net/${name}\n`).join("") +
        "/sys/devices/virtual/net/d0\n/sys/class/net/v1 -> ../../devices/virtual/net/v1\n",
    );
    const names = python(kernel, "import socket; print([name for _, name in socket.if_nameindex()])");
    expect(names).toMatch("'d0'");
    expect(names).not.toMatch("v0");
  });
});

describe("ioctl", () => {
  const prelude = `
import array, fcntl, socket, struct
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
`;

  it("fills a buffer that its argument points to (SIOCGIFCONF)", () => {
    const kernel = boot();
    bash(kernel, "ip link set lo up");
    expect(
      python(
        kernel,
        `${prelude}
buffer = array.array("B", bytes(4096))
size = struct.unpack("iP", fcntl.ioctl(sock, 0x8912, struct.pack("iP", 4096, buffer.buffer_info()[0])))[0]
print(size, bytes(buffer[:2]), socket.inet_ntoa(bytes(buffer[20:24])))`,
      ),
    ).toBe("40 b'lo' 127.0.0.1\n");
  });

  it("changes only what the kernel changes in memory of unknown size (SIOCETHTOOL)", () => {
    const kernel = boot();
    bash(kernel, "ip link add d0 type dummy");
    expect(
      python(
        kernel,
        `${prelude}
info = array.array("B", struct.pack("I", 3) + bytes(192) + b"after")  # ETHTOOL_GDRVINFO
fcntl.ioctl(sock, 0x8946, struct.pack("16sP", b"d0", info.buffer_info()[0]) + bytes(16))
print(bytes(info[4:36]).rstrip(b"\\0"), bytes(info[196:]))`,
      ),
    ).toBe("b'dummy' b'after'\n");
  });

  it("says EFAULT for an address that is none", () => {
    const kernel = boot();
    expect(
      python(
        kernel,
        `${prelude}
try: fcntl.ioctl(sock, 0x8946, struct.pack("16sP", b"lo", 1 << 40) + bytes(16))
except OSError as error: print(error)`,
      ),
    ).toBe("[Errno 14] Bad address\n");
  });
});

describe("sockets of other tasks", () => {
  it("are seen by ss and in /proc/net/tcp", () => {
    const kernel = boot();
    const listener = socket(kernel, kernel.mainTask, SOCK_STREAM);
    ok(kernel, kernel.mainTask, NR.bind, listener, putAddress(kernel, 0, "127.0.0.1", 8080), 16);
    ok(kernel, kernel.mainTask, NR.listen, listener, 5);
    expect(bash(kernel, "ss -Hltn | tr -s ' ' | sed 's/ $//'")).toBe("LISTEN 0 5 127.0.0.1:8080 0.0.0.0:*\n");
    expect(bash(kernel, `grep " 0A " /proc/net/tcp /proc/net/tcp6 | grep -o ":1F90"`)).toBe(":1F90\n");
  });

  it("show in the counters of nstat", () => {
    const kernel = boot();
    bash(kernel, "ip link set lo up; nstat -n");
    bash(kernel, "true > /dev/udp/127.0.0.1/9; echo x > /dev/udp/127.0.0.1/9");
    expect(bash(kernel, "nstat -z | awk '/UdpNoPorts|UdpOutDatagrams/ { print $1, $2 }'")).toBe(
      "UdpNoPorts 1\nUdpOutDatagrams 1\n",
    );
  });
});

describe("a command's own sockets", () => {
  it("talk to each other, and are closed with the command", () => {
    const kernel = boot();
    bash(kernel, "ip link set lo up");
    for (let round = 0; round < 2; round++)
      expect(
        python(
          kernel,
          `
import os, socket
server = socket.create_server(("127.0.0.1", 80), reuse_port=True)
if os.fork() == 0:
    client = socket.create_connection(("127.0.0.1", 80))
    client.sendall(b"hello")
    print(client.recv(100).decode(), flush=True)
    os._exit(0)
connection, peer = server.accept()
connection.sendall(connection.recv(100).upper())
os.wait()
print(len(socket.if_nameindex()))`,
        ),
      ).toMatch(/^HELLO\n/);
    expect(bash(kernel, "ss -Hltn")).toBe("");
  });

  it("send frames from the instance's devices", () => {
    const kernel = boot();
    const device = kernel.createDevice({ name: "tun0" });
    bash(
      kernel,
      "ip link set tun0 up; ip address add 192.168.0.1/24 dev tun0; sysctl -q net.ipv6.conf.all.disable_ipv6=1",
    );
    kernel.drain();
    bash(kernel, "echo -n ping > /dev/udp/192.168.0.9/7");
    const frames = drained(kernel, "frame");
    expect(frames).toHaveLength(1);
    expect(frames[0]?.device).toBe(device);
    expect(Buffer.from(frames[0]?.data ?? []).toString("latin1")).toMatch(/ping$/);
  });

  it("wait in virtual time: select, recv with a timeout, connect to nobody", () => {
    const kernel = boot();
    kernel.createDevice({ name: "tun0" });
    bash(
      kernel,
      "ip link set tun0 up; ip address add 192.168.0.1/24 dev tun0; sysctl -q net.ipv4.tcp_syn_retries=1",
    );
    const start = kernel.now();
    expect(
      python(
        kernel,
        `
import select, socket
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print(select.select([sock], [], [], 100)[0])
sock.settimeout(50)
try: sock.recv(1)
except TimeoutError as error: print(error)
try: socket.socket().connect(("192.168.0.9", 80))
except TimeoutError as error: print(error)`,
      ),
    ).toBe("[]\ntimed out\n[Errno 110] Connection timed out\n");
    const seconds = (kernel.now() - start) / 1e9;
    expect(seconds).toBeGreaterThan(153);
    expect(seconds).toBeLessThan(155);
  });
});

describe("time", () => {
  it("moves by what programs sleep, and by nothing else", () => {
    const kernel = boot();
    const start = kernel.now();
    bash(kernel, "sysctl net.ipv4.ip_forward > /dev/null; seq 1000 | tail -1");
    expect(kernel.now()).toBe(start);
    bash(kernel, "sleep 3600");
    expect(kernel.now() - start).toBeGreaterThanOrEqual(3600e9);
    expect(kernel.now() - start).toBeLessThan(3600.01e9);
  });

  it("is what programs read from all clocks, with or without the vDSO", () => {
    const kernel = boot();
    const start = kernel.now();
    const read = `
import ctypes, time
class Time(ctypes.Structure): _fields_ = [("sec", ctypes.c_long), ("nsec", ctypes.c_long)]
def call(clock):
    now = Time()
    ctypes.CDLL(None).syscall(228, clock, ctypes.byref(now))
    return now.sec * 10**9 + now.nsec
clocks = (time.CLOCK_MONOTONIC, time.CLOCK_MONOTONIC_RAW, time.CLOCK_BOOTTIME)
for _ in range(2):
    print({time.clock_gettime_ns(clock) // 10**6 for clock in clocks}, time.time() - time.time())
    print(call(1) == time.monotonic_ns(), int(time.time()))
    time.sleep(100)`;
    const [ms, seconds] = [Math.floor(start / 1e6), 1731801600];
    expect(python(kernel, read)).toBe(
      `{${ms}} 0.0\nTrue ${seconds}\n{${ms + 100_000}} 0.0\nTrue ${seconds + 100}\n`,
    );
    expect(bash(kernel, "sleep 7200; date -u +%FT%T; echo $((EPOCHSECONDS - 1731808000))")).toBe(
      "2024-11-17T02:03:20\n1000\n",
    );
  });

  it("is what /proc/uptime says", () => {
    const kernel = boot();
    const seconds = (text: string): number => Number(text.split(" ")[0]);
    const before = seconds(bash(kernel, "cat /proc/uptime"));
    expect(before).toBeCloseTo(kernel.now() / 1e9, 1);
    expect(seconds(bash(kernel, "sleep 100; cat /proc/uptime"))).toBeCloseTo(before + 100, 1);
  });

  it("passes for programs that wait by reading the clock", () => {
    const kernel = boot();
    const start = kernel.now();
    python(kernel, "import time\nend = time.monotonic() + 2\nwhile time.monotonic() < end: pass");
    expect(kernel.now() - start).toBeGreaterThan(2e9);
    expect(kernel.now() - start).toBeLessThan(2.1e9);
  });

  it("is that of timeouts: of threads, of pipes, of children, of an event loop", () => {
    const kernel = boot();
    expect(
      python(
        kernel,
        `
import asyncio, os, queue, select, subprocess, threading, time
start = time.monotonic()
def passed(what): print(what, round(time.monotonic() - start, 1))
event = threading.Event()
passed(event.wait(50))
thread = threading.Thread(target=lambda: (time.sleep(3), event.set()))
thread.start()
passed(event.wait(50))
thread.join()
try: queue.Queue().get(timeout=7)
except queue.Empty: passed("empty")
child = subprocess.Popen(["sleep", "30"])
try: child.wait(5)
except subprocess.TimeoutExpired: passed("expired")
passed(child.wait())
async def main():
    await asyncio.gather(asyncio.sleep(2), asyncio.sleep(4))
    try: await asyncio.wait_for(asyncio.sleep(100), 6)
    except asyncio.TimeoutError: passed("late")
asyncio.run(main())
readable, _ = os.pipe()
passed(select.select([readable], [], [], 9)[0])
passed(subprocess.run(["sh", "-c", "sleep 4; echo out"], capture_output=True, timeout=100).stdout)`,
      ),
    ).toBe(
      "False 50.0\nTrue 53.0\nempty 60.0\nexpired 65.0\n0 90.0\nlate 100.0\n[] 109.0\nb'out\\n' 113.0\n",
    );
  });

  it("lets processes that sleep at the same time do so together", () => {
    const kernel = boot();
    const start = kernel.now();
    expect(bash(kernel, "(sleep 2; echo two) & (sleep 3; echo three) & (sleep 1; echo one); wait")).toBe(
      "one\ntwo\nthree\n",
    );
    expect(kernel.now() - start).toBeLessThan(3.01e9);
  });
});

describe("the end of a command", () => {
  it("has a status as a shell would say", () => {
    const kernel = boot();
    expect(exec(kernel, ["sh", "-c", "exit 3"]).status).toBe(3);
    expect(exec(kernel, ["sh", "-c", "kill -TERM $$"]).status).toBe(143);
  });

  it("throws if the program is missing or none, or the folder is missing", () => {
    const kernel = boot();
    const start = (argv: string[], cwd = folder): void => void kernel.exec({ argv, env, cwd });
    expect(() => start(["no-such-program"])).toThrow(KernelError);
    expect(() => start(["no-such-program"])).toThrow(/no-such-program.*No such file/);
    writeFileSync(join(folder, "text"), "no program", { mode: 0o644 });
    expect(() => start(["./text"])).toThrow(/Permission denied/);
    expect(() => start(["true"], "/no/such/folder")).toThrow(/\/no\/such\/folder/);
    expect(exec(kernel, ["true"]).status).toBe(0);
  });

  it("comes with the timeout, for all its processes", () => {
    const kernel = boot();
    const script = "setsid sh -c 'while :; do :; done' & while :; do :; done";
    expect(exec(kernel, ["sh", "-c", script], 200)).toMatchObject({ status: 137, timedOut: true });
  });

  it("comes with a deadlock at once", () => {
    const kernel = boot();
    expect(
      exec(kernel, ["python3", "-c", "import socket; socket.create_server(('', 9)).accept()"]),
    ).toMatchObject({ status: 137, timedOut: true });
  });

  it("ends what a script leaves behind", () => {
    const kernel = boot();
    const start = kernel.now();
    expect(bash(kernel, "(sleep 100; echo late) & echo early")).toBe("early\n");
    expect(kernel.now()).toBe(start);
  });
});

it("cannot start a program on a dead kernel", () => {
  const kernel = boot();
  const [magic1, magic2, restart] = [0xfee1dead, 672274793, 0x1234567];
  kernel.syscall(kernel.mainTask, NR.reboot, magic1, magic2, restart, 0);
  expect(kernel.alive).toBe(false);
  expect(codeOf(() => exec(kernel, ["true"]))).toBe("KTEST_DEAD");
});

describe("the host", () => {
  it("keeps its network as it was", () => {
    const before = hostState();
    expect(exec(boot(), ["bash", "-c", VANDAL]).stdout).toBe(VANDALISED);
    expect(hostState()).toEqual(before);
  });

  it("has all the other files; those that were used are told", () => {
    const kernel = boot();
    const script = join(folder, "script.sh");
    writeFileSync(join(folder, "input"), "text\n");
    writeFileSync(script, "#!/bin/sh\ncat input /proc/sys/net/ipv4/ip_forward > output\nrm input\n", {
      mode: 0o755,
    });
    const { hostFiles = [], status } = kernel.exec({ argv: ["./script.sh"], env, cwd: folder });
    expect(status).toBe(0);
    expect(readFileSync(join(folder, "output"), "utf8")).toBe("text\n0\n");
    expect(existsSync(join(folder, "input"))).toBe(false);
    const written = hostFiles.filter((file) => file.written).map((file) => file.path);
    expect(written).toEqual([join(folder, "output"), join(folder, "input")]);
    const paths = hostFiles.map((file) => file.path);
    expect(paths.slice(0, 2)).toEqual([script, "/bin/sh"]);
    expect(paths).toContain(join(folder, "input"));
    expect(paths.filter((path) => path.startsWith("/proc/sys"))).toEqual([]);
  });

  it("that were only looked at are told too", () => {
    const kernel = boot();
    mkdirSync(join(folder, "deep/er"), { recursive: true });
    writeFileSync(join(folder, "kept"), "");
    symlinkSync(join(folder, "deep/er"), join(folder, "way"));
    const used = (command: string) =>
      (kernel.exec({ argv: ["sh", "-c", command], env, cwd: folder }).hostFiles ?? []).filter(({ path }) =>
        path.startsWith(folder),
      );
    const file = (name: string, written: boolean, opened: boolean) => ({
      path: join(folder, name),
      written,
      opened,
    });
    expect(used("test -e missing")).toEqual([file("missing", false, false)]);
    expect(used("readlink way")).toEqual([file("way", false, false)]);
    expect(used("test -e kept && cat kept")).toEqual([file("kept", false, true)]);
    expect(used("chmod 600 kept")).toEqual([file("kept", true, true)]);
    expect(used("cd deep && test -e x")).toContainEqual(file("deep", false, false));
    // Where the link leads to, and up from there.
    expect(used("test -e way/../x")).toEqual([file("deep/x", false, false)]);
  });

  it("is read where the instance has no such file", () => {
    const kernel = boot();
    expect(bash(kernel, "cat /proc/sys/kernel/osrelease")).toBe(`${kernel.release}\n`);
    expect(bash(kernel, "cat /proc/sys/vm/overcommit_memory")).toMatch(/^[012]\n$/);
    expect(bash(kernel, "wc -l < /proc/cpuinfo")).not.toBe("0\n");
  });
});

it("gives the same output and the same frames again after a restore", () => {
  const kernel = boot();
  kernel.createDevice({ name: "tun0" });
  const snapshot = kernel.snapshot();
  const once = (): unknown => {
    kernel.restore(snapshot);
    const out = bash(
      kernel,
      `ip link set tun0 up; ip address add 192.168.0.1/24 dev tun0
       for n in 1 2 3; do echo $n > /dev/udp/192.168.0.9/7; sleep 0.1; done
       ip -s link show tun0; cat /proc/net/snmp; tc -s qdisc`,
    );
    return { out, events: kernel.drain(), now: kernel.now() };
  };
  expect(once()).toEqual(once());
});

it("leaves no task in the instance", () => {
  const kernel = boot();
  /** "running/all" of /proc/loadavg. */
  const tasks = (): string => readInside(kernel, "/proc/loadavg").split(" ")[3] ?? "";
  bash(kernel, "ip link set lo up");
  const before = tasks();
  expect(before).toMatch(/^\d+\/\d+$/);
  for (let n = 0; n < 20; n++) bash(kernel, "ip -o link > /dev/null");
  expect(tasks()).toBe(before);
});
