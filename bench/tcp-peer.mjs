// SPDX-License-Identifier: GPL-2.0
/** The other end of a TCP connection: packets made by hand, and a server on the instance. */

/** Numbers of asm-generic/unistd.h. */
const NR = { ioctl: 29, close: 57, read: 63, write: 64, socket: 198, bind: 200, listen: 201, accept: 202 };
const AF_INET = 2;
const SOCK_STREAM = 1;
const [SIOCSIFFLAGS, SIOCSIFADDR, SIOCSIFNETMASK] = [0x8914, 0x8916, 0x891c];
const IFF_UP = 1;
const [FIN, SYN, PSH, ACK] = [1, 2, 8, 16];
const LOCAL = [192, 0, 2, 1];
const REMOTE = [192, 0, 2, 2];
const [PORT, REMOTE_PORT] = [8080, 40_000];
const INITIAL_SEQUENCE = 1000;
const [IP_BYTES, TCP_BYTES] = [20, 20];
const DATA_BYTES = 1000;
/** An answer that fits into one segment also for a peer that has told no MSS. */
export const ANSWER_BYTES = 500;
const MEGABYTE = 2 ** 20;
const SEGMENT_BYTES = 1460;
/** Segments that the server reads at once: what a window without scaling has room for. */
const READ_SEGMENTS = 16;
/** Where in the user memory `read` puts it. */
const BUFFER = 4096;

/** @typedef {import("../dist/kernel/index.js").NativeKernel} NativeKernel */

/**
 * @param {NativeKernel} kernel
 * @param {number} nr
 * @param {readonly number[]} args
 */
function call(kernel, nr, ...args) {
  const ret = kernel.syscall(kernel.mainTask, nr, ...args);
  if (ret === undefined || ret < 0) throw new Error(`system call ${nr} returned ${ret}`);
  return ret;
}

/**
 * A listening socket behind a device "tun0" that is up.
 * @param {NativeKernel} kernel
 */
export function makeServer(kernel) {
  const { bytes, view, address } = kernel.user;
  const device = kernel.createDevice({ name: "tun0" });
  const listener = call(kernel, NR.socket, AF_INET, SOCK_STREAM, 0);
  for (const [request, data] of /** @type {const} */ ([
    [SIOCSIFADDR, [AF_INET, 0, 0, 0, ...LOCAL]],
    [SIOCSIFNETMASK, [AF_INET, 0, 0, 0, 255, 255, 255, 0]],
    [SIOCSIFFLAGS, [IFF_UP, 0]],
  ])) {
    bytes.fill(0, 0, 40);
    bytes.set(Buffer.from("tun0"), 0);
    bytes.set(data, 16);
    call(kernel, NR.ioctl, listener, request, address);
  }
  bytes.fill(0, 0, 16);
  view.setUint16(0, AF_INET, true);
  view.setUint16(2, PORT, false);
  call(kernel, NR.bind, listener, address, 16);
  call(kernel, NR.listen, listener, 16);
  kernel.drain();
  return { kernel, device, listener };
}

/** @typedef {ReturnType<typeof makeServer>} Server */

/**
 * What a client sends from handshake to close. The instance is to be in the same state each time:
 * then its sequence number is the same too, and the packets are made only once.
 * @param {Server} server
 */
export function makeClient({ kernel, device }) {
  const syn = segment(SYN, INITIAL_SEQUENCE, 0, 0);
  const snapshot = kernel.snapshot();
  kernel.receive(device, syn);
  const reply = kernel.drain().find((event) => event.type === "frame" && event.data[0] === 0x45);
  if (reply?.type !== "frame") throw new Error("the SYN was not answered");
  const theirs = Buffer.from(reply.data).readUInt32BE(IP_BYTES + 4);
  kernel.restore(snapshot);
  snapshot.release();
  const [first, acknowledged] = [INITIAL_SEQUENCE + 1, (theirs + 1) >>> 0];
  const end = first + DATA_BYTES;
  const pieces = Array.from({ length: Math.ceil(MEGABYTE / SEGMENT_BYTES) }, (_, index) => {
    const at = index * SEGMENT_BYTES;
    return segment(ACK, first + at, acknowledged, Math.min(SEGMENT_BYTES, MEGABYTE - at));
  });
  return {
    syn,
    ack: segment(ACK, first, acknowledged, 0),
    data: segment(PSH | ACK, first, acknowledged, DATA_BYTES),
    /** A megabyte instead of the data. */
    pieces,
    /** After the handshake, and after the data. */
    fin: [segment(FIN | ACK, first, acknowledged, 0), segment(FIN | ACK, end, acknowledged, 0)],
    last: [segment(ACK, first + 1, acknowledged + 1, 0), segment(ACK, end + 1, acknowledged + 1, 0)],
  };
}

