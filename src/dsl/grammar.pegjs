// SPDX-License-Identifier: GPL-2.0
//
// The script language. Actions only build nodes (nodes/); whatever needs more than one token's
// context is a pass. Order: script, events, packets, TCP, ICMP, system calls, expressions, lexical
// rules. A rule with a name in quotes is a word of the user's, and error messages show that name.
//
// Classes are written out, since a rule of its own costs a call for each character.
//
// Alternatives are told apart by their first token and nothing is parsed twice, so that time is
// linear in the length of the text, whatever the nesting.

{{
import * as n from "./nodes/index.js";
}}

{
  /** @type {import("./parser.js").ParserOptions} */
  const { locate } = options;
  const span = () => {
    const { start, end } = range();
    return locate(start, end);
  };
}

Items = _ @(@Item _)* EndOfInput

Item = Event / Option / UntimedCommand

// ---------------------------------------------------------------------------- options, events

Option
  = "--" name:$[a-zA-Z0-9_]+ value:([ \t]* "=" [ \t]* @OptionValue)?
    { return n.option(span(), name, value); }

OptionValue
  = name:Identifier [ \t]* "=" [ \t]* value:PlainValue
    { return { type: "definition", span: span(), name, value }; }
  / PlainValue

PlainValue "a value"
  = raw:QuotedString { return { type: "string", span: span(), raw }; }
  / text:BackQuoted { return { type: "command", span: span(), text }; }
  / text:$[^ \t\r\n"`]+ { return { type: "word", span: span(), text }; }

UntimedCommand
  = text:BackQuoted { return { type: "command", span: span(), text }; }

Event
  = time:EventTime _ action:Action
    { return { type: "event", span: span(), time, action }; }

EventTime "a time"
  = "*" { return { type: "any", span: span() }; }
  / "+" _ ns:Seconds endNs:(_ "~" _ "+" _ @Seconds)? { return n.relativeTime(span(), ns, endNs); }
  / ns:Seconds endNs:(_ "~" _ @Seconds)? { return n.absoluteTime(span(), ns, endNs); }

Seconds "a time in seconds"
  = text:$([0-9]* "." [0-9]+ / [0-9]+)
    { return n.nanoseconds(text) ?? error("a time has at most 9 decimals and 104 days"); }

Action
  = Packet
  / SystemCall
  / text:BackQuoted { return { type: "command", span: span(), text }; }
  / Code
  / symbol:Symbol &([ \t]* ([\r\n] / EndOfInput))
    { return { type: "command", span: span(), text: symbol }; }

Code "code between %{ and }%"
  = "%{" text:$(!"}%" .)* "}%" { return { type: "code", span: span(), text }; }

// ------------------------------------------------------------------------------------ packets

Packet
  = direction:Direction _ outer:(@Encapsulation _)* inner:IpAndTransport
    { return { type: "packet", span: span(), direction, headers: [...outer, ...inner] }; }

Direction "\"<\" or \">\""
  = "<" { return "inbound"; }
  / ">" { return "outbound"; }

Encapsulation
  = type:$("ipv4" / "ipv6") ![a-zA-Z0-9_] _ fields:(@IpFields _)?
    source:Address _ ">" _ destination:Address _ ":"
    { return { type, span: span(), ...fields, source, destination }; }
  / ("gre" / "GREv0") ![a-zA-Z0-9_] _ ("," _)? fields:GreFields _ ":"
    { return { type: "gre", span: span(), fields }; }
  / "mpls" ![a-zA-Z0-9_] entries:(_ @MplsEntry)* _ ":"
    { return { type: "mpls", span: span(), entries }; }

GreFields
  = flags:(("flags" / "Flags") ![a-zA-Z0-9_] _ @GreFlags Comma)?
    protocol:("proto" ![a-zA-Z0-9_] _ @Number Comma)?
    checksum:("sum" ![a-zA-Z0-9_] _ @Number Comma)?
    offset:("off" ![a-zA-Z0-9_] _ @Number Comma)?
    key:("key" ![a-zA-Z0-9_] _ ("=" _)? @Number Comma)?
    sequence:("seq" ![a-zA-Z0-9_] _ @Number)?
    { return n.greFields(span(), { flags, protocol, checksum, offset, key, sequence }); }

Comma = _ ("," _)?

GreFlags
  = "[" _ first:GreFlag rest:(_ "," _ @GreFlag)* _ "]" { return rest.reduce((a, b) => a | b, first); }
  / Number

GreFlag
  = "none" ![a-zA-Z0-9_] { return 0; }
  / "checksum" _ "present" ![a-zA-Z0-9_] { return 0x8000; }
  / "key" _ "present" ![a-zA-Z0-9_] { return 0x2000; }
  / "sequence#" _ "present" ![a-zA-Z0-9_] { return 0x1000; }

MplsEntry
  = "(" _ "label" ![a-zA-Z0-9_] _ label:Number _ "," _ "tc" ![a-zA-Z0-9_] _ trafficClass:Number _ "," _
    bottom:("[" _ "S" _ "]" _ "," _)? "ttl" ![a-zA-Z0-9_] _ ttl:Number _ ")"
    { return { span: span(), label, trafficClass, bottom: bottom !== null, ttl }; }

IpAndTransport
  = ip:(@Ip _)? psp:(@Psp _)? transport:Transport { return n.stack(ip, psp, transport); }

Ip = fields:IpFields { return { type: "ip", span: span(), ...fields }; }

Psp
  = "encap" ![a-zA-Z0-9_] _ "psp" ![a-zA-Z0-9_] _ "spi" ![a-zA-Z0-9_] _ spi:Number
    { return { type: "psp", span: span(), spi }; }

IpFields
  = fields:("(" _ @IpFieldList _ ")" / "[" _ @IpFieldList _ "]")
    { return n.ipFields(fields) ?? error("a field of the IP header is given twice"); }

IpFieldList = first:IpField rest:(_ "," _ @IpField)* { return [first, ...rest]; }

IpField
  = ecn:$("noecn" / "ect01" / "ect0" / "ect1" / "ce") ![a-zA-Z0-9_] { return { ecn }; }
  / "tos" ![a-zA-Z0-9_] _ tos:Number { return { tos }; }
  / "flowlabel" ![a-zA-Z0-9_] _ flowLabel:Number { return { flowLabel }; }
  / "ttl" ![a-zA-Z0-9_] _ ttl:Number { return { ttl }; }

Transport = Tcp / Udp / Icmp / Other

Udp
  = "udp" ![a-zA-Z0-9_] _ ports:(@Ports _)? "(" _ length:Number _ ")"
    { return n.udp(span(), ports, length); }

Ports
  = source:Number _ ">" _ destination:Number { return { span: span(), source, destination }; }

Icmp
  = "icmp" ![a-zA-Z0-9_] _ icmpType:(IcmpName / Integer) code:(_ @IcmpCode)?
    mtu:(_ "mtu" ![a-zA-Z0-9_] _ @Number)? id:(_ "id" ![a-zA-Z0-9_] _ @Number)? quoted:(_ @QuotedPacket)?
    { return n.icmp(span(), icmpType, { code, mtu, id, quoted }); }

IcmpCode
  = "code" ![a-zA-Z0-9_] _ @Integer
  / !(("mtu" / "id") ![a-zA-Z0-9_]) @IcmpName

IcmpName "an ICMP type or code" = $([a-zA-Z_] [a-zA-Z0-9_]*)

QuotedPacket
  = "[" _ "udp" ![a-zA-Z0-9_] _ "(" _ length:Number _ ")" _ "]"
    { return { type: "udp", span: span(), length }; }
  / "[" _ "raw" ![a-zA-Z0-9_] _ "(" _ length:Number _ ")" _ "]"
    { return { type: "raw", span: span(), length }; }
  / "[" _ sequence:Sequence _ "]"
    { return { type: "tcp", span: span(), sequence }; }

Other
  = "proto" ![a-zA-Z0-9_] _ protocol:Number _ "(" _ length:Number _ ")"
    { return { type: "other", span: span(), protocol, length }; }

// ---------------------------------------------------------------------------------------- TCP

Tcp
  = ports:(&([a-zA-Z0-9_]+ _ ">") @Ports _)? flags:TcpFlags _ sequence:Sequence
    ack:(_ "ack" ![a-zA-Z0-9_] _ @Number)? window:(_ "win" ![a-zA-Z0-9_] _ @Number)?
    urgent:(_ "urg" ![a-zA-Z0-9_] _ @Number)? options:(_ @TcpOptions)?
    { return n.tcp(span(), { ports, flags, sequence, ack, window, urgent, options }); }

TcpFlags "TCP flags"
  = "-" { return { span: span(), bits: 0, ace: false }; }
  / text:$[.FSRPEWAU0-7]+ ![a-zA-Z0-9_]
    { return n.tcpFlags(span(), text) ?? error("one ACE digit, or the flags E, W and A"); }

Sequence "sequence numbers such as 1:1001(1000)"
  = start:Number _ ":" _ end:Number _ "(" _ length:Number _ ")"
    { return { span: span(), start, end, length }; }

TcpOptions
  = "<" _ "..." _ ">" { return "any"; }
  / "<" _ first:TcpOption rest:(_ "," _ @TcpOption)* _ ">" { return [first, ...rest]; }

TcpOption
  = "nop" ![a-zA-Z0-9_] { return { type: "nop", span: span() }; }
  / "TS" ![a-zA-Z0-9_] _ "val" ![a-zA-Z0-9_] _ value:Number _ "ecr" ![a-zA-Z0-9_] _ echo:Number
    { return { type: "timestamps", span: span(), value, echo }; }
  / "mss" ![a-zA-Z0-9_] _ value:Number { return { type: "mss", span: span(), value }; }
  / "sackOK" ![a-zA-Z0-9_] { return { type: "sackOK", span: span() }; }
  / "sack" ![a-zA-Z0-9_] blocks:(_ @SackBlock)+ { return { type: "sack", span: span(), blocks }; }
  / "wscale" ![a-zA-Z0-9_] _ shift:Number { return { type: "wscale", span: span(), shift }; }
  / "eol" ![a-zA-Z0-9_] { return { type: "eol", span: span() }; }
  / "FO" exp:"EXP"? ![a-zA-Z0-9_] cookie:(_ @Blob)? { return n.fastOpen(span(), exp !== null, cookie); }
  / "md5" ![a-zA-Z0-9_] digest:(_ @Blob)? { return n.md5(span(), digest); }
  / "ao" ![a-zA-Z0-9_] _ "keyid" ![a-zA-Z0-9_] _ keyId:Number _ "rnextkeyid" ![a-zA-Z0-9_] _ rnextKeyId:Number
    mac:(_ "mac" ![a-zA-Z0-9_] _ @Blob)?
    { return n.ao(span(), keyId, rnextKeyId, mac); }
  / "ECN" ![a-zA-Z0-9_] _ counters:AccEcnCounters { return { type: "accecn", span: span(), ...counters }; }
  / "kind" ![a-zA-Z0-9_] _ kind:Number data:(_ @Blob)? { return n.unknownOption(span(), kind, data); }
  / "raw" ![a-zA-Z0-9_] _ data:Blob { return { type: "raw", span: span(), data }; }

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

// ------------------------------------------------------------------------------- system calls

SystemCall
  = end:(@BlockingEnd _)? name:FunctionName _ args:Arguments _ "=" _ result:Result
    errno:(_ @Errno)? note:(_ @Note)?
    { return n.systemCall(span(), name, args, result, { end, errno, note }); }

FunctionName "a system call" = @$([a-zA-Z_] [a-zA-Z0-9_]*) &(_ "(")

BlockingEnd = "..." _ ns:Seconds { return { span: span(), ns }; }

Arguments = "(" _ list:(@ExpressionList _)? ")" { return list ?? []; }

Errno "an errno name" = name:$([a-zA-Z_] [a-zA-Z0-9_]*) { return { span: span(), name }; }

// Nothing that opens a string, a comment or a block may stand in a note: see scan.ts.
Note "a remark in parentheses"
  = "(" text:$(!"%{" [^()\r\n"`])* ")" { return text.trim(); }

// A call as result could not be told from an errno name with its remark, nor a sum from the time
// of the next event; in parentheses both are possible.
Result
  = first:ResultOperand rest:(_ "|" _ @ResultOperand)*
    { return n.chain(first, rest.map((operand) => ["|", operand])) ?? error(n.TOO_MANY_OPERATORS); }

ResultOperand
  = Literal
  / name:Identifier { return { type: "name", span: span(), name }; }

// -------------------------------------------------------------------------------- expressions

ExpressionList = first:Expression rest:(_ "," _ @Expression)* { return [first, ...rest]; }

// `name=value`, at the top of an argument only: `a|(b=1)` needs its parentheses.
Expression
  = name:NameHead tail:Tail
    { return n.expression(span(), name, tail) ?? error("only members of a structure have a count"); }
  / Value

Member
  = name:NameHead tail:Tail
    { return n.member(span(), name, tail) ?? error("one count stands in the parentheses after a name"); }
  / value:Value { return { span: span(), value }; }

// What follows a name that is the first word of an expression.
Tail
  = _ "=" _ assigned:Value { return { assigned }; }
  / operations:Operations { return { operations }; }

Value
  = first:Unary rest:Operations { return n.chain(first, rest) ?? error(n.TOO_MANY_OPERATORS); }

Operations = (_ @BinaryOperator _ @Unary)*

BinaryOperator "an operator" = $("|" / "^" / "&" / "<<" / ">>" / "+" / "-" / "*")

Unary
  = Operand
  / operators:(@$[-~] _)+ operand:Operand
    { return n.unary(span(), operators, operand) ?? error(n.TOO_MANY_OPERATORS); }

Operand = Literal / NameHead

NameHead
  = name:Identifier args:(_ @Arguments)?
    { return args === null ? { type: "name", span: span(), name } : { type: "call", span: span(), name, args }; }

Literal
  = "..." { return { type: "ellipsis", span: span() }; }
  / IntegerExpression
  / first:String rest:(_ @String)*
    { return rest.length === 0 ? first : { type: "concat", span: span(), parts: [first, ...rest] }; }
  / "[" _ elements:(@ExpressionList _)? "]" { return { type: "array", span: span(), elements: elements ?? [] }; }
  / Braces
  / "(" _ @Expression _ ")"

IntegerExpression "a number"
  = text:$("-"? [0-9]+) ![xX] ![a-zA-Z0-9_]
    { return n.integer(span(), text, 10) ?? error("the number does not fit in 64 bits"); }
  / text:$("0" [xX] [0-9a-fA-F]+) ![a-zA-Z0-9_]
    { return n.integer(span(), text, 16) ?? error("the number does not fit in 64 bits"); }

String
  = raw:QuotedString open:(_ "...")? { return { type: "string", span: span(), raw, open: open !== null }; }

Braces
  = "{" _ &(("flags" / "Flags") _ [[a-zA-Z0-9_]) fields:GreFields _ "}"
    { return { type: "gre", span: span(), fields }; }
  / "{" _ &("(" _ "label") entries:(@MplsEntry _)+ "}"
    { return { type: "mpls", span: span(), entries }; }
  / "{" _ members:(@MemberList _)? "}"
    { return { type: "struct", span: span(), members: members ?? [] }; }

MemberList = first:Member rest:(_ "," _ @Member)* { return [first, ...rest]; }

// ------------------------------------------------------------------------------ lexical rules

Number "a number"
  = Integer
  / Symbol

Integer "a number"
  = "0" [xX] digits:$[0-9a-fA-F]+ ![a-zA-Z0-9_] { return n.natural(`0x${digits}`) ?? error(n.TOO_LARGE); }
  / digits:$[0-9]+ ![a-zA-Z0-9_] { return n.natural(digits) ?? error(n.TOO_LARGE); }

Symbol "a defined name"
  = name:$([a-zA-Z_] [a-zA-Z0-9_]*) { return { type: "symbol", span: span(), name }; }

Identifier "a name" = $([a-zA-Z_] [a-zA-Z0-9_]*)

Address "an IP address"
  = $([0-9a-fA-F.] / "::" / ":" &[0-9a-fA-F])+

QuotedString "a string" = "\"" @$([^"\\] / "\\" .)* "\""

BackQuoted "a command in back quotes" = "`" @$([^`\\] / "\\" .)* "`"

// Comments are gone before: see strip.ts.
_ "space" = (" " / [\t\r\n\uFEFF])*

EndOfInput "the end of the event" = !.
