"""What one can send: what fits, and everything that nobody should send and somebody does."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from tests.fuzz.addresses import SCHEMA, Address, Places, fields, queries

TEXTS = (
    "", " ", "\x00", "a\x00b", "\x07\x1b[2J", "\ud800", "\ufffe", "\u202egnp.exe", "e\u0301" * 20, "😀" * 30,
    "x" * 161, "x" * 300, "x" * 9000, "9" * 400, "-1", "-0", "0", "1", "3", "1e999", "NaN", "inf", "0x10", "٣",
    "1.000", "1,5", "1_000", "2147483648", "9223372036854775808", "true", "null", "[]", "{}", "on", "%", "%s%d%(x)s",
    "{0}{x.__class__}", "<script>alert(1)</script>", "'; DROP TABLE steun_request; --", "../../etc/passwd", "..%2f..",
    "a\r\nSet-Cookie: x=1", "a,b;c", "|", "\\", "\"", "@", "#", "?x=1&y", "a@b", "a@b.nl", "06–12345678",
    "http://evil.example/", "//evil.example", "B-2026-0001", "sandbags", "water-kept-out", "wvr-51", "full",
    "partial", "yes", "no", "GM0994", "VR24", "4", "5",
)  # fmt: skip
MOMENTS = (
    "2026-12-05T10:15", "2027-03-28T02:30", "2027-10-31T02:30", "2026-02-30T10:00", "2026-13-01", "99999-01-01T10:00",
    "0000-00-00T00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01T00:00:00+16:00",
    "2026-01-01T00:00:00+99:99", "1066-10-14T09:00", "2026-12-05T10:15:42.123456789+01:00", "2026-12-05", "10:15",
    "now", "2026-W50-1", "20261205T101500Z", "-2026-12-05T10:15",
)  # fmt: skip
KEYS = (
    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "not-an-id", "00000000", "{}", "1",
    "urn:uuid:00000000-0000-7000-8000-000000000000", "00000000000070008000000000000000",
)  # fmt: skip
THINGS: tuple[Any, ...] = (
    None, True, False, 0, 1, 3, -1, 5, 2**31, 2**63, 2**64, -(2**63) - 1, 10**40, 1.5, -0.0, 1e308, [], {}, [[]],
    [None], ["x"], [1, "a", None], {"a": 1}, {"": ""}, {"a\x00": {"b": []}}, [{}], list(range(300)),
    {"kind": {"answer": 5}},
)  # fmt: skip
MEDIA = (
    "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data",
    "text/plain", "application/json; charset=utf-16", "application/x-www-form-urlencoded; charset=no-such-set", "", "x",
    "application/xml", "application/merge-patch+json",
)  # fmt: skip
BODIES = (
    b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe\x00", b"a=%FF%FE&b=%00", b"=&=&&", b"a[b]=1&a[b][c]=2", b"[" * 5000,
    b'{"a":' * 900 + b"1" + b"}" * 900, b'{"id": "\\u0000", "title": "\\ud800"}', b'{"quantity": 1e999}',
    b'{"a": NaN}', b'{"a": 1, "a": 2}', b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--\r\n",
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a\x00.pdf"\r\n\r\n%PDF-1.4\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="id"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n',
    b"\xef\xbb\xbf{}", b'{"version": 9007199254740993}', b"x" * 70_000,
)  # fmt: skip
HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Accept-Language", ("nl", "en", "xx", "en;q=nan", "a" * 600, ",;=", "nl-NL-x-" + "a-" * 90, "\xff")),
    ("Accept", ("text/html", "*/*;q=x", "")),
    ("HX-Request", ("true",)),
    ("HX-Target", ("\xff", "moves")),
    ("HX-Current-URL", ("http://[", "%ff", "https://testserver/x")),
    ("Steun-Mandate", ("", "x", "00000000-0000-0000-0000-000000000000", "\x00")),
    ("Authorization", ("Bearer", "Bearer x", "Bearer \xff", "Basic !!!", "Bearer steun_" + "a" * 500, "x")),
    ("Referer", ("http://[", "https://testserver/requests?x=%ff", "\xff", "/x", "javascript:alert(1)")),
    ("Origin", ("null", "http://[", "https://evil.example")),
    ("Host", ("testserver", "testserver:99999", "[", "evil.example", "a b")),
    ("Cookie", ("steun-language=xx", "=", ";;;", "steun-demo=\xff", "steun-demo=../../x", "steun-demo=" + "a" * 300)),
    ("If-None-Match", ("*", 'W/"x', "\xff")),
    ("If-Modified-Since", ("yesterday", "Thu, 99 Foo 99999 99:99:99 GMT")),
    ("Range", ("bytes=0-", "bytes=9-1", "x")),
    ("X-Forwarded-For", ("x", "1.2.3.4, ::1", "\x00")),
    ("X-Forwarded-Proto", ("https", "\xff")),
    ("X-HTTP-Method-Override", ("DELETE",)),
)  # fmt: skip
METHODS = ("PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "GET", "POST", "QUERY")
FILES = (
    ("note.txt", b"Water"), ("a.pdf", b"%PDF-1.4\n%%EOF"), ("a.png", b"\x89PNG\r\n\x1a\n"),
    ("\u202ea.docx", b"PK\x03\x04"), ("x" * 300 + ".csv", b"a;b\n\x00"), ("", b""),
    ("map.geojson", b'{"type": "Feature"}'), ("a.zip", b"PK\x05\x06" + b"\0" * 18), ("deep.geojson", b"[" * 3000),
    ("../../x.txt", b"\xff\xfe"), ("a.eml", b"From: \xff\n\n"), ("a.gpx", b"<gpx><"),
    ("a.heic", b"\0\0\0\x18ftypheic"), ("a.odt", b"PK\x03\x04" + b"x" * 60),
)  # fmt: skip


@dataclass
class Sent:
    """One input: what goes over the line, and as whom."""

    role: tuple[str, str] | None
    method: str
    path: str
    body: bytes = b""
    media: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def described(self) -> str:
        """As something to read and to send again."""
        lines = [f"{self.method} {self.path}   as {'@'.join(self.role) if self.role else 'nobody'}"]
        lines += [f"  {name}: {value!r}" for name, value in self.headers.items()]
        return "\n".join([*lines, f"  {self.media!r} {self.body[:600]!r}"] if self.body or self.media else lines)


class Maker:
    """Makes inputs by chance. `known`: values that occur in the world, by kind; `roles`: who one can be."""

    def __init__(self, places: Places, known: dict[str, list[str]], roles: list[tuple[str, str]]) -> None:
        self.places, self.known, self.roles = places, known, roles
        self.every = sorted({key for keys in known.values() for key in keys})

    def make(self, chance: Random) -> Sent:
        machine = chance.random() < 0.5
        address = chance.choice(self.places.operations if machine else self.places.pages)
        role = chance.choice(self.roles) if chance.random() < 0.95 else None
        method = chance.choice(address.methods) if chance.random() < 0.96 else chance.choice(METHODS)
        sent = Sent(role, method, self.path(chance, address) + self.query(chance, address))
        if method not in ("GET", "HEAD") or chance.random() < 0.02:
            sent.media, sent.body = self.body(chance, address)
        if chance.random() < 0.2:
            for name, values in chance.sample(HEADERS, chance.randrange(1, 4)):
                sent.headers[name] = chance.choice(values)
        return sent

    # Values

    def text(self, chance: Random, name: str = "") -> str:
        kind = chance.random()
        if kind < 0.35:
            return chance.choice(TEXTS)
        if kind < 0.5:
            return chance.choice(MOMENTS)
        if kind < 0.8:
            return chance.choice(self.known.get(name) or self.every)
        if kind < 0.9:
            return chance.choice(KEYS)
        return "".join(
            chr(chance.choice((chance.randrange(1, 128), chance.randrange(0x250)))) for _ in range(chance.randrange(9))
        )

    def path(self, chance: Random, address: Address) -> str:
        parts = address.path.split("{")
        path = parts[0]
        for part in parts[1:]:
            name, _, rest = part.partition("}")
            near = self.known.get(f"{path.rstrip('/').rpartition('/')[2]}")  # /requests/{pk}: a request
            fits = chance.random() < 0.8
            value = chance.choice(near or self.known.get(name) or self.every) if fits else self.text(chance, name)
            path += quote(value, safe="" if fits or chance.random() < 0.7 else "/?#%", errors="surrogatepass") + rest
        return path + (chance.choice(("/", "%00", "//", "%ff", ".", ";x", "%2e%2e/")) if chance.random() < 0.03 else "")

    def query(self, chance: Random, address: Address) -> str:
        asked = dict(address.query)
        names = list(asked) or queries()
        if chance.random() < (0.4 if address.query or "GET" in address.methods else 0.9):
            return ""
        pairs = []
        for _ in range(chance.randrange(1, 4)):
            name = chance.choice(names) if chance.random() < 0.9 else self.text(chance)
            fits = name in asked and chance.random() < 0.4
            value = self.value(chance, asked[name], name) if fits else self.text(chance, name)
            pairs.append((name, value if isinstance(value, str) else json.dumps(value)))
        if chance.random() < 0.05:
            return "?" + chance.choice(("%", "&&=", "a=%FF", "a=%00", "x" * 3000, "q=1;q=2", "%u0041"))
        return "?" + urlencode(pairs, errors="surrogatepass")

    def body(self, chance: Random, address: Address) -> tuple[str, bytes]:
        if chance.random() < 0.06:
            return chance.choice(MEDIA), chance.choice(BODIES)
        if address.machine and not address.files:
            given = self.value(chance, address.body or {}, "") if chance.random() < 0.95 else chance.choice(THINGS)
            return "application/json", json.dumps(given).encode()
        names = [name for name in address.form if chance.random() < 0.7]
        if not address.form or chance.random() < 0.2:
            names += chance.sample(fields(), chance.randrange(0, 9)) + (["id"] if chance.random() < 0.3 else [])
        pairs = [(name, self.text(chance, name)) for name in names for _ in range(chance.choice((1, 1, 1, 2)))]
        if address.files or "attachment" in address.path or chance.random() < 0.05:
            return multipart(pairs, chance.choice(FILES), "file" if chance.random() < 0.9 else "x")
        return "application/x-www-form-urlencoded", urlencode(pairs, errors="surrogatepass").encode()

    def value(self, chance: Random, schema: SCHEMA, name: str, depth: int = 0) -> Any:
        """Something that fits this schema, and now and then something that does not."""
        if chance.random() < 0.12 or depth > 5:
            return self.text(chance, name) if chance.random() < 0.5 else chance.choice(THINGS)
        if "$ref" in schema:
            return self.value(chance, self.places.schemas[schema["$ref"].rpartition("/")[2]], name, depth + 1)
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self.value(chance, chance.choice(schema[several]), name, depth + 1)
        if "enum" in schema:
            return chance.choice(schema["enum"])
        if "const" in schema:
            return schema["const"]
        match schema.get("type"):
            case "object":
                return self.thing(chance, schema, depth)
            case "array":
                number = chance.choice((0, 1, 1, 2, 3))
                return [self.value(chance, schema.get("items", {}), name, depth + 1) for _ in range(number)]
            case "integer":
                return chance.choice((0, 1, 2, 5, 40, -1, schema.get("minimum", 7), schema.get("maximum", 8), 2**40))
            case "number":
                return chance.choice((0, 50.865, 5.83, -90, 1e9, 0.1, schema.get("maximum", 8)))
            case "boolean":
                return chance.random() < 0.5
            case "null":
                return None
        if schema.get("format") == "date-time":
            return chance.choice(MOMENTS)
        if schema.get("format") == "uuid":
            return chance.choice(self.known.get(name) or self.every + list(KEYS))
        return self.text(chance, name)

    def thing(self, chance: Random, schema: SCHEMA, depth: int) -> dict[str, Any]:
        needed = set(schema.get("required", ()))
        found = {
            name: self.value(chance, kind, name, depth + 1)
            for name, kind in schema.get("properties", {}).items()
            if name in needed or chance.random() < 0.4
        }
        if chance.random() < 0.06:
            found[self.text(chance)] = chance.choice(THINGS)
        return found


def multipart(pairs: list[tuple[str, str]], file: tuple[str, bytes], name: str) -> tuple[str, bytes]:
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n'.encode() + value.encode(errors="surrogatepass")
        for key, value in pairs
    ]
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="{file[0]}"\r\n'
    parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + file[1])
    return "multipart/form-data; boundary=x", b"\r\n".join(parts) + b"\r\n--x--\r\n"
