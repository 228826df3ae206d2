// SPDX-License-Identifier: GPL-2.0
import { describe, expect, it } from "vitest";
import { printPacket } from "../../../src/dsl/print.js";
import { expectPacket } from "../../../src/inject/inject.js";
import { Connections } from "../../../src/inject/mapping/connections.js";
import { kernelPacket, scriptPacket, V4 } from "../script.js";

const PORTS = new Map([
  [3, 8080],
  [4, 8081],
]);

/** Two sockets that listen, each at a port of its own. */
function listening(): Connections {
  const connections = new Connections(V4, (fd) => PORTS.get(fd));
  for (const fd of PORTS.keys()) {
    connections.socket(fd, "tcp");
    connections.listen(fd);
  }
  return connections;
}

describe("a packet that names its socket", () => {
  it("opens a child of that socket, to which packets belong until accept() has returned it", () => {
    const connections = listening();
    const child = connections.forScript(scriptPacket("< S 0:0(0) win 9 sock(3)"));
    expect(child).toMatchObject({ state: "syn-received", local: { port: 8080 } });
    const other = connections.forScript(scriptPacket("< S 0:0(0) win 9 sock(4)"));
    expect(other).toMatchObject({ local: { port: 8081 } });
    expect(connections.forScript(scriptPacket("> S. 0:0(0) ack 1 sock(3)"))).toBe(child);
    connections.accept(5, child.remote);
    expect(connections.forScript(scriptPacket("< . 1:1(0) ack 1 win 9 sock(5)"))).toBe(child);
    expect(connections.forScript(scriptPacket("> S. 0:0(0) ack 1 sock(4)"))).toBe(other);
    expect(connections.forScript(scriptPacket("< S 0:0(0) win 9 sock(3)"))).not.toBe(child);
  });

  it("puts the child under test only in the place of its parent", () => {
    const connections = listening();
    const listener = connections.underTest;
    connections.forScript(scriptPacket("< S 0:0(0) win 9 sock(3)"));
    expect(connections.underTest).toBe(listener);
    const child = connections.forScript(scriptPacket("< S 0:0(0) win 9 sock(4)"));
    expect(connections.underTest).toBe(child);
  });

  it("is the SYN of that socket, whichever is under test", () => {
    const connections = new Connections(V4);
    for (const fd of [3, 4]) {
      connections.socket(fd, "tcp");
      connections.connect(fd);
    }
    const third = connections.forScript(scriptPacket("> S 0:0(0) sock(3)"));
    expect(third).toBe(connections.forFd(3));
    expect(third.state).toBe("syn-sent");
    expect(connections.forFd(4)?.state).toBe("connecting");
    expect(connections.forScript(scriptPacket("> S 0:0(0)"))).toBe(connections.forFd(4));
  });

  it("is nobody's without such a socket", () => {
    const connections = listening();
    connections.socket(6, "udp");
    expect(() => connections.forScript(scriptPacket("< S 0:0(0) win 9 sock(7)"))).toThrow(
      "the script has no TCP socket 7",
    );
    expect(() => connections.forScript(scriptPacket("< S 0:0(0) win 9 sock(6)"))).toThrow(/no TCP socket 6/);
    expect(() => connections.forScript(scriptPacket("> S. 0:0(0) ack 1 sock(3)"))).toThrow(/no connection/);
  });

  it("shows the socket in the packet that came", () => {
    const connections = listening();
    const child = connections.forScript(scriptPacket("< S 0:0(0) win 9 sock(3)"));
    const numbers = { localPort: 8080, remotePort: child.remote?.port ?? 0, isn: 77 };
    const expectation = expectPacket(connections, scriptPacket("> S. 0:0(0) ack 2 sock(3)"));
    const offer = expectation.offer(kernelPacket("> S. 0:0(0) ack 1", V4, numbers));
    if (offer.type !== "complete") throw new Error(offer.type);
    expect(offer.differences).toMatchObject([{ field: "tcp.ack" }]);
    expect(printPacket(offer.actual())).toBe("> S. 0:0(0) ack 1 win 500 sock(3)");
  });
});
