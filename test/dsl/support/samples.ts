// SPDX-License-Identifier: GPL-2.0

/** One script with every construct of the language. */
export const SAMPLE = String.raw`// All constructs.
--ip_version=ipv4
--define=CC="reno"   # a name
--tolerance_usecs=1000
${"`"}./defaults.sh
sysctl -q net.ipv4.tcp_ecn=1${"`"}

    0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
   +0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0
   +0 fcntl(3, F_GETFL) = 0x2 (flags O_RDWR)
   +0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
   +0 bind(3, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("192.0.2.1")}, 16) = 0
   +0 connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)

   +0 > S 0:0(0) <mss 1460,sackOK,TS val 100 ecr 0,nop,wscale 8>
 +.01 < S. 0:0(0) ack 1 win 5792 <mss 1460,sackOK,TS val 700 ecr 100,nop,wscale 7>
   +0 > . 1:1(0) ack 1 <...>
+0...0.2 read(3, "text\n"..., 2000) = 5
    * > [ect0] P. 1:1001(1000) ack 1
1~2.5 > [tos 0x8, flowlabel 0x12345] 8080 > 1234 PEW. 1:1001(1000) ack 1 win 10 urg 5
+.3~+.310 > . 1001:2001(1000) ack 1 <nop,nop,sack 1:2 3:4>
   +0 < .5 1:1(0) ack 1 win 257 <FO abcd1234,FOEXP,md5 00010203,ECN e0b 1 ceb 2 e1b 3,nop>
   +0 < - 1:1(0) win 257 <ao keyid 1 rnextkeyid 2 mac 000102030405060708090a0b,kind 253 0a0b,raw 0203,eol,eol>
   +0 < ipv4 192.0.2.1 > 192.0.2.2: ipv6 [ttl 3] fd00::1 > fd00::2: gre flags [key present], key = 5: udp (100)
   +0 > mpls (label 16, tc 0, ttl 64) (label 17, tc 1, [S], ttl 64): udp 53 > 5353 (12)
   +0 < icmp unreachable frag_needed mtu 1200 [1:1001(1000)]
   +0 < icmp echo_request id 7
   +0 < icmp unreachable port_unreachable [udp (8)]
   +0 > addr[caddr] > addr[saddr] S 0:0(0) <mpcapable v1 flags[flag_a, flag_h] nokey>
   +0 > . 1:1(0) ack 1 <mpcapable v1 flags[flag_h] key[ckey=5, skey] mpcdatalen 10 cksum=auto>
   +0 > S 0:0(0) <mp_join_syn backup=1 address_id=2 token=sha256_32(skey) rand=7>
   +0 > S. 0:0(0) ack 1 <mp_join_syn_ack address_id=auto sender_hmac=trunc_l64_hmac(skey ckey)>
   +0 > . 1:1(0) ack 1 <mp_join_ack sender_hmac=auto>
   +0 > P. 1:11(10) ack 1 <dss dack8=trunc_r64_hmac(skey)+1 dsn8=1 ssn=1 dll=10 nocs fin,nop,nop>
   +0 > . 1:1(0) ack 1 <add_address address_id=1 addr[a=inet_addr("192.0.2.3")] port=80 hmac=auto,nop,nop>
   +0 > . 1:1(0) ack 1 <remove_address address_id=[1],mp_prio backup=1 address_id=2,mp_fail dsn8=5,mp_fastclose ckey>
   +0 > R 1:1(0) <mp_reset 1 flags[flag_t]>
   +0 < dccp 5001 > 33 Request seq 0 service "SPDL" <change_l ccid 2 3,mandatory,change_r ack_ratio 2,padding>
   +0 > dccp Response seq 0 ack 0 service 42 <...>
   +0 < dccp DataAck seq 1 ack 1 ccval 2 cscov 1 (100) <ack_vector0 R3 N1,elapsed_time 7>
   +0 < dccp Data short seq 2 <ndp_count 1,timestamp 5,padding,padding,padding>
   +0 > dccp Reset seq 2 ack 2 code closed data 000000
   +0 < icmp unreachable port_unreachable [dccp Request seq 0]
   +0 recvmsg(3, {msg_name(...)=...,
                  msg_iov(1)=[{..., 1000}],   // one buffer
                  msg_flags=MSG_ERRQUEUE,
                  msg_control=[{cmsg_level=SOL_IP, cmsg_type=IP_RECVERR,
                                cmsg_data={ee_errno=0, ee_origin=5, ee_type=0,
                                           ee_code=1, ee_info=0, ee_data=0}}]}, 0) = 1000
   +0 poll([{fd=3, events=POLLIN, revents=POLLIN}], 1, -1) = 1 /* a
   comment of two lines */
   +0 epoll_ctl(5, EPOLL_CTL_ADD, 4, {events=EPOLLOUT|EPOLLET, fd=4}) = 0
   +0 setsockopt(3, SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) = 0
   +0 write(3, "one" " two", 1 << 4 | ~7 & (2 + 3)) = 7
   +0 %{ assert tcpi_snd_cwnd == 10, "cwnd" }%
   +0 ${"`"}ss -tin | grep "state"${"`"}
   +0 close(3) = 0

${"`"}rm -f core${"`"}
// the end
`;

/** Pieces that mistakes are made of. */
export const TOKENS: readonly string[] = [
  '"',
  "`",
  "%{",
  "}%",
  "/*",
  "*/",
  "//",
  "#",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  "<",
  ">",
  "...",
  "=",
  "|",
  ",",
  ":",
  "+0 ",
  "\n+0 ",
  "\n* > ",
  "\n--",
  "\\",
  "\0",
  "\r\n",
  "\ufffd",
  "\ud800",
  "-",
  "~",
  "1",
  "99999999999999999999",
  "0x",
  "ack",
  "win",
  "<...>",
  "udp (1)",
  "icmp",
  "FO",
  "a(",
  "S.",
];