/**
 * Handshake, accept, perhaps data, and close by the client first, so that nothing is left over.
 * @param {Server} server
 * @param {ReturnType<typeof makeClient>} client
 * @param {boolean} hasData
 */
export function exchange({ kernel, device, listener }, { syn, ack, data, fin, last }, hasData) {
  const index = hasData ? 1 : 0;
  kernel.receive(device, syn);
  kernel.receive(device, ack);
  const fd = call(kernel, NR.accept, listener, 0, 0);
  if (hasData) {
    kernel.receive(device, data);
    read(kernel, fd, DATA_BYTES);
  }
  kernel.receive(device, fin[index] ?? syn);
  call(kernel, NR.close, fd);
  kernel.receive(device, last[index] ?? syn);
  return kernel.drain();
}

/**
 * Handshake and accept. Returns the file descriptor.
 * @param {Server} server
 * @param {ReturnType<typeof makeClient>} client
 */
export function connect({ kernel, device, listener }, { syn, ack }) {
  kernel.receive(device, syn);
  kernel.receive(device, ack);
  const fd = call(kernel, NR.accept, listener, 0, 0);
  kernel.drain();
  return fd;
}

/**
 * On a connection: a packet with data, which the server reads and answers with one.
 * @param {Server} server
 * @param {ReturnType<typeof makeClient>} client
 * @param {number} fd
 */
export function answer({ kernel, device }, { data }, fd) {
  kernel.receive(device, data);
  read(kernel, fd, DATA_BYTES);
  call(kernel, NR.write, fd, kernel.user.address + BUFFER, ANSWER_BYTES);
  return kernel.drain();
}

/**
 * On a connection: a megabyte to the server, which reads it.
 * @param {Server} server
 * @param {ReturnType<typeof makeClient>} client
 * @param {number} fd
 */
export function receiveMegabyte({ kernel, device }, { pieces }, fd) {
  let sent = 0;
  let taken = 0;
  for (const [index, piece] of pieces.entries()) {
    kernel.receive(device, piece);
    sent += piece.length - IP_BYTES - TCP_BYTES;
    if (index % READ_SEGMENTS !== READ_SEGMENTS - 1 && sent < MEGABYTE) continue;
    read(kernel, fd, sent - taken);
    taken = sent;
  }
  return kernel.drain();
}

/**
 * @param {NativeKernel} kernel
 * @param {number} fd
 * @param {number} bytes  that must have arrived
 */
function read(kernel, fd, bytes) {
  if (call(kernel, NR.read, fd, kernel.user.address + BUFFER, bytes) !== bytes)
    throw new Error("the data did not arrive");
}

/**
 * An IPv4 packet with a TCP segment from the client.
 * @param {number} flags
 * @param {number} sequence
 * @param {number} acknowledgment
 * @param {number} bytes  of data
 */
function segment(flags, sequence, acknowledgment, bytes) {
  const packet = Buffer.alloc(IP_BYTES + TCP_BYTES + bytes);
  packet.set([0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 6]);
  packet.writeUInt16BE(packet.length, 2);
  packet.set([...REMOTE, ...LOCAL], 12);
  packet.writeUInt16BE(checksum(packet.subarray(0, IP_BYTES), 0), 10);
  packet.writeUInt16BE(REMOTE_PORT, 20);
  packet.writeUInt16BE(PORT, 22);
  packet.writeUInt32BE(sequence >>> 0, 24);
  packet.writeUInt32BE(acknowledgment >>> 0, 28);
  packet.set([(TCP_BYTES / 4) << 4, flags, 0xff, 0xff], 32);
  // The pseudo-header of RFC 9293, section 3.1: addresses, protocol and length.
  packet.writeUInt16BE(checksum(packet.subarray(12), 6 + TCP_BYTES + bytes), 36);
  return packet;
}

/**
 * The Internet checksum of RFC 1071.
 * @param {Buffer} data  an even number of bytes
 * @param {number} start
 */
function checksum(data, start) {
  let sum = start;
  for (let at = 0; at < data.length; at += 2) sum += data.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
