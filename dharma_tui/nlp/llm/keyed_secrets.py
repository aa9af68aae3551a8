"""Secrets that stand beside a key: variables of programs, logins of a user and a password, commands, and words of scripts
that set no space. With a mark between, or in quotes, whatever stands there is hidden; behind the key alone, no word of requests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from dharma_tui.core.lazy_pattern import lazy_pattern
from dharma_tui.nlp.llm.secret_shapes import MIXED, PLAIN, degree, is_named
from dharma_tui.nlp.llm.secret_words import ACCESS_JOINED, JOINED, PASSWORDS, PERSONAL_JOINED, USERS

Span = tuple[int, int]
Knows = Callable[[str], bool]

_MARK = r"\s{0,3}(?:=>|:=|->|--?>|[:=：＝→⇒➜➔])\s{0,3}"
_PART = (
    r"(?:pw|pwd|pass|passwd|passwort|password|passphrase"
    r"|secret|token|auth|creds?|credentials?|pin|apikey|(?:api|access|secret|private|encryption|signing|master|account)_?key)"
)
_AROUND: Final = "\"'`“”„«»()[]{}<>,;:.!?।।。、，！？"
_ANY = r"(?!•••)(?:\"[^\"\n]{1,256}\"?|'[^'\n]{1,256}'?|`[^`\n]{1,256}`?|[^\s\"',;&|]{1,512})"
_BETWEEN = r"(?:\s(?:is|was|to|as|now|still|ist|war|est|es|è|é|это|है|هو|هي)){0,2}\s{1,3}"
_VARIABLE = lazy_pattern(
    rf"(?i)(?<![\w.-])(?:(?:[a-z0-9]{{1,32}}_){{1,6}}{_PART}|pgpass(?:word)?"
    rf"|(?:api|access|secret)[ -]?key|apikey|api-?schlüssel)(?![\w-](?!>))"
    rf"(?:(?P<mark>{_MARK})|{_BETWEEN})(?P<value>{_ANY})"
)
"""A variable of a program, or a key as its name: ``DB_PW: x``, ``DB_PASS x``, ``apikey x``."""
_ARROW = lazy_pattern(
    rf"(?i)(?<![\w.-])(?:{PASSWORDS}|tokens?|secrets?|creds?|credentials?|pin|api[ -]?key|key|токен|секрет|ключ)"
    rf"\s{{0,3}}(?:->|-->|→|⇒|➜|➔)\s{{0,3}}(?P<value>{_ANY})"
)
_JOINED_KEY = (
    rf"{JOINED}|{ACCESS_JOINED}|{PERSONAL_JOINED}|秘密の言葉|暗号(?!化)|暗语|钥匙|기밀 ?키|비밀 ?단어"
    r"|비번|口令|暗証番号|合言葉|パスコード|通行码|认证码"
)
_PARTICLE = r"(?:是|为|為|は|が|은|는|이|가|[:：=＝→])"
_RUN = r"[^\s。，；、？！,;?!「」『』“”\"•]"
_OPEN = lazy_pattern(
    rf"(?:{_JOINED_KEY})\s?(?:{_PARTICLE}\s?)?[「『“\"'](?P<quoted>[^」』”\"'\n]{{1,128}})"
    rf"|(?:{_JOINED_KEY})(?:\s?(?P<object>[を을를])\s?|\s?{_PARTICLE}\s?|\s)(?P<value>{_RUN}{{2,64}})"
)
"""In scripts that set no space, and in Korean: ``パスワードはひまわり``."""
_TAIL_JOINED = re.compile(r"(?:です|でした|だ|だった|だよ|입니다|이에요|예요|이야|이다|야|了|的|吧|呢|ね|よ)+$")
_BECOMING = re.compile(r"(.{2,64}?)(?:に|へ|으로|로)(?!\w*(?:変え方|方法))|(?=.*\d)(.{2,64})")
"""What follows an object, where it is to become that."""
_NO_VALUE = lazy_pattern(
    r"(?:どこ|何|なに|なん|いつ|誰|だれ|どう|なぜ|どの|いくつ|古|新|弱|強|安全|危険|期限|変更|有効|無効|正し|間違|違|空|必要|不要|同じ|まだ|もう|暗号|設定|保存|漏|忘|リセット|ポリシー"
    r"|管理|更新|確認|表示|一覧|ローテ|マネージャ|切れ|ある|ない|あり|なし|教え|見せ|サーバ|データ|ユーザ"
    r"|什么|哪|谁|何时|多少|怎么|空|旧|弱|强|错|对|正确|过期|失效|必|需|一样|相同|加密|在|不|没|否|多久|存|设|已|策略|重置|修改|轮换|检查|泄|忘|有效|无效|长度|由|被|多长|最"
    r"|무엇|뭐|뭔|언제|어디|누|왜|어떻게|오래|약|강|안전|만료|변경|틀|맞|비어|필요|같|설정|저장|없|있|아니|몇|안\s|잘못|유효|무효|재설정|정책|관리|갱신|확인|보여|목록|알려|바[꾸뀌꿔]|유출|잊|교체|너무|서버|데이터)"
)
"""What tells of a password there, and is none."""
_PAIR = lazy_pattern(
    r"(?<![\w./:@=-])(?P<user>[A-Za-z][A-Za-z0-9_.-]{1,31})(?P<mark>\s{0,2}[:/|]\s{0,2})(?!//)(?P<value>[^\s/:,;\"'()@]{4,128})(?![\w/:])"
)
_LOGGING_IN = lazy_pattern(
    r"(?i)(?<!\w)(?:try|using|use|log\s?in|login|log\son|sign\sin|connect|credentials?|creds?|auth|authenticate|mit|als|anmelden|einloggen|zugang|avec|connecte\w*|identifiants?"
    r"|con|usando|usuario|com|acesso|accedi|accesso|с|логин|вход|войти|ログイン|登录|登入|로그인|دخول|लॉगिन)(?!\w)|ログイン|登录|로그인"
)
_USER = re.compile(rf"(?i)(?:{USERS}|ops|sysop|operator|deployer|backup|ftp|dbadmin|bob|alice)\d{{0,4}}")
_SSH = lazy_pattern(
    r"(?i)(?<!\w)(?:ssh|scp|sftp|rdp|ftp|telnet|mysql|psql|vnc|winrm)\s(?:-\S{1,32}\s){0,4}[\w.-]{1,64}@[\w.:-]{1,253}[\s(/,:]{1,4}(?:(?:with|mit|avec|con|com|с|pw|pass)\s)?(?P<value>[^\s()]{4,128})"
)
_W = r"(?:\"[^\"\n]{1,256}\"|'[^'\n]{1,256}'|[^\s\"'|;&]{1,256})"
_COMMANDS = tuple(
    lazy_pattern(rf"(?i)(?<![\w.-]){one}")
    for one in (
        rf"vault\s(?:operator\s)?(?:unseal|login|rekey|unwrap)\s(?:-\S{{1,64}}\s){{0,4}}(?!-)(?P<value>(?:token=)?{_W})",
        rf"openssl\s(?:\S{{1,128}}\s){{0,12}}?-(?:k|K|pass|passin|passout)\s(?P<value>{_W})",
        rf"htpasswd\s-\w{{0,6}}b\w{{0,6}}\s(?:-\S{{1,16}}\s){{0,3}}\S{{1,128}}\s\S{{1,64}}\s(?P<value>{_W})",
        rf"htpasswd\s-\w{{0,6}}nb\w{{0,6}}\s\S{{1,64}}\s(?P<value>{_W})",
        rf"net\suser\s(?!/)\S{{1,64}}\s(?![/*])(?P<value>{_W})",
        rf"net\suse\s(?:\S{{1,128}}\s){{1,3}}?(?P<value>(?!\\\\)(?!/)(?!\w:)(?!\*){_W})(?=\s/)",
        r"--from-literal[=\s][\"']?[\w.-]{1,128}=(?P<value>[^\s\"']{1,512})",
        rf"echo\s(?:-\w\s){{0,2}}(?P<value>{_W})\s?\|\s?(?:sudo\s(?:-\S\s)?)?(?:passwd|chpasswd|docker\slogin|sudo\s-S|gh\sauth|cryptsetup|gpg|openssl|base64)(?!\w)",
        rf"redis-cli\s(?:-\S{{1,64}}\s\S{{1,128}}\s){{0,4}}auth\s(?:\w{{1,32}}\s)?(?P<value>{_W})",
        rf"(?:create|alter)\s(?:user|role|login)\s\S{{1,128}}\s(?:[^\n]{{0,64}}?\s)?(?:identified\s(?:with\s\S{{1,64}}\s)?by|password(?:\s=)?)\s(?:N)?(?P<value>{_W})",
        rf"(?:identified\sby|requirepass|masterauth)\s(?P<value>{_W})",
        rf"aws\sconfigure\sset\s\S{{0,64}}(?:secret|token|key)\S{{0,64}}\s(?P<value>{_W})",
        rf"(?:useradd|usermod|mosquitto_(?:pub|sub)|az\slogin|ldappasswd|smbpasswd|mount\.cifs|tightvnc\w*|vncpasswd)\s(?:[^\n|]{{0,200}}?\s)?-(?:p|P|s)\s(?P<value>{_W})",
        rf"(?:ansible-vault\sencrypt_string|rclone\sobscure|wpa_passphrase\s\S{{1,64}}|mysqladmin\s(?:\S{{1,64}}\s){{0,4}}password|kinit\s\S{{1,128}}\s?<<<)\s(?P<value>{_W})",
        rf"(?:keytool|jarsigner|java)\s[^\n]{{0,400}}?-(?:store|key|deststore|srcstore)pass\s(?P<value>{_W})",
        r"sqlplus\s(?:-\w{1,8}\s){0,3}[\w.$-]{1,64}/(?P<value>[^\s@]{1,128})",
        rf"nmcli\s[^\n]{{0,200}}?(?:password|psk)\s(?P<value>{_W})",
    )
)
"""Commands that take a secret where nothing says that it is one."""
_COMMAND = lazy_pattern(
    r"(?i)vault|openssl|htpasswd|net\suse|from-literal|echo|redis-cli|identified|create\s|alter\s|requirepass|masterauth|aws\sconf|useradd|usermod|mosquitto|az\slogin"
    r"|ldappasswd|smbpasswd|mount\.cifs|vnc|ansible-vault|rclone|wpa_|mysqladmin|kinit|keytool|jarsigner|java\s|sqlplus|nmcli"
)
_CODE = lazy_pattern(
    r"(?i)(?<![\w-])(?:codes?|códigos?|codic[ei]|код\w{0,2}|कोड|(?:ال)?رمز)\s(?:\S{1,24}\s){0,2}?(?:is|was|ist|lautet|war|est|es|era|è|é|это|है|هو|:)\s(?P<value>[^\s,;.]{4,64})"
)
_TAIL = lazy_pattern(
    rf"(?i)(?<![\w-])(?:{PASSWORDS})(?![\w-])(?P<of>\s(?:of|for|on|von|vom|für|der|des|de|del|della|do|da|du|di|para|pour|per|для|от|का|की|के|ل|to)\s(?:(?:the|die|das|den|dem|la|le|el|l'|il|o|a|os)\s)?[^\s,;.!?]{{1,64}})?"
    rf"(?:\s(?:is|ist|lautet|est|es|è|é|это|هي|هو))?\s(?P<words>[^\s,;.!?؟।\n•:=]{{2,64}}(?:\s[^\s,;.!?؟।\n•:=]{{2,64}}){{0,3}})\s*(?=[.,;!?؟।\n]|$)"
)
"""One word or a few behind a word for a password, to the end of the clause."""
_LAST = frozenset({"है", "था", "hai", "tha", "please", "bitte"})
_PERSONS = frozenset(
    {
        *("user", "users", "account", "benutzer", "konto", "usuario", "cuenta", "usuário", "conta", "utente"),
        *("utilisateur", "compte", "пользователя"),
    }
)
_OF_OTHERS = (
    "ed",
    "ing",
    "ly",
    "ment",
    "mente",
    "tion",
    "ies",
    "'s",
    "less",
    "able",
    "iert",
    "ung",
    "ть",
    "лся",
    "ется",
    "ado",
    "ada",
    "ato",
    "ata",
    "é",
    "ée",
)


def spans(text: str, is_known: Knows, is_ordinary: Knows) -> Iterator[Span]:
    """What is secret in ``text`` by its key; the spans may overlap."""

    def is_unknown(word: str) -> bool:
        bare = word.strip(_AROUND)
        return bool(bare) and "•" not in bare and not is_known(bare) and not is_ordinary(bare.lower())

    for match in _VARIABLE.finditer(text):
        value = match["value"].strip(_AROUND)
        is_told = bool(value) and not value.startswith(("$", "{", "<", "%"))
        if is_told and (match["mark"] or (is_unknown(value) and not (is_named(value) and degree(value) == PLAIN))):
            yield match.span("value")
    yield from (match.span("value") for match in _ARROW.finditer(text) if is_unknown(match["value"]))
    yield from _joined(text)
    yield from _pairs(text, is_known)
    if _COMMAND.search(text):
        for command in _COMMANDS:
            yield from (match.span("value") for match in command.finditer(text))
    for match in _SSH.finditer(text):
        if degree(match["value"].strip(_AROUND)) > PLAIN and is_unknown(match["value"]):
            yield match.span("value")
    for match in _CODE.finditer(text):
        if degree(match["value"]) > PLAIN and is_unknown(match["value"]):
            yield match.span("value")
    for match in _TAIL.finditer(text):
        several = [one for one in match["words"].split() if one not in _LAST]
        while len(several) > 1 and is_known(several[0]) and not is_ordinary(several[0].lower()):
            several.pop(0)  # what it is of: "пароль базы …"
        if match["of"] and match["of"].split()[-1].lower() in _PERSONS:
            del several[:1]  # "of user bob"
        unknown = sum(map(is_unknown, several))
        is_plain = any(_is_of_others(one) or is_ordinary(one.lower()) for one in several)
        if several and is_unknown(several[0]) and 2 * unknown >= len(several) and not is_plain:
            yield match.start("words") + match["words"].index(several[0]), match.end("words")


def _is_of_others(word: str) -> bool:
    return word.lower().endswith(_OF_OTHERS) or (is_named(word) and degree(word) == PLAIN)


def _joined(text: str) -> Iterator[Span]:
    for match in _OPEN.finditer(text):
        if match["quoted"]:
            yield match.span("quoted")
            continue
        value = _TAIL_JOINED.sub("", match["value"])
        if match["object"]:  # a verb follows, but for what it is to become
            becoming = _BECOMING.match(match["value"])
            value = (becoming[1] or becoming[2]) if becoming else ""
        if len(value) > 1 and not _NO_VALUE.match(value):
            yield match.start("value"), match.start("value") + len(value)


def _pairs(text: str, is_known: Knows) -> Iterator[Span]:
    """A user and a password: where somebody logs in, and where the user is one of those whom every system has."""
    logs_in = bool(_LOGGING_IN.search(text)) if ("/" in text or ":" in text) else False
    for match in _PAIR.finditer(text):
        value = match["value"].rstrip(".!?")
        grade = degree(value)
        is_user = bool(_USER.fullmatch(match["user"]))
        if is_known(value) or is_known(match[0]):
            continue
        is_pair = len(match["mark"]) == 1 and grade >= MIXED and len(value) > 7 and not is_known(match["user"])
        if (is_user and grade > PLAIN) or (is_pair and (logs_in or match["mark"] == ":")):
            yield match.start("value"), match.start("value") + len(value)
