#!/usr/bin/env python3
"""A small engine of the policy language, to be held against the test vectors: one vector a line in, one answer a line out.

It needs nothing but Python's standard library (3.9 or later). What it does not know it refuses with
`{"unsupported": "why"}`; it never guesses. docs/conformance.md goes through it step by step.
"""

import json
import re
import ssl
import sys

from document import Reader, Text, Unsupported, need
from expressions import Expression, address, block
from question import QUESTION, check

# 1. Connections: what is known of one, and what has come of it so far.

HELLO = {"conn.tls.sni", "conn.tls.ja4_fingerprint"}


class Refused(Exception):
    """Something failed while the policy ran; the message is its code."""


class Run:
    def __init__(self, vector):
        connection, self.protocol = vector.get("connection", {}), vector.get("protocol", "tcp")
        self.tls, self.effects = connection.get("tls"), list(vector.get("effects", []))
        self.steps, self.logs, self.vars, self.actions = [], [], {}, {}
        default = "tcp://test.example.com:1000" if self.protocol == "tcp" else "tls://test.example.com"
        endpoint = {"url": default, "id": "ep_test", "upstream": True, **vector.get("endpoint", {})}
        need(endpoint["upstream"], "an endpoint without upstream")
        scheme, host, port = re.fullmatch(r"(tcp|tls)://(.+?)(?::([0-9]+))?", endpoint["url"]).groups()
        need(scheme == self.protocol, "an endpoint of another protocol")
        port, hello = int(port or 443), self.tls or {}
        need(hello.get("sni", "").isascii(), "a server name that is none")
        need(all(len(effect) == 1 for effect in self.effects), "an effect of several kinds")
        ips = {name: connection.get(name, ip) for name, ip in (("client_ip", "192.0.2.10"), ("server_ip", "192.0.2.1"))}
        self.variables = {
            **{f"conn.{name}": str(address(ip)) for name, ip in ips.items()},
            "conn.client_port": connection.get("client_port", 40000),
            "conn.server_port": connection.get("server_port", port),
            "conn.server_region": connection.get("server_region", ""),
            "conn.tls.sni": re.sub(r"\.\Z", "", hello.get("sni", "").lower()),
            "conn.tls.ja4_fingerprint": hello.get("ja4_fingerprint", ""),
            "time.now": connection.get("now", "2026-01-01T00:00:00Z"),
            "endpoint.host": host.strip("[]"),
            "endpoint.port": port,
            "endpoint.addr": f"{host}:{port}",
            "endpoint.url": f"{scheme}://{host}" + ("" if (scheme, port) == ("tls", 443) else f":{port}"),
            "endpoint.protocol": scheme,
            "endpoint.id": endpoint["id"],
        }

    def step(self, kind):
        """Asks the world for something: the next effect of that kind, or success."""
        self.steps.append(kind)
        found = next((effect for effect in self.effects if kind in effect), {kind: {}})
        self.effects = [effect for effect in self.effects if effect is not found]
        return found[kind]

    def await_hello(self):
        """On tcp, the ClientHello is awaited once, where it is first needed; on tls it has come before."""
        if self.protocol == "tcp" and "client-hello" not in self.steps:
            self.step("client-hello")
            if "hello" in (self.tls or {}):
                raise Refused(f"client-hello-{self.tls['hello']}")

    def result(self, name, values):
        self.actions[name] = values
        self.variables.update({f"actions.ngrok.{name}.{key}": value for key, value in values.items()})
        self.variables[f"actions.ngrok.{name}.error.code"] = values.get("error", {}).get("code", "")

    def answer(self, outcome, **more):
        return {"outcome": outcome, **more, "steps": self.steps, "logs": self.logs, "vars": self.vars, "actions": self.actions}


# 2. Actions: each is checked when the policy is compiled, and gives a function that runs it. That gives an outcome,
# or nothing if the policy goes on. `certain`: every connection that comes to the action's rule runs it.


def deny(policy, config, certain, outcome="deny"):
    need(not config, "a configuration of an action that takes none")
    policy.ended = True
    return lambda run: {"outcome": outcome}


