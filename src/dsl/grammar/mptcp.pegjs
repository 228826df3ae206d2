// SPDX-License-Identifier: GPL-2.0
//
// Options of Multipath TCP. After its name, an option has fields in any order, each once at most;
// the nodes see to that.

MptcpOption
  = "mpcapable" ![a-zA-Z0-9_] fields:(_ @MpCapableField)*
    { return n.mpCapable(span(), fields) ?? error("mpcapable has a version, flags, and keys or nokey, each once"); }
  / "mp_capable" unsummed:"_no_cs"? ![a-zA-Z0-9_] keys:(_ !MpCapableWord @OldKey)* flags:(_ @MpCapableWord)*
    { return n.oldMpCapable(span(), unsummed === null, keys, flags) ?? error("mp_capable has one key or two"); }
  / "mp_join_syn_ack" ![a-zA-Z0-9_] fields:(_ @(Backup / AddressId / SenderHmac / Random))*
    { return n.mpJoinSynAck(span(), fields) ?? error(n.TWICE); }
  / "mp_join_syn" ![a-zA-Z0-9_] fields:(_ @(Backup / AddressId / Token / Random))*
    { return n.mpJoinSyn(span(), fields) ?? error(n.TWICE); }
  / "mp_join_ack" ![a-zA-Z0-9_] fields:(_ @SenderHmac)* { return n.mpJoinAck(span(), fields) ?? error(n.TWICE); }
  / "dss" ![a-zA-Z0-9_] fields:(_ @DssField)* { return n.dss(span(), fields) ?? error(n.TWICE); }
  / "add_address" ![a-zA-Z0-9_] fields:(_ @AddAddressField)*
    { return n.addAddress(span(), fields) ?? error(n.TWICE); }
  / "remove_address" ![a-zA-Z0-9_] _ "address_id" _ "=" _ "[" _ first:Number rest:(_ "," _ @Number)* _ "]"
    { return { type: "remove_address", span: span(), addressIds: [first, ...rest] }; }
  / "mp_prio" ![a-zA-Z0-9_] fields:(_ @(Backup / AddressId))* { return n.mpPrio(span(), fields) ?? error(n.TWICE); }
  / "mp_fail" ![a-zA-Z0-9_] dsn:(_ "dsn8" ![a-zA-Z0-9_] @(_ "=" _ @MptcpNumber)?)? { return n.mpFail(span(), dsn); }
  / "mp_fastclose" ![a-zA-Z0-9_] key:(_ @MptcpKey)? offset:(_ "+" _ @Number64)?
    { return n.mpFastclose(span(), key, offset); }
  / "mp_reset" ![a-zA-Z0-9_] _ reason:Number flags:(_ "flags" ![a-zA-Z0-9_] _ @(MpResetFlags / Number))?
    { return n.mpReset(span(), reason, flags); }

MpCapableField
  = version:MpVersion { return { version }; }
  / "flags" ![a-zA-Z0-9_] _ flags:(MpCapableFlags / Number) { return { flags }; }
  / "nokey" ![a-zA-Z0-9_] { return { keys: [] }; }
  / "key" _ "[" _ first:MptcpKey second:(_ "," _ @MptcpKey)? _ "]"
    { return { keys: second === null ? [first] : [first, second] }; }
  / "mpcdatalen" ![a-zA-Z0-9_] _ dataLength:Number { return { dataLength }; }
  / MptcpChecksum

MpVersion "v0 or v1"
  = "v" digits:$[0-9]+ ![a-zA-Z0-9_] { return n.mpVersion(digits) ?? error("a version has four bits"); }
  / "none" ![a-zA-Z0-9_] { return 1; }

MpCapableFlags
  = "[" _ first:MpCapableWord rest:(_ "," _ @MpCapableWord)* _ "]" { return n.mpCapableFlags([first, ...rest]); }

MpCapableWord "flag_a to flag_h or no_flags"
  = "flag_" @$[a-h] ![a-zA-Z0-9_]
  / "no_flags" ![a-zA-Z0-9_] { return ""; }

MpResetFlags
  = "[" _ first:MpResetWord rest:(_ "," _ @MpResetWord)* _ "]" { return n.mpResetFlags([first, ...rest]); }

MpResetWord "flag_t, flag_u, flag_v, flag_w or no_flags"
  = "flag_" @$[t-w] ![a-zA-Z0-9_]
  / "no_flags" ![a-zA-Z0-9_] { return ""; }

