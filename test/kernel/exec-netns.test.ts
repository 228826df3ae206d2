// SPDX-License-Identifier: GPL-2.0
/*
 * Supervision of programs by itself: the network that the programs get is a namespace of the
 * host's kernel (native/test/exec_run.cc). What goes wrong here is not the library's fault, and
 * what Linux answers is right by definition.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { hostState, VANDAL, VANDALISED } from "./host-state.js";

const program = fileURLToPath(new URL("../../build/native/Release/exec_run", import.meta.url));
const mayMakeNamespaces = spawnSync("unshare", ["-n", "true"]).status === 0;
const folder = mkdtempSync(join(tmpdir(), "exec-netns-"));

afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function run(argv: readonly string[], options: readonly string[] = []): Outcome {
  const env = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    LC_ALL: "C",
    TMPDIR: folder,
  };
  const child = spawnSync(program, [...options, ...argv], { encoding: "utf8", env, cwd: folder });
  return { status: child.status, out: child.stdout, err: child.stderr };
}

/** Runs a script that must succeed without complaint; its output. */
function bash(script: string): string {
  const { status, out, err } = run(["bash", "-c", script]);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  return out;
}

const python = (script: string): string => bash(`exec python3 - <<'END'\n${script}\nEND`);

it("exec_run is built with the addon", () => {
  expect(existsSync(program)).toBe(true);
});

describe.skipIf(!mayMakeNamespaces)("a command in a network namespace", () => {
  it("sees and changes the namespace's devices, addresses, routes and queues only", () => {
    expect(
      bash(`ip link set lo up mtu 1400
            ip address add 10.9.8.7/24 dev lo
            tc qdisc add dev lo root pfifo limit 7
            ip -o -4 address | grep -o '10.*lo'
            tc qdisc | cut -d' ' -f2,5,6- | sed 's/refcnt [0-9]* //'
            cat /sys/class/net/lo/mtu
            ls /sys/class/net /proc/sys/net/ipv4/conf`),
    ).toBe(
      "10.9.8.7/24 scope global lo\npfifo lo root limit 7p\n1400\n" +
        "/proc/sys/net/ipv4/conf:\nall\ndefault\nlo\n\n/sys/class/net:\nlo\n",
    );
  });

  it("gets the kernel's errors when it writes to /proc/sys", () => {
    const { status, err } = run(["bash", "-c", "echo x > /proc/sys/net/ipv4/ip_forward"]);
    expect(status).toBe(1);
    expect(err).toMatch("write error: Invalid argument");
  });

  it("can read, rewind and write one descriptor of /proc/sys", () => {
    expect(
      python(`
with open("/proc/sys/net/ipv4/ip_forward", "r+") as file:
    print(file.read(), end="")
    file.seek(0)
    file.write("1")
    file.flush()
    file.seek(0)
    print(file.read(), end="")`),
    ).toBe("0\n1\n");
  });

  it("gets the same identity of a file by its name and by a descriptor", () => {
    expect(
      python(`
import os
path = "/proc/net/dev"
by_name, by_fd = os.stat(path), os.fstat(os.open(path, os.O_RDONLY))
print((by_name.st_ino, by_name.st_dev) == (by_fd.st_ino, by_fd.st_dev))
folder = os.open("/proc/sys/net/ipv4", os.O_RDONLY)
print(os.stat("/proc/sys/net/ipv4").st_ino == os.fstat(folder).st_ino)
print(os.open("ip_forward", os.O_RDONLY, dir_fd=folder) > 0, "tcp_sack" in os.listdir(folder))`),
    ).toBe("True\nTrue\nTrue True\n");
  });

  it("has two processes that talk by TCP, one through select and one through epoll", () => {
    expect(
      python(`
import os, select, socket
os.system("ip link set lo up")
server = socket.create_server(("127.0.0.1", 80))
if os.fork() == 0:
    client = socket.create_connection(("127.0.0.1", 80))
    client.sendall(b"hello")
    select.select([client, 0], [], [], 5)
    print(client.recv(100).decode(), flush=True)
    os._exit(0)
connection, peer = server.accept()
poll = select.epoll()
poll.register(connection, select.EPOLLIN)
print(len(poll.poll(5)), peer[0], flush=True)
connection.sendall(connection.recv(100).upper())
os.wait()`),
    ).toBe("1 127.0.0.1\nHELLO\n");
  });

  it("asks the namespace also by ioctl on an AF_UNIX socket, as if_nametoindex(3) does", () => {
    expect(python("import socket; print(socket.if_nameindex(), socket.if_nametoindex('lo'))")).toBe(
      "[(1, 'lo')] 1\n",
    );
  });

  it("passes on signals to threads that wait in the namespace", () => {
    expect(
      python(`
import signal, subprocess, sys
wait = "import socket; socket.create_server(('', 99)).accept()"
child = subprocess.Popen([sys.executable, "-c", wait], stderr=subprocess.PIPE, text=True)
while not open(f"/proc/{child.pid}/syscall").read().startswith("288 "): pass  # accept4
child.send_signal(signal.SIGINT)
print(child.communicate()[1].splitlines()[-1], child.returncode)`),
    ).toBe("KeyboardInterrupt -2\n");
  });

  it("is killed when the kernel that it is on dies", () => {
    const script = "cat /proc/sys/net/ipv4/ip_forward; echo alive";
    expect(run(["sh", "-c", script], ["-d", "2"])).toEqual({ status: 137, out: "", err: "" });
    expect(run(["sh", "-c", script], ["-d", "99"])).toMatchObject({ status: 0, out: "0\nalive\n" });
  });

  it("leaves the host's network as it was", () => {
    const before = hostState();
    expect(run(["bash", "-c", VANDAL]).out).toBe(VANDALISED);
    expect(hostState()).toEqual(before);
  });
});
