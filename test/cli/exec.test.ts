// SPDX-License-Identifier: GPL-2.0
/* `ktest exec` as users start it: streams, statuses, signals, the setup script, the host. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dissect } from "../inject/tshark.js";
import { hostState, VANDAL, VANDALISED } from "../kernel/host-state.js";
import { makeFolder } from "./support/folder.js";
import { type Ended, type KtestOptions, ktest, PROGRAM, runProgram } from "./support/ktest.js";
import { FAILING, PASSING } from "./support/scripts.js";

function exec(args: readonly string[], options: Partial<KtestOptions> = {}): Promise<Ended> {
  return ktest(["exec", ...args], { cwd: options.cwd ?? makeFolder(), ...options });
}

/** Standard output of a program that must succeed without complaint. */
async function outputOf(args: readonly string[], options: Partial<KtestOptions> = {}): Promise<string> {
  const { stdout, ...rest } = await exec(args, options);
  expect(rest).toEqual({ status: 0, signal: null, stderr: "" });
  return stdout;
}

const sh = (script: string): readonly string[] => ["--", "sh", "-c", script];

describe("the network of the program", () => {
  it("is that of a test: tun0 with an address and a route", async () => {
    const out = await outputOf(sh("ip -br -4 address; ip route; cat /sys/class/net/tun0/mtu"));
    expect(out.replace(/ +/g, " ").replace(/ $/gm, "")).toBe(
      "lo UNKNOWN 127.0.0.1/8\ntun0 UNKNOWN 192.168.0.1/16\n" +
        "192.0.2.1 via 192.168.0.1 dev tun0\n" +
        "192.168.0.0/16 dev tun0 proto kernel scope link src 192.168.0.1\n1500\n",
    );
  });

  it("is decided by --variant, --local_ip and their like", async () => {
    expect(await outputOf(["--variant", "ipv6", ...sh("ip -o -6 address show tun0 scope global")])).toMatch(
      "fd3d:a0b:17d6::1/48",
    );
    const options = ["--local_ip=10.1.0.1", "--gateway_ip=10.1.0.9", "--netmask_ip=255.255.255.0"];
    const remote = ["--remote_ip=10.2.0.0/16", "--mtu=1400"];
    const script = "ip route | grep via; ip -o link show tun0 | grep -o 'mtu [0-9]*'";
    expect(await outputOf([...options, ...remote, ...sh(script)])).toBe(
      "10.2.0.0/16 via 10.1.0.9 dev tun0 \nmtu 1400\n",
    );
    const wrong = await exec(["--local_ip=10.1.0", "true"]);
    expect(wrong.stderr).toMatch("--local_ip=10.1.0 is not an IPv4 address");
    expect(wrong.status).toBe(2);
  });

  it("can be changed, by the tools of the host", async () => {
    expect(
      await outputOf(
        sh(`ip link add dummy0 type dummy && ip -br link | grep -o ^dummy0
            sysctl -w net.ipv4.tcp_syn_retries=3; cat /proc/sys/net/ipv4/tcp_syn_retries
            tc qdisc add dev tun0 root netem delay 5ms && tc qdisc show dev tun0 | grep -o 'delay 5ms'
            ss -Hltn; ethtool -k tun0 | grep tx-checksumming`),
      ),
    ).toBe("dummy0\nnet.ipv4.tcp_syn_retries = 3\n3\ndelay 5ms\ntx-checksumming: on\n");
  });

  it("stays so while this process gets signals, such as those of a profiler", async () => {
    const cwd = makeFolder();
    const profiler = ["--cpu-prof", "--cpu-prof-interval=50", "--cpu-prof-dir=profile"];
    const list = "for i in 1 2 3 4 5 6 7 8 9 10; do ip -br link show lo; done";
    const program = [...profiler, PROGRAM, "exec", ...sh(list)];
    const { stdout, stderr } = await runProgram(process.execPath, program, { cwd });
    expect({ lines: stdout.match(/^lo /gm)?.length, stderr }).toEqual({ lines: 10, stderr: "" });
  });

  it("is another one each time, and --seed decides about its random numbers", async () => {
    const script = sh("ip link add dummy0 type dummy && cat /sys/class/net/dummy0/address");
    const first = await outputOf(script);
    expect(await outputOf(script)).toBe(first);
    expect(await outputOf(["--seed", "7", ...script])).not.toBe(first);
  });
});

