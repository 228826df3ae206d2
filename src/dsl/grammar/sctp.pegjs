// SPDX-License-Identifier: GPL-2.0
//
// SCTP. All chunks, parameters and error causes have one form, NAME[member, …]; which names there
// are and what is between the brackets of each is in the tables of ast/, by which nodes/ makes the
// nodes. Also what may carry SCTP and TCP: UDP.

{
  const context = { symbol, warn };

  const place = () => ({ start: peg$savedPos, end: peg$currPos });

  /** The node, or an error at its place. */
  const made = (node) => {
    if (!(node instanceof n.Mistake)) return node;
    return error(node.message, { start: { offset: node.start }, end: { offset: node.end } });
  };
}

SctpPacket
  = ends:(@EndpointsOrPorts _)? "sctp" ![a-zA-Z0-9_] options:(_ @SctpOptions)?
    udp:(_ @UdpCarrier)? _ ":" chunks:(_ @SctpChunks)?
    { return n.encapsulated(udp, n.sctp(span(), { ends, options, chunks })); }

SctpOptions
  = "(" _ list:SctpOptionList _ ")" { return n.joinFields(list) ?? error(n.TWICE); }

SctpOptionList = first:SctpOption rest:(_ "," _ @SctpOption)* { return [first, ...rest]; }

SctpOption
  = "bad_crc32c" ![a-zA-Z0-9_] { return { checksum: "bad" }; }
  / "zero_checksum" ![a-zA-Z0-9_] { return { checksum: "zero" }; }
  / "tag" ![a-zA-Z0-9_] _ "=" _ tag:Number { return { tag }; }

UdpCarrier
  = "/" _ "udp" ![a-zA-Z0-9_] _ "(" _ ports:Ports checksum:(_ @OddChecksum)? _ ")"
    { return n.udpCarrier(span(), ports, checksum); }

// In what an ICMP message quotes.
UdpEncapsulation
  = "/" _ "udp" ![a-zA-Z0-9_] _ "(" _ ports:Ports _ ")" { return n.udpCarrier(span(), ports, null); }

SctpChunks = first:SctpChunk rest:(_ ";" _ @SctpChunk)* { return [first, ...rest]; }

SctpChunk
  = item:SctpItem { return made(n.sctpChunk(item, context)); }
  / "[" _ bytes:(@NumberList _)? "]" { return { type: "bytes", span: span(), bytes: bytes ?? [] }; }

NumberList = first:Number rest:(_ "," _ @Number)* { return [first, ...rest]; }

SctpItem
  = name:SctpName _ "[" _ members:(@SctpMembers _)? "]"
    { return { type: "item", ...place(), span: span(), name, members: members ?? [] }; }

// Some write names as the RFCs do, with hyphens.
SctpName "a chunk, parameter or cause such as DATA[…]" = $([A-Z] [a-zA-Z0-9_]* ("-" [a-zA-Z0-9_]+)*)

SctpMembers = first:SctpMember rest:(_ "," _ @SctpMember)* { return [first, ...rest]; }

SctpMember
  = "..." { return { type: "any", ...place() }; }
  / name:SctpFieldName value:SctpFieldValue { return { type: "field", ...place(), name, value }; }
  / SctpItem

SctpFieldName "a field such as tsn=1" = @$([a-z] [a-zA-Z0-9_]*) _ "=" _

SctpFieldValue
  = "[" _ "..." _ "]" { return "any"; }
  / "[" _ list:(@SctpValues _)? "]" { return list ?? []; }
  / SctpValue

SctpValues = first:SctpValue rest:(_ "," _ @SctpValue)* { return [first, ...rest]; }

SctpValue
  = "..." { return "any"; }
  / SctpAddress
  / start:Integer end:(_ ":" _ @Number)? { return end === null ? start : n.gap(span(), start, end); }
  / SctpItem
  / &("pattern" _ "(") contents:Contents { return { type: "contents", span: span(), contents }; }
  / word:SctpWord !(_ ":") { return word; }
  / start:Symbol _ ":" _ end:Number { return n.gap(span(), start, end); }
  / contents:Strings { return { type: "contents", span: span(), contents }; }
  / "{" _ sid:Number _ "," _ second:Number mid:(_ "," _ @Number)? _ "}"
    { return n.streamOrMessage(span(), sid, second, mid); }

// Two dots or two colons tell it from a number, a gap and a name.
SctpAddress "an IP address"
  = text:($([0-9]+ "." [0-9.]+) / $(([0-9a-fA-F]* ":" &([0-9a-fA-F.]* ":"))+ [0-9a-fA-F.:]*))
    { return { type: "address", span: span(), text }; }

SctpWord "a defined name"
  = name:$([a-zA-Z_] [a-zA-Z0-9_]* ("-" [a-zA-Z0-9_]+)*) { return { type: "word", span: span(), name }; }
