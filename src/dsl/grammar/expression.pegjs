// SPDX-License-Identifier: GPL-2.0
//
// C expressions, as arguments and results of system calls.


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
  / DigitsFirst
  / Strings
  / "[" _ elements:(@ExpressionList _)? "]" { return { type: "array", span: span(), elements: elements ?? [] }; }
  / Braces
  / "(" _ @Expression _ ")"

IntegerExpression "a number"
  = text:$("-"? [0-9]+) ![xX] ![a-zA-Z0-9_]
    { return n.integer(span(), text, 10) ?? error("the number does not fit in 64 bits"); }
  / text:$("0" [xX] [0-9a-fA-F]+) ![a-zA-Z0-9_]
    { return n.integer(span(), text, 16) ?? error("the number does not fit in 64 bits"); }

// A word of hex digits of which the first is a decimal one, such as a key: `psk=0a1b2c`.
DigitsFirst = name:$([0-9] [0-9a-fA-F]+) ![a-zA-Z0-9_] { return { type: "name", span: span(), name }; }

// Those next to each other are one.
Strings
  = first:String rest:(_ @String)*
    { return rest.length === 0 ? first : { type: "concat", span: span(), parts: [first, ...rest] }; }

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
