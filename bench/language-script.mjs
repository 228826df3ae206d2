// SPDX-License-Identifier: GPL-2.0

/**
 * A script of the given length as people write them: connections one after the other, each opened,
 * used and closed, with packets of several options, system calls with structures, code and comments.
 * The numbers come from the seed, so every run measures the same text.
 *
 * @param {number} lines  at least that many
 * @param {number} seed
 */
export function mixedScript(lines, seed) {
  const random = generator(seed);
  const text = [
    "// a mix of constructs",
    "--ip_version=ipv4",
    "--tolerance_usecs=1000",
    "",
    "`sysctl -q net.ipv4.tcp_ecn=0`",
    "",
  ];
  for (let fd = 3; text.length < lines; fd++) connection(text, fd, random);
  return `${text.join("\n")}\n`;
}

/**
 * Whole numbers from 0 up to the limit, without it (Park and Miller's minimal standard generator).
 * @param {number} seed
 * @returns {(limit: number) => number}
 */
function generator(seed) {
  let state = (seed % 2147483646) + 1;
  return (limit) => {
    state = (state * 48271) % 2147483647;
    return state % limit;
  };
}

/**
 * @param {string[]} text
 * @param {number} fd
 * @param {(limit: number) => number} random
 */
function connection(text, fd, random) {
  const stamp = 100 + random(1000);
  text.push(
    "",
    `// connection ${fd}: the handshake`,
    `   +0 socket(..., SOCK_STREAM, IPPROTO_TCP) = ${fd}`,
    `   +0 setsockopt(${fd}, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0`,
    `   +0 fcntl(${fd}, F_SETFL, O_RDWR|O_NONBLOCK) = 0`,
    `   +0 connect(${fd}, ..., ...) = -1 EINPROGRESS (Operation now in progress)`,
    `   +0 > S 0:0(0) <mss 1460,sackOK,TS val ${stamp} ecr 0,nop,wscale 8>`,
    ` +.01 < S. 0:0(0) ack 1 win 5792 <mss 1460,sackOK,TS val 700 ecr ${stamp},nop,wscale 7>`,
    `   +0 > . 1:1(0) ack 1 <nop,nop,TS val ${stamp} ecr 700>`,
    `   +0 getsockopt(${fd}, SOL_SOCKET, SO_ERROR, [0], [4]) = 0`,
  );
  let sent = 1;
  for (let round = 3 + random(10); round > 0; round--) sent = data(text, fd, sent, random);
  text.push(
    "   +0 %{",
    "assert tcpi_snd_cwnd == 10, tcpi_snd_cwnd",
    "assert tcpi_reordering == 3",
    "}%",
    "",
    `   +0 close(${fd}) = 0`,
    `   +0 > F. ${sent}:${sent}(0) ack 1`,
    ` +.01 < F. 1:1(0) ack ${sent + 1} win 257`,
    `   +0 > . ${sent + 1}:${sent + 1}(0) ack 2`,
  );
}

/**
 * One write, its segments and what the peer says to them. Returns the next sequence number.
 * @param {string[]} text
 * @param {number} fd
 * @param {number} sent
 * @param {(limit: number) => number} random
 */
function data(text, fd, sent, random) {
  const segments = 2 + random(3);
  const end = sent + segments * 1000;
  text.push(`   +0 write(${fd}, ..., ${segments * 1000}) = ${segments * 1000}`);
  for (let at = sent; at < end; at += 1000)
    text.push(`   +0 > ${at + 1000 === end ? "P." : "."} ${at}:${at + 1000}(1000) ack 1`);
  switch (random(4)) {
    case 0:
      text.push(
        "// the first segment is lost",
        ` +.02 < . 1:1(0) ack ${sent} win 257 <nop,nop,sack ${sent + 1000}:${end}>`,
        `+.2~+.210 > . ${sent}:${sent + 1000}(1000) ack 1`,
      );
      break;
    case 1:
      text.push(`   +0 poll([{fd=${fd}, events=POLLIN|POLLOUT, revents=POLLOUT}], 1, 0) = 1   # writable`);
      break;
    case 2:
      text.push(
        `   +0 sendmsg(${fd}, {msg_name(...)=..., msg_iov(1)=[{..., 100}], msg_flags=0}, MSG_DONTWAIT) = 100`,
        `   +0 > P. ${end}:${end + 100}(100) ack 1`,
      );
      break;
    default:
      text.push("   +0 `sysctl -q net.ipv4.tcp_early_retrans=3`");
  }
  const last = text.at(-1)?.includes("(100)") ? end + 100 : end;
  text.push(` +.01 < . 1:1(0) ack ${last} win 257`, "");
  return last;
}