OldKey
  = name:Identifier value:(_ "=" _ @Number64)? { return n.mptcpKey(span(), name, value); }

MptcpKey
  = OldKey
  / value:Integer64 { return n.mptcpKey(span(), null, value); }

Backup = "backup" _ "=" _ backup:Number { return { backup }; }

AddressId = "address_id" _ "=" _ addressId:(Auto / Number) { return { addressId }; }

Token = "token" _ "=" _ token:(Auto / MptcpHash / Number) { return { token }; }

SenderHmac
  = "sender_hmac" _ "=" _ hmac:(Auto / MptcpHash / MptcpHex) { return { hmac }; }
  / "token" _ "=" _ hmac:Auto { return { hmac }; }

Random = "rand" _ "=" _ random:Number { return { random }; }

DssField
  = "dack4" ![a-zA-Z0-9_] value:(_ "=" _ @MptcpNumber)? { return { dack: n.dataSequence(span(), 4, value) }; }
  / "dack8" ![a-zA-Z0-9_] value:(_ "=" _ @MptcpNumber)? { return { dack: n.dataSequence(span(), 8, value) }; }
  / "dsn4" ![a-zA-Z0-9_] value:(_ "=" _ @MptcpNumber)? { return { dsn: n.dataSequence(span(), 4, value) }; }
  / "dsn8" ![a-zA-Z0-9_] value:(_ "=" _ @MptcpNumber)? { return { dsn: n.dataSequence(span(), 8, value) }; }
  / "ssn" _ "=" _ ssn:Number { return { ssn }; }
  / "dll" _ "=" _ dll:Number { return { dll }; }
  / ("fin" / "FIN") ![a-zA-Z0-9_] { return { fin: true }; }
  / MptcpChecksum

MptcpChecksum
  = "nocs" ![a-zA-Z0-9_] { return { checksum: "none" }; }
  / "cksum" _ "=" _ checksum:(Auto / Number) { return { checksum }; }

AddAddressField
  = AddressId
  / "addr_echo" ![a-zA-Z0-9_] { return { echo: true }; }
  / "addr" _ "[" _ address:MptcpAddress _ "]" { return { address }; }
  / ("ipv4" / "ipv6") _ "=" _ literal:AddressLiteral { return { address: n.mptcpAddress(span(), null, literal) }; }
  / "port" _ "=" _ port:Number { return { port }; }
  / "hmac" _ "=" _ hmac:(Auto / Number64) { return { hmac }; }

MptcpAddress
  = literal:AddressLiteral { return n.mptcpAddress(span(), null, literal); }
  / name:Identifier literal:(_ "=" _ @AddressLiteral)? { return n.mptcpAddress(span(), name, literal); }

AddressLiteral
  = "inet_addr" _ "(" _ text:QuotedString _ ")" { return { version: 4, text }; }
  / "inet6_addr" _ "(" _ text:QuotedString _ ")" { return { version: 6, text }; }

Auto = "auto" ![a-zA-Z0-9_] { return "auto"; }

MptcpNumber = MptcpHash / Number64

MptcpHash
  = name:MptcpHashFunction _ "(" _ first:MptcpHashArgument rest:(_ ("," _)? @MptcpHashArgument)* _ ")"
    offset:(_ "+" _ @Number64)?
    { return n.mptcpHash(span(), name, [first, ...rest], offset); }

MptcpHashFunction "a hash function"
  = @$("sha1_32" / "sha256_32" / "trunc_r64_hmac_sha1" / "trunc_r64_hmac_sha256" / "trunc_r64_hmac" /
      "trunc_l64_hmac" / "full_160_hmac") ![a-zA-Z0-9_]

MptcpHashArgument = Identifier / Integer64

MptcpHex "hex bytes after 0x"
  = "0" [xX] text:$([0-9a-fA-F] [0-9a-fA-F])+ ![a-zA-Z0-9_]
    { return { type: "hex", span: span(), bytes: n.hexBytes(text) }; }

Number64 = Integer64 / Symbol

Integer64 "a number of up to 64 bits"
  = "0" [xX] digits:$[0-9a-fA-F]+ ![a-zA-Z0-9_] { return n.natural64(`0x${digits}`) ?? error(n.TOO_LARGE); }
  / digits:$[0-9]+ ![a-zA-Z0-9_] { return n.natural64(digits) ?? error(n.TOO_LARGE); }
