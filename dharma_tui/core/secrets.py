"""Masks secrets in text from outside (command lines, environment, log lines) before it is kept or shown.

Every pattern starts at a literal and repeats only up to a bound, so the time taken grows with the length of the text and
nothing else. Masking errs on the side of hiding: a hidden harmless value costs a look elsewhere, a kept password costs more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise

from dharma_tui.core.secret_flags import ALONE, ASKS, ENTRYPOINT, ONLY_LOGIN, SHORT, SWITCHES, WITH_USER, WITHIN

MASK = "•••"
"""What stands where a secret stood."""

_NAMES = (
    r"pass(?:word|wd|phrase|code)s?|passw|(?<![a-z])pass|(?:db|pg|user)pass|pwd|secret(?:[_-]?(?:access[_-]?)?key)?s?|token|api[_-]?key|apikey|access[_-]?key"
    r"|account[_-]?key|private[_-]?key|encryption[_-]?key|signing[_-]?key|master[_-]?key|shared[_-]?key|credentials?|authorization"
    r"|auth[_-]?key|client[_-]?secret|cookie|session[_-]?(?:id|key)|connection[_-]?string|sharedaccesssignature|_auth"
    r"|(?:basic|digest)[_-]?auth(?:[._-]users?)?|htpasswd"
)
_TAIL = r"(?:[_-]?(?:value|string|text|hash|base|base64|b64|\d{1,2}))?"
_INSIDE = r"""&(?![\w.%-]{1,64}=|&)|[|)}\]'](?=[A-Za-z0-9!@#$%^*])"""
"""Marks that may end a value, where they stand within one."""
_VALUE = rf"""(?:"[^"\n]{{0,4096}}"?|'[^'\n]{{0,4096}}'?|[^\s"',;&|)}}\]](?:[^\s"',;&|)}}\]]|{_INSIDE}){{0,8191}})"""
_ASSIGNED = re.compile(
    rf"(?i)((?:{_NAMES}){_TAIL}[\"']?\s{{0,3}}(?:=>|:=|=|:)\s{{0,3}})(?:(bearer|basic|digest|token|bot)\s{{1,3}})?{_VALUE}"
)
_FOLLOWED = re.compile(rf"(?i)(-(?:{_NAMES}){_TAIL}\s{{1,3}})(?!-){_VALUE}")
_FLAG = re.compile(rf"(?i)^--?[\w.-]{{0,64}}?(?:{_NAMES}|passin|passout){_TAIL}$")
_CONNECTION = re.compile(
    rf"(?i)(=[^;\"'\n]{{0,256}};\s{{0,3}}(?:{_NAMES})\s{{0,3}}=\s{{0,3}})[^;\"'\n]{{1,1024}}(?=[;\"'\n]|$)"
    rf"|((?:{_NAMES})\s{{0,3}}=\s{{0,3}})[^;\"'\n=]{{1,128}}(?=;\s{{0,3}}[a-z][\w ]{{0,40}}=)"
)
"""A part of a connection string, to its ``;``: there may be spaces in it."""
_HOOK = re.compile(
    r"(?i)((?<![\w.-])(?:[a-z0-9-]{1,63}\.){0,6}(?:web)?hooks?\.(?:[a-z0-9-]{1,63}\.){0,6}[a-z]{2,24}(?::\d{1,5})?/(?:services/|workflows/|triggers/|hooks/catch/)?"
    r"|(?<![\w.-])(?:[a-z0-9-]{1,63}\.){0,8}[a-z0-9-]{1,63}(?::\d{1,5})?/(?:[^\s\"'/?]{1,64}/){0,6}?[\w-]{0,16}hooks?(?:b2)?/"
    r"|/bot(?=\d{6,12}:)|/with/key/|/integration/)[^\s\"'<>]{1,2048}"
)
"""Addresses that let in whoever knows them."""
_HEADER = re.compile(r"(?i)\b(bearer|basic)(\s{1,3})[a-z0-9._~+/=-]{8,8192}")
_URL = re.compile(r"(://[^\s/:@\"']{0,256}:)[^\s/\"']{1,1024}@")
_URL_SLASH = re.compile(r"(://[^\s/:@\"']{0,256}:)(?!\d{1,5}/)[^\s\"']{1,256}@(?=[\w.-]{1,256}(?:[:/?,\s\"']|$))")
"""With a slash in the password, where no port stands."""
_URL_USER = re.compile(r"(://)[A-Za-z0-9_.-]{20,256}@")
_SIGNED = re.compile(r"(?i)([?&](?:sig|signature|x-amz-signature|x-goog-signature|key|auth|code)=)[^\s&\"']{6,4096}")
_SHAPES = re.compile(
    r"\b(AKIA|ASIA|AGPA|AROA)[A-Z0-9]{12,20}"
    r"|\b(gh[opsur]_|github_pat_|glpat-|gldt-|npm_|pypi-|hv[sbr]\.|dop_v1_|xox[abeoprs]-|xapp-|shpat_|SG\.|sk-|sk_live_|rk_live_|AIza|ya29\.|xai-|gsk_|hf_)"
    r"[A-Za-z0-9._-]{12,1024}"
    r"|\b(eyJ)[A-Za-z0-9_-]{8,512}\.[A-Za-z0-9_-]{4,8192}(?:\.[A-Za-z0-9_-]{0,2048})?"
)
_BLOCK_START = re.compile(r"-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----")
_BLOCK_END = re.compile(r"-----END [A-Z ]{0,32}PRIVATE KEY-----")
_HASH = re.compile(
    r"(?i)(\$\$?(?:apr1|2[abxy]|argon2(?:id|i|d)|pbkdf2[\w-]{0,16})\$\$?)(?!\$)[\w./+=,$-]{1,1024}"
    r"|(\$\$?(?:[1567]|g?y|md5|sha1|scrypt)\$\$?)[\w./+=,-]{1,128}\$[\w./+=,$-]{8,1024}"
    r"|(\{(?:S?(?:SHA|MD5)(?:256|384|512)?|CRYPT)\})[^\s\"',;]{4,512}"
    r"|\b(pbkdf2_sha\d{1,3}\$|pbkdf2:sha\d{1,3}:|scrypt[:$]\d{1,9}:|scrypt\$|scram-sha-\d{1,3}\$)"
    r"[\w./+=:-]{0,128}\$[\w./+=:$-]{8,1024}"
)
"""Hashes of passwords, as files of them have these; in templates each dollar may be two."""
_OPENSSL = re.compile(r"^(pass:|env:PASS).{1,4096}", re.DOTALL)

