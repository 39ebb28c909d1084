"""What a question may look like. One that is otherwise is of a later version of the format, or broken: it is refused."""

import re
from datetime import datetime

from document import need
from expressions import address

NAME = r"(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)*[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
PORT = ":([1-9][0-9]{0,4})"
URL = re.compile(rf"tls://(?:\*\.)?{NAME}(?:{PORT})?|tcp://(?:{NAME}|([0-9.]+)|\[([0-9a-f:]+)\]){PORT}")


class Whole(dict):
    """A map of which no member may be left out."""


def text(value):
    return isinstance(value, str) and len(value) < 256  # what is longer costs more than a connection may


def pem(value):
    return isinstance(value, str) and "-----BEGIN " in value


def port(value):
    return type(value) is int and 0 <= value <= 65535


def ip(value):
    return text(value) and address(value)


def moment(value):
    try:  # in the one form that is not written anew
        return text(value) and datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").isoformat() + "Z" == value
    except ValueError:
        return False


def url(value):
    """Likewise: names in lower case, addresses as they are printed."""
    found = text(value) and URL.fullmatch(value)
    of_tls, *written, of_tcp = found.groups() if found else (0, 0)
    return found and port(int(of_tls or of_tcp or 443)) and all(not each or str(ip(each)) == each for each in written)


# A dict is a map of some of these members, where `*` is any; a list is one of such items; a tuple has all the values.
FAILURE = Whole({"code": str, "message": str})
HANDSHAKE = {
    "version": ("1.2", "1.3"), "cipher_suite": str, "negotiated_alpn": str, "client_certificate": pem, "error": FAILURE,
    "server_certificate": pem,
    "chain": ("none", "trusted", "untrusted", "expired", "not-yet-valid", "revoked", "wrong-purpose", "invalid"),
}
QUESTION = {
    "id": str, "description": str, "spec": str, "tags": [str], "policy": str, "protocol": ("tcp", "tls"),
    "endpoint": {"url": url, "id": text, "upstream": bool},
    "resources": {
        "ip_policies": {"*": [Whole({"cidr": str, "action": ("allow", "deny")})]},
        "certificate_authorities": {"*": pem}, "secrets": {"*": {"*": str}}, "ip_intelligence": [str],
    },
    "connection": {
        "client_ip": ip, "client_port": port, "server_ip": ip, "server_port": port, "server_region": text,
        "start": moment, "now": moment,
        "tls": {"sni": text, "ja4_fingerprint": text, "hello": ("malformed", "late", "too-large")},
    },
    "effects": [{"terminate-tls": HANDSHAKE, "forward-internal": {"error": FAILURE}}],
}


def check(value, shape, where="question"):
    if isinstance(shape, dict):
        need(isinstance(value, dict), f"{where}: no map")
        need(not isinstance(shape, Whole) or len(value) == len(shape), f"{where}: a member that is not there")
        need(len(value) == 1 or not {"hello", "error"} & set(value), f"{where}: a failure with more")
        for key, each in value.items():
            check(each, need(shape.get(key, shape.get("*")), f"{where}: a new member"), f"{where}.{key}")
    elif isinstance(shape, list):
        need(isinstance(value, list), f"{where}: no list")
        for each in value:
            check(each, shape[0], where)
    elif isinstance(shape, tuple):
        need(value in shape, f"{where}: a new value")
    else:
        need(isinstance(value, shape) if isinstance(shape, type) else shape(value), f"{where}: another kind of value")