def restrict_ips(policy, config, certain):
    policy.keys(config, enforce=bool, allow=list, deny=list, ip_policies=list)
    enforce, lists = config.get("enforce", True), [(name, each) for name in ("allow", "deny") for each in config.get(name, [])]
    need(all(isinstance(each, Text) and "$$" not in each for _, each in lists), "an entry that is no string")
    policy.errors += [{"line": each.line} for _, each in lists if "${" not in each and not block(each)]
    entries = [(name, *policy.template(each)) for name, each in lists]
    need(all(kind == "string" for _, kind, _ in entries), "an entry that is no string")
    for name in config.get("ip_policies", []):
        need(isinstance(name, Text), "an entry that is no string")
        rules = need(policy.resources.get("ip_policies", {}).get(name), "an ip policy that is not there")
        need(all(block(rule["cidr"]) for rule in rules), "an ip policy with a block that is none")
        entries += [(rule["action"], "string", lambda run, cidr=rule["cidr"]: cidr) for rule in rules]

    def do(run):
        blocks = [(name, block(text(run))) for name, _, text in entries]
        if not all(each for _, each in blocks):
            need(enforce, "a block that is none, and is not enforced")
            error = {"code": "invalid-cidr", "message": "not a CIDR"}
            run.result("restrict_ips", {"action": "deny", "matched_cidr": "", "error": error})
            raise Refused("invalid-cidr")
        client = address(run.variables["conn.client_ip"])
        hits = {wanted: [each for name, each in blocks if name == wanted and client in each] for wanted in ("allow", "deny")}
        allowing, denying = hits["allow"], hits["deny"]
        matched = max(denying or allowing, key=lambda each: each.prefixlen, default="")
        verdict = "allow" if allowing and not denying else "deny"
        run.result("restrict_ips", {"action": verdict, "matched_cidr": str(matched), "error": {"code": "", "message": ""}})
        return {"outcome": "deny"} if enforce and verdict == "deny" else None

    policy.know(certain, *(f"actions.ngrok.restrict_ips.{name}" for name in ("action", "matched_cidr", "error.code")))
    return do


def terminate_tls(policy, config, certain):
    authorities, strategy = "mutual_tls_certificate_authorities", "mutual_tls_verification_strategy"
    policy.keys(config, min_version=Text, max_version=Text, server_certificate=Text, server_private_key=Text,
                **{authorities: list, strategy: Text})
    need(not {"server_certificate", "server_private_key"} & set(config), "certificates of the server")
    low, high = config.get("min_version", "1.2"), config.get("max_version", "1.3")
    need(low in ("1.2", "1.3") and high in ("1.2", "1.3") and low <= high, "versions of TLS")
    asks = config.get(strategy, "require-and-verify") if {authorities, strategy} & set(config) else None
    need(asks in (None, "require-and-verify", "require-any", "request"), "a strategy that is none")
    need(asks != "require-and-verify" or config.get(authorities), "require-and-verify without authorities")
    for each in config.get(authorities, []):
        need(isinstance(each, Text), "an entry that is no string")
        pem = each if "-----BEGIN" in each else policy.resources.get("certificate_authorities", {}).get(each, "")
        need(holds_authorities(pem), "something other than authorities")
    need(not policy.terminated, "a second terminate-tls")
    policy.terminated, policy.names = True, policy.names | HELLO

    def do(run):
        if run.tls is None:
            raise Refused("not-tls")
        told = {"version": "1.3", "cipher_suite": "TLS_AES_128_GCM_SHA256", "negotiated_alpn": "", **run.step("terminate-tls")}
        if "error" in told:
            raise Refused(told["error"]["code"])
        need("client_certificate" not in told or "chain" in told, "a certificate without a verdict")
        verdict = told["chain"] if "client_certificate" in told else "none"
        code = f"client-certificate-{'required' if verdict == 'none' else verdict}" if asks and verdict != "trusted" else ""
        if code and (asks == "require-and-verify" or (asks == "require-any" and verdict == "none")):
            raise Refused(code)
        values = {name: told[name] for name in ("version", "cipher_suite", "negotiated_alpn")}
        run.variables.update({f"conn.tls.{name}": value for name, value in values.items()})
        more = {"sni": run.variables["conn.tls.sni"], "session_resumed": False, "warnings": []}
        run.result("terminate_tls", {**values, **more, "error": {"code": code, "message": code}})

    told = ("version", "cipher_suite", "negotiated_alpn")
    policy.know(certain, *(f"conn.tls.{name}" for name in told))
    policy.know(certain, *(f"actions.ngrok.terminate_tls.{name}" for name in (*told, "sni", "error.code")))
    return do


