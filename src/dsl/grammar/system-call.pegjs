// SPDX-License-Identifier: GPL-2.0
//
// System calls.


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