_NAME_MARKS = (
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "credential",
    "auth",
    "cookie",
    "session",
    "connection",
    "signature",
)
_HOOK_MARKS = ("hook", "/bot", "/with/key/", "/integration/")
_SHAPE_MARKS = (
    *("AKIA", "ASIA", "AGPA", "AROA", "ghp_", "gho_", "ghs_", "ghu_", "ghr_", "github_pat_", "glpat-", "gldt-", "npm_"),
    *(
        "pypi-",
        "hvs.",
        "hvb.",
        "hvr.",
        "dop_v1_",
        "xox",
        "xapp-",
        "shpat_",
        "SG.",
        "sk-",
        "sk_live_",
        "rk_live_",
        "AIza",
    ),
    *("ya29.", "eyJ", "xai-", "gsk_", "hf_"),
)
"""What the slow patterns cannot match without; looking for these first makes ordinary text ten times quicker."""
_LOWERED_MARKS = (*_NAME_MARKS, *_HOOK_MARKS, "://", "bearer", "basic", "?", "&", "$", "{")

_PROGRAMS = "|".join(map(re.escape, SHORT))
_SHORT_WORD = re.compile(rf"(?<![\w.-])(?:{_PROGRAMS})\s{{1,8}}")
_QUOTED_VALUE = re.compile(
    rf"""(?<![\w./-])(?P<flag>-[\w-]{{1,64}}|/p:)(?P<gap>=|(?:\s|\\\n){{0,8}})"""
    rf"""(?:(?P<named>{_PROGRAMS})(?=\s)|(?P<user>[^\s"'\\:%]{{0,64}}[:%])?(?P<mark>'\\{{1,3}}''|\\{{0,7}}["'])(?P<value>.{{1,1024}}?)(?<!\\)(?P=mark))"""
    rf"""|(?<![\w.-])(?P<program>{_PROGRAMS}|login|{"|".join(WITHIN)})(?=\s)""",
    re.DOTALL,
)
"""What a flag says in quotes, and the programs and words before it that tell what the flag means."""
_WORDS = re.compile(
    r"""(?:[\s;&|()`]|\\\n)+|(?:(?:[^\s;&|()`"'\\]|\\["'\\]|\\(?!\n))+|"(?:[^"\\]|\\.){0,4096}"?|'[^']{0,4096}'?)+""",
    re.DOTALL,
)
"""The words of a shell's command, and what is between them."""
_BETWEEN = re.compile(r"[\s;&|()`]|\\\n")
_ENDS = re.compile(r"(?<!\\)[;&|()`\n]")
"""What ends a command, among what is between words."""
_QUOTED_FLAG = re.compile(r"""^(["'])-[^\s"']*\1$""")
_QUOTE = re.compile(r"""(?<!\\)["']""")
_GROUPED = re.compile(r"^-[A-Za-z]{2,8}$")
"""Several flags of one letter: ``curl -sSu``."""
_ATTACHED = (
    r"^-p(?!(?:ort|rofile|roxy|ath|refix|roject|attern|id|rint|rod|ackage|lugin|arallel|ipe|edantic)s?(?:[=:.-]|$))"
    r"(?![\d.:/-]+(?:/(?:tcp|udp))?$)(?![./~$])"
)
"""The begin of what may be a password attached to a flag: no port, path or longer flag."""
_GLUED = re.compile(_ATTACHED + r"\S{4,256}$")
"""Such a password beside a user, of any program."""
_GLUED_ALONE = re.compile(_ATTACHED + r"(?![\[{])(?=\D{0,256}\d)(?=[^A-Za-z]{0,256}[A-Za-z])\S{6,256}$")
"""The same where no user is told: a word of letters and digits."""
_GLUED_WORDS = re.compile(r"\s-p\S{4}")
_USER = re.compile(r"^(?:-u|--user(?:name)?(?:=|$))")