describe("the streams of the program", () => {
  it("are those of ktest, each by itself", async () => {
    const { stdout, stderr, status } = await exec(sh("read line; echo out $line; echo err >&2; exit 3"), {
      input: "in\n",
    });
    expect({ stdout, stderr, status }).toEqual({ stdout: "out in\n", stderr: "err\n", status: 3 });
  });

  it("are passed on as they come", async () => {
    const folder = makeFolder();
    let answered = false;
    const { stdout } = await exec(sh("echo question; until [ -e answer ]; do :; done; cat answer"), {
      cwd: folder,
      onOutput: (_, text) => {
        if (answered || !text.includes("question")) return;
        answered = true;
        writeFileSync(join(folder, "answer"), "answer\n");
      },
    });
    expect(stdout).toBe("question\nanswer\n");
  });

  it("block, as programs expect of pipes", async () => {
    const out = await outputOf(["--", "seq", "200000"]);
    expect(out.split("\n")).toHaveLength(200_001);
  });
});

describe("the end of the program", () => {
  it("has its status, and 128 + n for a signal", async () => {
    expect((await exec(sh("exit 7"))).status).toBe(7);
    expect((await exec(sh("kill -TERM $$"))).status).toBe(143);
  });

  it("comes before its beginning if there is no such program, or none that can be executed", async () => {
    const cwd = makeFolder({ text: "no program\n" });
    expect(await exec(["no-such-program"], { cwd })).toMatchObject({
      status: 127,
      stderr: "ktest: running no-such-program: No such file or directory\n",
    });
    expect(await exec(["./text"], { cwd })).toMatchObject({
      status: 126,
      stderr: "ktest: running ./text: Permission denied\n",
    });
  });

  it("comes with --timeout", async () => {
    const { status, stderr } = await exec(["--timeout", "0.3", ...sh("while :; do :; done")]);
    expect({ status, stderr }).toEqual({
      status: 124,
      stderr: "ktest: sh was stopped after 0.3 s (--timeout)\n",
    });
  });

  it("comes when nothing can happen any more", async () => {
    const accept = "import socket; socket.create_server(('', 9)).accept()";
    const { status, stderr } = await exec(["--virtual-time-limit", "60", "/usr/bin/python3", "-c", accept]);
    expect(status).toBe(124);
    expect(stderr).toMatch(/^ktest: \/usr\/bin\/python3 waits /);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("comes with %s, for all its processes", async (signal) => {
    const cwd = makeFolder();
    const pids: number[] = [];
    const script = "sh -c 'while :; do :; done' & echo $! $$; while :; do :; done";
    const { status } = await exec(sh(script), {
      cwd,
      onOutput: (child, text) => {
        pids.push(...text.trim().split(" ").map(Number));
        child.kill(signal);
      },
    });
    expect(status).toBe(signal === "SIGINT" ? 130 : 143);
    expect(pids).toHaveLength(2);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("is left to a program that cleans up, but not for ever", async () => {
    const script = "trap 'echo bye; exit 9' TERM; echo ready; while :; do :; done";
    const kill: Partial<KtestOptions> = {
      onOutput: (child, text) => void (text.includes("ready") && child.kill("SIGTERM")),
    };
    expect(await exec(sh(script), kill)).toMatchObject({ status: 9, stdout: "ready\nbye\n" });
    const stubborn = script.replace("echo bye; exit 9", "echo no");
    expect(await exec(sh(stubborn), kill)).toMatchObject({ status: 137, stdout: "ready\nno\n" });
  });
});

const SERVER = `
import selectors, socket, sys
family, host = (socket.AF_INET6, "::1") if sys.argv[1] == "6" else (socket.AF_INET, "127.0.0.1")
listener = socket.create_server((host, 5000), family=family)
datagrams = socket.socket(family, socket.SOCK_DGRAM)
datagrams.bind((host, 5001))
selector = selectors.SelectSelector() if sys.argv[2] == "select" else selectors.DefaultSelector()
if sys.argv[2] == "poll": selector = selectors.PollSelector()
for sock in listener, datagrams:
    sock.setblocking(False)
    selector.register(sock, selectors.EVENT_READ)
left = 2
while left:
    for key, _ in selector.select(timeout=100):
        sock = key.fileobj
        if sock is listener:
            connection, _ = sock.accept()
            connection.setblocking(False)
            selector.register(connection, selectors.EVENT_READ)
        elif sock is datagrams:
            data, address = sock.recvfrom(2000)
            sock.sendto(data.upper(), address)
            left -= 1
        elif data := sock.recv(65536):
            sock.sendall(data.upper())
        else:
            selector.unregister(sock)
            sock.close()
            left -= 1
print("served")
`;

const CLIENT = `
import socket, sys, time
family, host = (socket.AF_INET6, "::1") if sys.argv[1] == "6" else (socket.AF_INET, "127.0.0.1")
while True:
    try: sock = socket.create_connection((host, 5000))
    except ConnectionRefusedError: time.sleep(0.1)
    else: break
sock.sendall(b"stream")
print(sock.recv(100).decode())
sock.close()
sock = socket.socket(family, socket.SOCK_DGRAM)
sock.settimeout(5)
sock.sendto(b"datagram", (host, 5001))
print(sock.recv(100).decode())
`;

describe("programs that talk to each other", () => {
  it.each([
    ["4", "epoll"],
    ["6", "epoll"],
    ["4", "poll"],
    ["6", "select"],
  ])("do so over loopback: IPv%s, %s", async (version, how) => {
    const cwd = makeFolder({ "server.py": SERVER, "client.py": CLIENT });
    const python = "/usr/bin/python3";
    const script = `${python} server.py ${version} ${how} > log & ${python} client.py ${version}; wait; cat log`;
    expect(await outputOf(sh(script), { cwd })).toBe("STREAM\nDATAGRAM\nserved\n");
  });

  it("do so in virtual time", async () => {
    const script = "date +%s; ping -q -c 3 127.0.0.1 | grep received; sleep 3600; date +%s";
    const out = await outputOf(sh(script));
    const [start = 0, end = 0] = out
      .split("\n")
      .filter((line) => /^\d+$/.test(line))
      .map(Number);
    expect(out).toMatch("3 packets transmitted, 3 received, 0% packet loss");
    expect(end - start).toBe(3602);
  });

  it("wait in real time for what comes from outside", async () => {
    const script = "read line; sleep 1000; echo $line; date +%s";
    const slow = `(sleep 0.3; echo typed) | "$0" "$1" exec -- sh -c 'date +%s; ${script}'`;
    const { stdout } = await runProgram("/bin/sh", ["-c", slow, process.execPath, PROGRAM], {
      cwd: makeFolder(),
    });
    const [start, line, end] = stdout.split("\n");
    expect(line).toBe("typed");
    expect(Number(end) - Number(start)).toBe(1000);
    // The timeout of one that waits for input is long over before the virtual hour of the other.
    const both = `sleep 3600 & exec /usr/bin/python3 -c 'print(len(input()))'`;
    const patient = `(sleep 0.3; echo typed) | "$0" "$1" exec -- sh -c "$2"`;
    const arguments_ = ["-c", patient, process.execPath, PROGRAM, both];
    expect(await runProgram("/bin/sh", arguments_, { cwd: makeFolder() })).toMatchObject({
      status: 0,
      stdout: "5\n",
    });
  });
});

describe("a terminal", () => {
  /** What a terminal shows when these lines are typed there after the prompt. */
  const typed = (command: string, lines: readonly string[]): Promise<Ended> => {
    const program = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0: os.execvp("sh", ["sh", "-c", sys.argv[1]])
shown = b""
lines = sys.argv[2:]
while True:
    try: data = os.read(terminal, 1000)
    except OSError: break
    shown += data
    while lines and shown.endswith(b"PROMPT "):
        shown += b"|"
        os.write(terminal, lines.pop(0).encode().decode("unicode_escape").encode() + b"\\n")
print(shown.decode().replace("\\r", ""), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`;
    return runProgram("/usr/bin/python3", ["-c", program, command, ...lines], {
      cwd: makeFolder(),
      env: { PS1: "PROMPT ", ENV: "/dev/null" },
    });
  };

  it("is passed on, with a shell that is in charge of it", async () => {
    const command = `"${process.execPath}" "${PROGRAM}" exec -- sh -i`;
    const { stdout } = await typed(command, [
      "test -t 0 && tty | cut -c1-8",
      "ip -o route get 192.0.2.1 | grep -o tun0",
      "exit 5",
    ]);
    expect(stdout).toMatch("\n/dev/pts\n");
    expect(stdout).toMatch("\ntun0\n");
    expect(stdout).toMatch(/ 5\n$/);
  });

  it("ends the program by Ctrl-C, and not a shell", async () => {
    const run = `"${process.execPath}" "${PROGRAM}" exec --`;
    const busy = `printf "PROMPT "; while :; do :; done`;
    expect((await typed(`trap : INT; ${run} sh -c '${busy}'; echo status $?`, ["\\x03"])).stdout).toMatch(
      "status 130",
    );
    const { stdout } = await typed(`${run} sh -i`, ["\\x03", "echo sur''vived", "exit 0"]);
    expect(stdout).toMatch("\nsurvived\n");
  });
});

describe("--script", () => {
  it("leads to the state that the program finds", async () => {
    const cwd = makeFolder({ "setup.pkt": `\`sysctl -q net.ipv4.tcp_syn_retries=4\`\n${PASSING}` });
    const show = "ss -Htan | tr -s ' ' | sed 's/ $//'; cat /proc/sys/net/ipv4/tcp_syn_retries";
    expect(await outputOf(["--script", "setup.pkt", ...sh(show)], { cwd })).toMatch(
      /^LISTEN 0 1 192\.168\.0\.1:8080 0\.0\.0\.0:\*\nESTAB 0 100 192\.168\.0\.1:8080 192\.0\.2\.1:\d+\n4\n$/,
    );
    expect(await outputOf(["--script", "setup.pkt", "--variant", "ipv6", ...sh(show)], { cwd })).toMatch(
      /\nESTAB 0 100 \[fd3d:a0b:17d6::1\]:8080 \[fd3d:fa7b:d17d::1\]:\d+\n/,
    );
  });

  it("that fails is told of as by ktest run, and the program does not run", async () => {
    const cwd = makeFolder({ "setup.pkt": FAILING });
    const { status, stdout, stderr } = await exec(["--script", "setup.pkt", ...sh("echo ran > ran")], {
      cwd,
    });
    expect(stderr).toMatch(/^FAIL setup\.pkt \(ipv4\)\nsetup\.pkt:10:\d+: error: outbound packet differs/);
    expect([status, stdout]).toEqual([1, ""]);
    expect(() => readFileSync(join(cwd, "ran"))).toThrow("ENOENT");
  });

  it("has its cleanup command done after the program", async () => {
    const cwd = makeFolder({ "setup.pkt": `${PASSING}\n\`echo cleaned >> log\`\n` });
    await outputOf(["--script", "setup.pkt", ...sh("echo program >> log")], { cwd });
    expect(readFileSync(join(cwd, "log"), "utf8")).toBe("program\ncleaned\n");
  });

  it("decides about the variant", async () => {
    const cwd = makeFolder({ "setup.pkt": `--ip_version=ipv6\n${PASSING}` });
    const show = sh("ip -o -6 address show tun0 scope global | grep -o fd3d:a0b:17d6::1/48");
    expect(await outputOf(["--script", "setup.pkt", ...show], { cwd })).toBe("fd3d:a0b:17d6::1/48\n");
    expect(await exec(["--script", "setup.pkt", "--variant", "ipv4", "true"], { cwd })).toMatchObject({
      status: 2,
      stderr: "ktest: setup.pkt does not run as ipv4\n",
    });
    expect(await exec(["--script", "none.pkt", "true"], { cwd })).toMatchObject({ status: 2 });
  });
});

it("writes a capture of what the script and the program sent", async () => {
  const cwd = makeFolder({ "setup.pkt": PASSING });
  const send = "echo -n from-the-program > /dev/udp/192.0.2.1/9";
  const bash = ["--pcap", "deep/out.pcapng", "--script", "setup.pkt", "--", "bash", "-c", send];
  expect(await outputOf(bash, { cwd })).toBe("");
  const capture = readFileSync(join(cwd, "deep/out.pcapng"));
  expect(capture.readUInt32LE(0)).toBe(0x0a0d0d0a);
  expect(capture.includes("setup.pkt:5")).toBe(true);
  expect(capture.includes("from-the-program")).toBe(true);
});

it("captures all devices, each as an interface of its own, in the order of time", async () => {
  const cwd = makeFolder({
    "setup.pkt": [
      "0 socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP) = 3",
      '+0 sendto(3, "script", 6, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("127.0.0.1")}, 16) = 6',
    ].join("\n"),
  });
  const program = [
    "sleep 1; echo -n tun > /dev/udp/192.0.2.1/9",
    "sleep 1; echo -n self > /dev/udp/127.0.0.1/9",
    "sleep 5",
    "ip link add d0 type dummy && ip address add 10.1.1.1/24 dev d0 && ip link set d0 up",
    "echo -n dummy > /dev/udp/10.1.1.2/9",
  ].join("\n");
  for (const file of ["one.pcapng", "two.pcapng"])
    await outputOf(["--pcap", file, "--script", "setup.pkt", "--", "bash", "-c", program], { cwd });
  const hex = (text: string) => Buffer.from(text).toString("hex");
  const [one, two] = ["one.pcapng", "two.pcapng"].map((file) => readFileSync(join(cwd, file)));
  const fields = ["frame.interface_name", "frame.time_epoch", "data.data", "frame.protocols"];
  const frames = dissect(one ?? new Uint8Array(), fields).filter(
    ([, , data, layers]) => data && !layers?.includes("icmp"),
  );
  expect(frames.map(([device, , data]) => [device, data])).toEqual([
    ["lo", hex("script")],
    ["tun0", hex("tun")],
    ["lo", hex("self")],
    ["d0", hex("dummy")],
  ]);
  const [, before = 0, , after = 0] = frames.map(([, time]) => Number(time));
  expect(Math.floor(after - before)).toBe(6);
  expect(two).toEqual(one);
});

it("leaves the network of the host as it was", async () => {
  const before = hostState();
  const cwd = makeFolder();
  const { stdout } = await exec(["bash", "-c", VANDAL], { cwd, env: { TMPDIR: cwd } });
  expect(stdout).toBe(VANDALISED);
  expect(hostState()).toEqual(before);
});
