"""Reads policies: JSON, and as much of YAML as most of them are written in. Python's standard library has no YAML.

An engine of yours uses its language's own library for this. What matters here: strings know their lines, for
diagnostics, and what is not understood is refused instead of read in another way.
"""

import json
import re


class Unsupported(Exception):
    """The vector needs something that this engine does not have. The message says what."""


def need(condition, what):
    if not condition:
        raise Unsupported(what)
    return condition


class Text(str):
    """A string of the document that knows its line."""
    line = 1


class Reader:
    KEY = re.compile(r" *:(?= |\n|$)")

    def __init__(self, text):
        self.text, self.at, self.left = text, 0, 0  # what belongs to a key or item stands further right than `left`
        unread = r"[\0-\t\v-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]|^(---|\.\.\.|%)|sluice-ignore"
        need(not re.search(unread, text, re.M), "yaml: document markers, tabs and other control characters")

    def read(self):
        self.skip()
        value = self.block() if self.at < len(self.text) else None
        need(self.skip() == len(self.text), "yaml: not only maps, lists and scalars of one line")
        return value

    def find(self, pattern):
        return re.compile(pattern).match(self.text, self.at)

    def take(self, pattern):
        found = self.find(pattern)
        self.at = found.end() if found else self.at
        return found

    def skip(self):
        """Passes over blanks, ends of lines and comments."""
        self.take(r"(?:[ \n]|(?:(?<=[ \n])|\A)#[^\n]*)*")
        return self.at

    def column(self):
        return self.at - self.text.rfind("\n", 0, self.at)

    def block(self):
        """A map or list of lines that start in this column, or a value of one line."""
        column, items, entries = self.column(), [], {}
        while self.skip() < len(self.text) and self.column() == column and self.take(r"- +(?=[^ \n#])"):
            self.left = column
            items.append(self.block())
        if items:
            return items
        start, first = self.at, self.inline("")
        if not self.KEY.match(self.text, self.at):
            return self.end_of_line(first)
        self.at = start
        while self.skip() < len(self.text) and self.column() == column and not self.find("- "):
            key, colon = self.key(entries, ""), self.KEY.match(self.text, self.at)
            self.at = need(colon, "yaml: a key without a colon").end()
            self.left, on_line = column, self.find(r" +[^ \n#]")
            self.skip()
            below = self.at < len(self.text) and (self.column() > column or self.column() == column and self.find("- "))
            entries[key] = self.end_of_line(self.inline("")) if on_line else self.block() if below else None
        return entries

    def end_of_line(self, value):
        need(self.take(r" *(?: #[^\n]*)?(?=\n|\Z)"), "yaml: something behind a value")
        return value

    def key(self, entries, ends):
        start, key = self.at, self.inline(ends)
        need(self.at - start < 1000, "yaml: a long key")
        need(isinstance(key, Text) and key not in entries and key != "<<", "yaml: a key that is no string, or there twice")
        return key

    def inline(self, ends):
        """A flow map or list, or a scalar; a plain one ends with the line, a comment or one of `ends`."""
        if self.find(r"[\[{]"):
            return self.flow()
        quoted = self.take(r'"(?:[^"\\\n]|\\.)*"') or self.take(r"'(?:[^'\n]|'')*'")
        found = quoted or need(self.take(rf"(?:(?!:[ \n{ends}]|:$| #| *\n)[^\n{ends}])+"), "yaml: an empty value")
        text = found.group() if quoted else found.group().rstrip(" ")
        if not quoted:
            need(text[0] not in "&*!|>%@`\"'?#,[]{}", "yaml: anchors, tags and block scalars")
            need(text != "-" and not text.startswith("- "), "yaml: a dash that is no item here")
            if text in ("null", "~", "true", "false"):
                return {"true": True, "false": False}.get(text)
            if re.fullmatch(r"[-+]?[0-9]{1,15}", text):
                return int(text)
            need(not re.match(r"[-+.]*[0-9]+(\.\d*)?(e[-+]?\d+)?$|0[xo]|[-+.]*(inf|nan)$|null$|true$|false$", text, re.I),
                 "yaml: a scalar that is no plain integer, bool or string")
        try:  # of the escapes of YAML, those that JSON has as well
            text = text[1:-1].replace("''", "'") if text[0] == "'" else json.loads(text) if quoted else text
        except ValueError:
            raise Unsupported("yaml: an escape that JSON does not have") from None
        value = Text(text)
        value.line = self.text.count("\n", 0, found.start()) + 1
        return value

    def flow(self):
        end, items, entries = r"\]" if self.text[self.at] == "[" else r"\}", [], {}
        self.at += 1
        while self.skip() <= len(self.text) and need(self.column() > self.left, "yaml: indentation") and not self.take(end):
            if end == r"\}":
                key = self.key(entries, r",\[\]{}")
                need(self.take(r"[ \n]*:[ \n]*") and self.column() > self.left, "yaml: a key without a value")
                entries[key] = self.inline(r",\[\]{}")
            else:
                items.append(self.inline(r",\[\]{}"))
            self.skip()
            need(self.column() > self.left and (self.take(",") or self.find(end)), "yaml: a map or list that does not end")
        return entries if end == r"\}" else items