def holds_authorities(pem):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cadata=str(pem))
    except (ssl.SSLError, ValueError):
        return False
    return context.cert_store_stats()["x509_ca"] == context.cert_store_stats()["x509"] == pem.count("-----BEGIN ")


def forward_internal(policy, config, certain):
    policy.keys(config, url=Text, on_error=Text)
    found = re.fullmatch(r"(tcp|tls)://((?:[a-z0-9]{1,32}\.){1,4}internal)(?::([1-9][0-9]{0,3}))?", config.get("url", ""))
    need(found and found[1] == policy.run.protocol and (found[3] or found[1] == "tls"), "another kind of URL")
    halts = config.get("on_error", "halt") == "halt"
    need(halts or config["on_error"] == "continue", "another value of `on_error`")
    policy.ended, url = halts, f"{found[1]}://{found[2]}:{found[3] or 443}"

    def do(run):
        error = run.step("forward-internal").get("error")
        if error is None:
            return {"outcome": "forward", "url": url}
        if halts:
            raise Refused(error["code"])
        return run.result("forward_internal", {"url": url, "error": error})

    return do


def log(policy, config, certain):
    policy.keys(config, metadata=dict)
    need("metadata" in config, "a log without metadata")
    metadata = policy.value(config["metadata"])

    def do(run):
        run.result("log", {"metadata": metadata(run)})
        run.logs.append(run.actions["log"])

    return do


def set_vars(policy, config, certain):
    policy.keys(config, vars=list)
    need(all(isinstance(entry, dict) and len(entry) == 1 for entry in config.get("vars", [None])), "maps of one key each")
    values = []
    for name, value in (entry for each in config["vars"] for entry in each.items()):
        need(re.fullmatch(r"(?!(?:true|false|null|in)$)[A-Za-z_][A-Za-z0-9_]*", name), "a name of a variable that is none")
        kind = policy.template(value)[0] if isinstance(value, Text) else {bool: "bool", int: "int"}.get(type(value), "")
        values.append((str(name), policy.value(value)))
        policy.scope[f"vars.{name}"] = kind if certain or policy.scope.get(f"vars.{name}") == kind else ""

    def do(run):
        for name, value in values:
            run.vars[name] = run.variables[f"vars.{name}"] = value(run)

    return do


ACTIONS = {"deny": deny, "close-connection": lambda *arguments: deny(*arguments, "close"), "restrict-ips": restrict_ips,
           "terminate-tls": terminate_tls, "forward-internal": forward_internal, "log": log, "set-vars": set_vars}


# 3. Policies: all of the document is checked before any of it runs.