def _without_keys(text: str) -> str:
    """``text`` with what is between the first and last lines of each private key replaced, one without an end to its end."""
    parts: list[str] = []
    place = 0
    while start := _BLOCK_START.search(text, place):
        parts += (text[place : start.end()], MASK)
        end = _BLOCK_END.search(text, start.end())
        place = end.start() if end else len(text)
    return "".join((*parts, text[place:]))


def _assigned(match: re.Match[str]) -> str:
    scheme = f"{match[2]} " if match[2] else ""
    return f"{match[1]}{scheme}{MASK}"


def _shaped(match: re.Match[str]) -> str:
    return f"{match[1] or match[2] or match[3]}{MASK}"


def mask(text: str) -> str:
    """``text`` with passwords, tokens, keys and credentials in URLs replaced."""
    if "PRIVATE KEY" in text:
        text = _without_keys(text)
    if "://" in text:
        text = _URL_USER.sub(rf"\1{MASK}@", _URL_SLASH.sub(rf"\1{MASK}@", _URL.sub(rf"\1{MASK}@", text)))
    lowered = text.lower()
    if any(mark in lowered for mark in _HOOK_MARKS):
        text = _HOOK.sub(rf"\1{MASK}", text)
    if any(mark in lowered for mark in _NAME_MARKS):
        if ";" in text and "=" in text:
            text = _CONNECTION.sub(lambda match: f"{match[1] or match[2]}{MASK}", text)
        text = _FOLLOWED.sub(rf"\1{MASK}", _ASSIGNED.sub(_assigned, text))
    if "bearer" in lowered or "basic" in lowered:
        text = _HEADER.sub(rf"\1\2{MASK}", text)
    if "=" in text and ("?" in text or "&" in text):
        text = _SIGNED.sub(rf"\1{MASK}", text)
    if any(mark in text for mark in _SHAPE_MARKS):
        text = _SHAPES.sub(_shaped, text)
    if "$" in text or "{" in text:
        text = _HASH.sub(lambda match: f"{match[match.lastindex or 0]}{MASK}", text)
    return text


