"""Addresses and expressions.

Expressions are typed when they are compiled, and nothing here can fail when they run; long texts are refused.
"""

import ipaddress
import operator
import re

from document import need


def address(text):
    """The address, or None if the text is none."""
    if "%" in text or re.search(r"(^|[.:])0\d+\.|\.0\d", text):
        return None  # Python reads zones, and older ones read octal numbers
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def block(text):
    """The network of a CIDR or of a bare address, or None if the text is neither."""
    written, slash, length = text.partition("/")
    base = address(written)
    if base is None or slash and not re.fullmatch(r"0|[1-9][0-9]{0,2}", length):
        return None
    bits = int(length) if slash else base.max_prefixlen
    bits -= 96 if slash and base.version == 4 and ":" in written else 0  # a mapped block is the IPv4 one
    return ipaddress.ip_network((base, bits), strict=False) if 0 <= bits <= base.max_prefixlen else None


def inside(text, *blocks):
    client, networks = address(text), [block(each) for each in blocks]
    return client is not None and any(each is not None and client in each for each in networks)


BLANK = " \t\n\f\r"
TOKEN = re.compile(
    rf"[{BLANK}]*" r"""((?:0|[1-9]\d*)(?![\w.])|'[^'\\\r\n]*'|"[^"\\\r\n]*"|(?!\d)\w+"""
    r"""|&&|\|\||[=!<>]=|[-+*/%?:!<>()\[\],.{}])""", re.A)
LEVELS = (("||",), ("&&",), ("==", "!=", "<", "<=", ">", ">=", "in"), ("+",))
LOWER = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
EQUAL = {"==": operator.eq, "!=": operator.ne}
ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
FUNCTIONS = {  # by name and types of the arguments; a method's object comes first
    **{(name, kind, kind): ("bool", do) for name, do in EQUAL.items() for kind in ("bool", "int", "string")},
    **{(name, kind, kind): ("bool", do) for name, do in ORDER.items() for kind in ("int", "string")},
    ("||", "bool", "bool"): ("bool", lambda a, b: a or b),
    ("&&", "bool", "bool"): ("bool", lambda a, b: a and b),
    ("!", "bool"): ("bool", operator.not_),
    ("+", "string", "string"): ("string", operator.add),
    ("in", "string", "strings"): ("bool", lambda a, b: a in b),
    ("inCidrRange", "string", "string"): ("bool", inside),
    ("inCidrRanges", "string", "strings"): ("bool", lambda ip, cidrs: inside(ip, *cidrs)),
    (".startsWith", "string", "string"): ("bool", str.startswith),
    (".endsWith", "string", "string"): ("bool", str.endswith),
    (".contains", "string", "string"): ("bool", str.__contains__),
    (".isPrivateIp", "string"): ("bool", lambda ip: inside(ip, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")),
    (".size", "string"): ("int", len),
    ("size", "string"): ("int", len),
    ("size", "strings"): ("int", len),
    (".lowerAscii", "string"): ("string", lambda text: text.translate(LOWER)),
    ("string", "string"): ("string", str),
    ("string", "int"): ("string", str),
}


def short(value):
    """The value, if it is not so long that all that is done with it could cost more than a connection may."""
    return need(not isinstance(value, str) or len(value) < 256, "expression: a long text") and value


class Expression:
    """One expression, from `at` on; then `at` is behind it. Parts are (type, function of the variables, literals)."""

    def __init__(self, text, scope, at=0):
        self.text, self.at, self.scope, self.names, self.token = text, at, scope, set(), None
        self.calls = 0
        self.next()
        self.type, self.evaluate, _ = self.binary()

    def next(self):
        before, found = self.token, TOKEN.match(self.text, self.at)
        self.token = found[1] if found else None
        need(found or not self.text[self.at :].strip(BLANK), "expression: other literals and operators")
        self.at = found.end() if found else self.at
        return before

    def take(self, token):
        return self.token == token and self.next()

    def binary(self, level=0):
        if level == len(LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while self.token in LEVELS[level]:
            left = self.call(self.next(), [left, self.binary(level + 1)])
        return left

    def unary(self):
        if self.take("!"):
            return self.call("!", [self.unary()])
        left = self.primary()
        while self.take("."):
            name = f".{self.next()}"
            need(self.take("("), f"expression: field {name}")
            left = self.call(name, [left, *self.until(")")])
        return left

    def until(self, end):
        values = []
        while not self.take(end):
            values.append(self.binary())
            more = self.take(",")
            need(bool(more) != (self.token == end), "expression: a list that does not end")
        return values

    def primary(self):
        token = need(self.next(), "expression: an end that is not expected")
        if token == "(":
            values = self.until(")")
            return need(len(values) == 1 and values[0], "expression: parentheses")
        if token == "[":
            values = self.until("]")
            strings = all(kind == "string" and literals != "address" for kind, _, literals in values)
            need(strings, "expression: a list of something other than strings, or with an address of the connection")
            literals = [literal for _, _, literals in values for literal in literals]
            return "strings", lambda run: [value(run) for _, value, _ in values], literals
        if token[0].isdigit():
            need(len(token) < 16, "expression: a large number")
            return "int", lambda run: int(token), ()
        if token[0] in "'\"":
            need(len(token) < 256, "expression: a long text")
            return "string", lambda run: token[1:-1], [token[1:-1]]
        if token in ("true", "false"):
            return "bool", lambda run: token == "true", ()
        need(re.match(r"\w", token), f"expression: `{token}`")
        if self.take("("):
            return self.call(token, self.until(")"))
        while self.token == "." and not re.match(rf"[{BLANK}]*\w+[{BLANK}]*\(", self.text[self.at :]):
            self.next()
            token += f".{need(self.next(), 'expression: a field without a name')}"
        kind = need(self.scope.get(token), f"variable {token}")
        self.names.add(token)
        return kind, lambda run: short(run.variables[token]), "address" if token in ("conn.client_ip", "conn.server_ip") else ()

    def call(self, name, arguments):
        kind, function = need(FUNCTIONS.get((name, *[kind for kind, _, _ in arguments])), f"function {name}")
        known = [literals for _, _, literals in arguments]
        if name in ("==", "!=", "in") and "address" in known:  # as text: another spelling would be an error of the document
            literals = [literal for each in known if each != "address" for literal in each]
            need(all(str(address(each) or "") == each for each in literals), "expression: an address in another spelling")
        if name.startswith("inCidr"):  # so would be a literal that is none
            need(known[0] == "address" or all(map(address, known[0])), "expression: a literal that is no address")
            need(known[1] == "address" or all("/" in each and block(each) for each in known[1]), "expression: no CIDR")
        self.calls += 1
        need(self.calls < 100, "expression: a large one")
        return kind, lambda run: short(function(*[value(run) for _, value, _ in arguments])), ()