class Policy:
    def __init__(self, vector):
        self.run, self.resources, self.errors, self.names = Run(vector), vector.get("resources", {}), [], set()
        self.scope = {name: "int" if isinstance(value, int) else "string" for name, value in self.run.variables.items()}
        self.ended, self.unknown, self.terminated, self.rules = False, False, False, []
        document = Reader(vector["policy"]).read()
        need(document is None or isinstance(document, dict) and set(document) <= {"on_tcp_connect"}, "other phases")
        rules = (document or {}).get("on_tcp_connect")
        need(rules is None or isinstance(rules, list), "a phase that is no list")
        for rule in rules or []:
            self.keys(rule, name=Text, expressions=list, actions=list)
            conditions = [self.condition(each) for each in rule.get("expressions", [])]
            need(rule.get("actions"), "a rule without actions")
            self.rules.append((conditions, [self.action(each, not conditions) for each in rule["actions"]]))
            self.ended = self.ended and not conditions

    def keys(self, value, **types):
        """Keys that are none are errors of the document, but what they were meant to be is left to other engines."""
        need(isinstance(value, dict) and set(value) <= set(types), "a key that is none")
        need(all(isinstance(each, types[key]) for key, each in value.items()), "a value of another type")

    def know(self, certain, *names):
        """From here on, expressions may use these strings."""
        self.scope.update(dict.fromkeys(names, "string") if certain else {})

    def condition(self, text):
        need(isinstance(text, Text) and not self.ended and not self.unknown, "an expression that is none, or never reached")
        expression = Expression(text, self.scope)
        need(expression.type == "bool" and expression.token is None, "expression: something that is no bool")
        return expression.names & HELLO, expression.evaluate

    def action(self, action, certain):
        self.keys(action, type=Text, name=Text, config=dict)
        need("type" in action and not self.ended and not self.unknown, "an action without a type, or never reached")
        if action["type"] not in ACTIONS:
            need("config" not in action, "the configuration of an action that is none")
            self.unknown = True  # what it was meant to be decides whether something behind it is right
            self.errors.append({"line": action["type"].line})
            return set(), None
        self.names = set()
        do = ACTIONS[action["type"]](self, action.get("config", {}), certain)
        return self.names & HELLO, do

    def template(self, text):
        """The type of a string with `${...}` in it, and how to get its value."""
        parts, at = [], 0
        need("$$$" not in text, "three dollars")
        while found := re.compile(r"\$?\$\{").search(text, at):
            literal = found.group() == "$${"
            expression = None if literal else Expression(text, self.scope, found.end())
            need(literal or expression.token == "}", "an interpolation that does not end")
            parts += [text[at : found.start()], "${" if literal else expression]
            at, self.names = (found.end(), self.names) if literal else (expression.at, self.names | expression.names)
        parts = [part for part in [*parts, text[at:]] if part != ""]
        if len(parts) == 1 and isinstance(parts[0], Expression):
            return parts[0].type, parts[0].evaluate
        need(all(isinstance(part, str) or part.type in ("string", "int") for part in parts), "a conversion to a string")
        return "string", lambda run: "".join(part if isinstance(part, str) else str(part.evaluate(run)) for part in parts)

    def value(self, value, depth=0):
        """How to get a value with all of its strings interpolated."""
        need(depth < 8, "lists and maps of many levels")
        if isinstance(value, list):
            items = [self.value(each, depth + 1) for each in value]
            return lambda run: [each(run) for each in items]
        if isinstance(value, dict):
            entries = {str(key): self.value(each, depth + 1) for key, each in value.items()}
            return lambda run: {key: each(run) for key, each in entries.items()}
        return self.template(value)[1] if isinstance(value, Text) else lambda run: value

    def decide(self):
        run, at = self.run, {}
        if run.protocol == "tls":
            need(run.tls is not None, "a tls endpoint without TLS")
            if "hello" in run.tls:
                return run.answer("error", error={"code": f"client-hello-{run.tls['hello']}"})
        try:
            for index, (conditions, actions) in enumerate(self.rules):
                at = {"rule": index}
                if not all(self.ask(run, part) for part in conditions):
                    continue
                for number, part in enumerate(actions):
                    at = {"rule": index, "action": number}
                    ended = self.ask(run, part)
                    if ended:
                        return run.answer(**ended, **at)
        except Refused as failure:
            return run.answer("error", **at, error={"code": str(failure)})
        return run.answer("continue")

    @staticmethod
    def ask(run, part):
        needs_hello, do = part
        if needs_hello:
            run.await_hello()
        return do(run)


def answer(line):
    try:
        question = json.loads(line)
        check(question, QUESTION)
        need("policy" in question and len(question["policy"]) < 10_000, "a large document, or none")
        policy = Policy(question)
        return {"diagnostics": policy.errors} if policy.errors else policy.decide()
    except Unsupported as reason:
        return {"unsupported": str(reason)}
    except Exception as failure:  # nobody has thought of this one: not even then is there a guess
        return {"unsupported": f"{type(failure).__name__}: {failure}"}


if __name__ == "__main__":
    for line in sys.stdin.buffer:  # JSON is UTF-8, whatever the locale says
        print(json.dumps(answer(line)), flush=True)
