// SPDX-License-Identifier: GPL-2.0
//
// TCP and its options.


Tcp
  = ends:(@EndpointsOrPorts _)? flags:TcpFlags _ sequence:Sequence
    ack:(_ "ack" ![a-zA-Z0-9_] _ @Number)? window:(_ "win" ![a-zA-Z0-9_] _ @Number)?
    urgent:(_ "urg" ![a-zA-Z0-9_] _ @Number)? options:(_ @TcpOptions)?
    resetReason:(_ @ResetReason)? socket:(_ @SocketOfPacket)?
    { return n.tcp(span(), { ends, flags, sequence, ack, window, urgent, options, resetReason, socket }); }

// Behind the predicate, as messages should not name what only old scripts have.
SocketOfPacket = &"sock" "sock" _ "(" _ @Number _ ")"

TcpFlags "TCP flags"
  = "-" { return { span: span(), bits: 0, ace: false }; }
  / text:$[.FSRPEWAU0-7]+ ![a-zA-Z0-9_] ack:(_ @$("." [0-7]?) ![.a-zA-Z0-9_])?
    { return n.tcpFlags(span(), ack === null ? text : text + ack) ?? error("one ACE digit, or the flags E, W and A"); }

Sequence "sequence numbers such as 1:1001(1000)"
  = start:Number _ ":" _ end:Number _ "(" _ length:Number _ ")" absolute:(_ "!")?
    { return n.sequence(span(), start, end, length, absolute !== null); }
  / "..." _ "(" _ length:Number _ ")"
    { return { span: span(), start: 0, end: length, length, mode: "any" }; }

TcpOptions
  = "<" _ "..." _ ">" { return "any"; }
  / &("<" _ [0-9a-fA-F]+ _ ">") "<" _ data:HexOptions _ ">" { return [data]; }
  / "<" _ first:TcpOption rest:(_ "," _ @TcpOption)* _ ">" { return [first, ...rest]; }

TcpOption
  = "nop" ![a-zA-Z0-9_] { return { type: "nop", span: span() }; }
  / "TS" ![a-zA-Z0-9_] _ "val" ![a-zA-Z0-9_] _ value:("..." { return null; } / Number) _
    "ecr" ![a-zA-Z0-9_] _ echo:Number absolute:(_ "!")?
    { return n.timestamps(span(), value, echo, absolute !== null); }
  / "mss" ![a-zA-Z0-9_] _ value:Number { return { type: "mss", span: span(), value }; }
  / "sackOK" ![a-zA-Z0-9_] { return { type: "sackOK", span: span() }; }
  / "sack" ![a-zA-Z0-9_] blocks:(_ @SackBlock)+ { return { type: "sack", span: span(), blocks }; }
  / "wscale" ![a-zA-Z0-9_] _ shift:Number { return { type: "wscale", span: span(), shift }; }
  / "eol" ![a-zA-Z0-9_] { return { type: "eol", span: span() }; }
  / "FO" exp:"EXP"? ![a-zA-Z0-9_] cookie:(_ @Blob)? { return n.fastOpen(span(), exp !== null, cookie); }
  / "md5" ![a-zA-Z0-9_] _ "valid" ![a-zA-Z0-9_] { return { type: "md5", span: span(), valid: true }; }
  / "md5" ![a-zA-Z0-9_] digest:(_ @Blob)? { return n.md5(span(), digest); }
  / "ao" ![a-zA-Z0-9_] _ "keyid" ![a-zA-Z0-9_] _ keyId:Number _ "rnextkeyid" ![a-zA-Z0-9_] _ rnextKeyId:Number
    mac:(_ "mac" ![a-zA-Z0-9_] _ @Blob)?
    { return n.ao(span(), keyId, rnextKeyId, mac); }
  / "ECN" ![a-zA-Z0-9_] _ counters:AccEcnCounters { return { type: "accecn", span: span(), ...counters }; }
  / MptcpOption
  / ExperimentalOption
  / "kind" ![a-zA-Z0-9_] _ kind:Number data:(_ @Blob)? { return n.unknownOption(span(), kind, data); }
  / "raw" ![a-zA-Z0-9_] _ data:Blob { return { type: "raw", span: span(), data }; }

// All options as bytes.
HexOptions = data:HexBytes { return { type: "raw", span: span(), data: { type: "hex", span: span(), bytes: data } }; }

SackBlock
  = left:Number _ ":" _ right:Number { return { span: span(), left, right }; }

AccEcnCounters
  = "e0b" ![a-zA-Z0-9_] _ a:Number rest:(_ "ceb" ![a-zA-Z0-9_] _ @Number @(_ "e1b" ![a-zA-Z0-9_] _ @Number)?)?
    { return { order: 0, counters: n.counters(a, rest) }; }
  / "e1b" ![a-zA-Z0-9_] _ a:Number rest:(_ "ceb" ![a-zA-Z0-9_] _ @Number @(_ "e0b" ![a-zA-Z0-9_] _ @Number)?)?
    { return { order: 1, counters: n.counters(a, rest) }; }

Blob
  = bytes:HexBytes { return { type: "hex", span: span(), bytes }; }
  / Symbol

HexBytes "hex bytes"
  = text:$([0-9a-fA-F] [0-9a-fA-F])+ ![a-zA-Z0-9_] { return n.hexBytes(text); }