def mask_document(text: str) -> str:
    """A JSON document masked value by value, so that it stays one; any other text as ``mask`` does it.

    ARNs stay: they name secrets and hold none.
    """
    try:
        document = json.loads(text)
        clean = mask_value("", document)
        return text if clean == document else json.dumps(clean, ensure_ascii=False)
    except (ValueError, RecursionError):
        return mask(text)


def mask_value(name: str, value: object) -> object:
    """A value as JSON has them, masked as in a document; ``name`` is what it is called there."""
    if isinstance(value, dict):
        return {key: mask_value(key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [mask_value(name, inner) for inner in value]
    if not isinstance(value, str) or value.startswith("arn:"):
        return value
    if value and name and names_secret(name):
        return MASK
    return mask_document(value) if value.startswith(("{", "[")) else mask(value)


def names_secret(name: str) -> bool:
    """Whether what is called so is masked whatever it is."""
    told = f"{name}=x"
    return mask(told) != told


def _suspicious(text: str) -> bool:
    """Whether ``mask`` might find something in ``text``: a quick look for what every pattern needs."""
    lowered = text.lower()
    for mark in _LOWERED_MARKS:
        if mark in lowered:
            return True
    return any(mark in text for mark in _SHAPE_MARKS)


def mask_arguments(arguments: Sequence[str]) -> list[str]:
    """A command line's arguments, masked; knows flags whose value is the next argument, and programs' own short flags.

    The program may stand behind another, as after ``sudo`` or ``timeout 5``, or within an argument, as after ``sh -c``.
    """
    return _mask_words(arguments, frozenset())


def _mask_words(arguments: Sequence[str], firsts: frozenset[int]) -> list[str]:
    """The same, where a shell's commands are known to begin at ``firsts``."""
    masked: list[str] = []
    start = 0
    for at, argument in enumerate(arguments):
        if at > start and _program(argument) in SHORT and (at in firsts or _may_begin(arguments, start, at)):
            masked += _mask_command(arguments[start:at])
            start = at
    return masked + _mask_command(arguments[start:])


def _program(argument: str) -> str:
    last = argument.rpartition("/")[2].lstrip("$(`")
    if argument.startswith("-") and not argument.startswith(f"{ENTRYPOINT}="):
        return last  # what a flag says is no program
    return last.rpartition("=")[2]


def _may_begin(arguments: Sequence[str], start: int, at: int) -> bool:
    """Whether another command may begin ``at``: what follows a flag of a known program is that flag's value."""
    before = arguments[at - 1]
    if _program(arguments[start]) not in SHORT:
        return not _FLAG.match(before)
    if _program(arguments[start]) in ONLY_LOGIN and before in SWITCHES:
        return True
    if before.startswith(ENTRYPOINT) or arguments[at].startswith(ENTRYPOINT):
        return True
    return not (before.startswith("-") or arguments[at].startswith("-"))


def _logs_in(arguments: Sequence[str]) -> bool:
    """Whether ``login`` is what docker is to do."""
    within = False
    for before, word in pairwise(arguments):
        if word == "login" and (not within or _program(before) in ONLY_LOGIN):
            return True
        within = within or word in WITHIN
    return False


def _attached(program: str, argument: str) -> str | None:
    """What of ``argument`` is the flag before a password: the flag itself, or letters of which it is the last."""
    short = SHORT.get(program, ())
    if plain := next((flag for flag in short if argument.startswith(flag)), None):
        return plain
    letters = next((told for begin, told in ALONE.items() if program.startswith(begin)), "")
    last = "".join(flag[1] for flag in short if len(flag) == 2)
    grouped = re.match(f"-[{letters}]{{1,8}}[{last}](?=.)", argument) if letters else None
    return grouped[0] if grouped else None


def _mask_text(argument: str) -> str:
    """One argument, and the commands within it."""
    text = _OPENSSL.sub(rf"\1{MASK}", mask(argument))
    if not (_BETWEEN.search(text) and (_SHORT_WORD.search(text) or _GLUED_WORDS.search(text))):
        return text
    text = _mask_quoted(text)
    pieces = _WORDS.findall(text)
    if len(pieces) == 1:
        mark = found[0] if (found := _QUOTE.search(text)) else ""
        return mark.join(map(_mask_text, re.split(rf"(?<!\\){mark}", text))) if mark else text
    words: list[str] = []
    firsts: set[int] = set()
    for piece in pieces:
        if not _BETWEEN.match(piece):
            words.append(piece)
        elif _ENDS.search(piece):
            firsts.add(len(words))
    marks = [word[0] if _QUOTED_FLAG.match(word) else "" for word in words]
    told = _mask_words(
        [word[1:-1] if mark else word for word, mark in zip(words, marks, strict=True)], frozenset(firsts)
    )
    masked = iter([f"{mark}{word}{mark}" for word, mark in zip(told, marks, strict=True)])
    return "".join(piece if _BETWEEN.match(piece) else next(masked) for piece in pieces)


def _mask_quoted(text: str) -> str:
    """``text`` without what flags say in quotes of their own, whatever is open there: an apostrophe in a comment opens nothing."""
    program = ""

    def masked(match: re.Match[str]) -> str:
        nonlocal program
        word = match["program"] or (match["named"] if not program or match["flag"] == ENTRYPOINT else None)
        if word and (word in SHORT or program in ONLY_LOGIN):
            program = word
        short = () if program in ONLY_LOGIN else SHORT.get(program, ("-p",) if program == "login" else ())
        flag = match["flag"]
        if not match["mark"] or (match["gap"].strip("=") and program in ASKS):
            return match[0]
        if flag not in short and not (_GROUPED.match(flag) and f"-{flag[-1]}" in short):
            return match[0]
        user = match["user"] if program in WITH_USER else None
        value = f"{user}{match['mark']}{MASK}" if user else f"{match['mark']}{_credentials(program, match['value'])}"
        return f"{flag}{match['gap']}{value}{match['mark']}"

    return _QUOTED_VALUE.sub(masked, text)


def _mask_command(arguments: Sequence[str]) -> list[str]:
    if not arguments:
        return []
    program = _program(arguments[0])
    short = SHORT.get(program, ()) if program not in ONLY_LOGIN or _logs_in(arguments) else ()
    if "-p" not in short:
        glued = _GLUED if any(map(_USER.match, arguments)) else _GLUED_ALONE
        arguments = [glued.sub(f"-p{MASK}", argument) for argument in arguments]
    is_told = any(_SHORT_WORD.search(each) or _GLUED_WORDS.search(each) for each in arguments)
    if not short and not is_told and not _suspicious("\n".join(arguments)):
        return list(arguments)
    told_alone = arguments[0].startswith("-")  # to a program that is named elsewhere
    masked = [] if told_alone else [_mask_text(arguments[0])]
    hide_next = False
    for argument in arguments[len(masked) :]:
        if hide_next and argument:
            masked.append(_credentials(program, argument))
            hide_next = False
            continue
        hide_next = bool(_FLAG.match(argument)) if argument.startswith("-") and len(argument) < 128 else False
        attached = _attached(program, argument) if short else None
        if attached is None and program not in ASKS and _GROUPED.match(argument):
            hide_next = hide_next or any(len(flag) == 2 and argument.endswith(flag[1]) for flag in short)
        if attached is None:
            masked.append(_mask_text(argument))
        elif argument == attached:
            hide_next = program not in ASKS
            masked.append(argument)
        elif attached.startswith("--") and not argument.startswith(f"{attached}="):
            masked.append(mask(argument))
        else:
            joint = attached + ("=" if argument.startswith(f"{attached}=") else "")
            masked.append(joint + _credentials(program, argument[len(joint) :]))
    return masked


def _credentials(program: str, value: str) -> str:
    """The mask, after the user name where the program's flag holds both."""
    if program in WITH_USER:
        for mark in (":", "%"):
            user, found, _ = value.partition(mark)
            if found:
                return f"{user}{mark}{MASK}"
        return value
    return MASK
