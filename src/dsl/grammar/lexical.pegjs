// SPDX-License-Identifier: GPL-2.0
//
// Numbers, names, addresses, strings, space.


Number "a number"
  = Integer
  / Symbol

Integer "a number"
  = "0" [xX] digits:$[0-9a-fA-F]+ ![a-zA-Z0-9_] { return n.natural(`0x${digits}`) ?? error(n.TOO_LARGE); }
  / digits:$[0-9]+ ![a-zA-Z0-9_] { return n.natural(digits) ?? error(n.TOO_LARGE); }

Symbol "a defined name"
  = name:$([a-zA-Z_] [a-zA-Z0-9_]*) { return symbol(span(), name); }

Identifier "a name" = $([a-zA-Z_] [a-zA-Z0-9_]*)

Address "an IP address"
  = $([0-9a-fA-F.] / "::" / ":" &[0-9a-fA-F])+

QuotedString "a string" = "\"" @$([^"\\] / "\\" .)* "\""

BackQuoted "a command in back quotes" = "`" @$([^`\\] / "\\" .)* "`"

// Comments are gone before: see strip.ts.
_ "space" = (" " / [\t\r\n\uFEFF])*

EndOfInput "the end of the event" = !.
