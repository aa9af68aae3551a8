"""The words of twelve languages by which people speak of secrets, as patterns, and texts with these words marked."""

from __future__ import annotations

from typing import Final

from dharma_tui.core.lazy_pattern import lazy_pattern

PASSWORDS = (
    r"pass[ -]?(?:words?|phrases?|codes?)|passwd|pass|pwd|pw"
    r"|pass?wort|passwörter|kennwort|mots? de passe|mdp|contrase[ñn]as?|parola d['’]ordine|senhas?|palavra[ -]passe"
    r"|парол(?:ь|я|ем|и)|पासवर्ड|कूटशब्द|كلمة (?:ال)?(?:مرور|سر)"
)
TOKENS = r"tokens?|secrets?|credentials?|geheimnis|jetons?|secreto|segreto|segredo|токен|секрет|टोकन|गुप्त|(?:ال)?رمز|(?:ال)?سر"
KEYS = (
    r"keys?|(?:api|zugriffs|zugangs)?-?schlüssel|cl(?:é|ef)(?: (?:d['’](?:api|accès)|secrète|privée))?"
    r"|(?:clave|llave|chiave|chave)(?: (?!(?:es|era|fue|foi)\b)(?:de |di |d['’])?\w{2,12})?|ключ|कुंजी|चाबी|(?:ال)?مفتاح"
)
JOINED = r"密码|密碼|口令|密钥|密鑰|秘钥|令牌|パスワード|暗証番号|秘密鍵|シークレット|トークン|비밀번호|암호|패스워드|시크릿|토큰"
"""In scripts that write no space behind a word."""
OF = r"(?:\s+(?:of|for|to|on|von|für|de|del|di|do|da|du|des|para|pour|per|для|от|का|की|ل)\s+\S{1,64}(?:\s\S{1,64})?)?"

_PHRASES = (
    r"pass[ -]?phrases?|(?:seed|recovery) phrases?|mnemonic|(?:pass|kennwort)s[aä]tze?"
    r"|phrases? (?:secrète|de (?:passe|récupération))"
    r"|frases? (?:de (?:contraseña|paso|acceso|recuperación|acesso|recuperação|senha)|secreta|segreta)"
    r"|frasi? (?:d['’]accesso|di recupero|segret[ae]|chiave)"
    r"|(?:magic|secret|code|safe) ?words?|code ?phrases?|(?:losungs|geheim|code)w[oö]rte?r?|mots? (?:secrets?|magiques?)"
    r"|palabras? (?:clave|secreta|mágica)s?|palavras? (?:chave|secreta|mágica)s?|parol[ae] (?:segret[ae]|chiave|magic[ae])"
    r"|(?:секретн|кодов|волшебн)\w{2,3} слов\w{1,2}|गुप्त शब्द|كلمة سرية"
    r"|(?:парольн|кодов)\w{2,3} фраз\w{1,2}|पासफ़?्रेज़?|गुप्त वाक्यांश|عبارة (?:ال)?(?:مرور|سر|استرداد)"
)
_PHRASES_JOINED = (
    r"秘密の言葉|合い言葉|暗号(?!化)|暗语|暗語|비밀 ?단어|密码短语|助记词|パスフレーズ|合言葉|암호 ?구문|패스프레이즈"
)
_PASSWORDS = (
    r"pass[ -]?(?:words?|codes?)|p[a@4][s$5]{2}w[o0]rds?|passwd|pwd|pw|(?:my|our) pass|creds?|credentials?"
    r"|psk|pre-?shared keys?|community strings?|snmp community|(?:wi-?fi|wpa2?|wlan)[- ]?(?:keys?|schlüssel)"
    r"|pgpassword|mysql_pwd|\w{1,24}_(?:password|passwd|pwd)|\w{0,24}(?:secret|access|api|private)_key"
    r"|(?:[a-zäöü]{2,20}-?)?(?:pass?w[oö]rt|kennw[oö]rt)(?:e[rs]n?|s)?|zugangsdaten|anmeldedaten"
    r"|mots? de passe|mdp|identifiants?|contrase[ñn]as?|(?:mi|tu|nuestra|minha|nossa) (?:clave|chave)"
    r"|credenciales|parol[ae] d['’]ordine|credenziali"
    r"|senhas?|palavras?[ -]passe|credenciais|парол\w{1,3}|уч[её]тн\w{2,3} данн\w{2,3}"
    r"|पासवर्ड|कूटशब्द|क्रेडेंशियल|[وبلك]?(?:ال)?كلم(?:ة|ات) (?:ال)?(?:مرور|سر)ي?|بيانات (?:ال)?(?:دخول|اعتماد)"
)
_ACCESS = (
    r"(?:access|api|wi-?fi|wlan|wpa2?|hotspot|router|private|master)[- ]?keys?"
    r"|(?:zugangs|zugriffs|zutritts|w-?lan|wi-?fi|api|haupt|geheim)-?schlüssel\w?"
    r"|cl(?:é|e|ef)s? (?:d['’](?:acc[eè]s|api)|(?:d[ue] )?(?:wi-?fi|wlan)|de la box|secr[eè]te|priv[ée]e)"
    r"|(?:clave|llave)s? (?:de (?:acceso|api|la red)|(?:del? )?wi-?fi|secreta|privada|maestra)"
    r"|chaves? (?:de (?:acesso|api|rede)|d[eo] wi-?fi|secreta|privada|mestra)"
    r"|chiav[ei] (?:d['’]accesso|di (?:accesso|rete)|(?:del )?wi-?fi|segret[ae]|privat[ae]|api)"
    r"|ключ\w{0,3} (?:доступа|api|(?:от )?(?:wi-?fi|вай-?фа\w))|секретн\w{2,3} ключ\w{0,3}"
    r"|(?:एक्सेस|पहुंच|पहुँच|वाई-?फाई|गुप्त|एपीआई) (?:कुंजी|की|चाबी)"
    r"|(?:ال)?مفتاح (?:ال)?(?:وصول|دخول|سري|واي ?فاي|شبكة)|(?:ال)?رمز (?:ال)?(?:وصول|واي ?فاي)"
)
"""Keys that let in whoever says them."""
ACCESS_JOINED = r"访问密钥|存取金鑰|アクセスキー|アクセス鍵|액세스 ?키|접근 ?키|와이파이 ?키"
_PASSWORDS_JOINED = r"密码|密碼|口令|凭据|凭证|憑證|パスワード|認証情報|비밀번호|비번|암호|패스워드|자격 ?증명"
_CODES = (
    r"(?:2fa|mfa|t?otp|one[- ]time|verification|security|auth(?:entication)?|login|sms|back-?up|recovery|reset|access|pin)"
    r"[- ]?(?:codes?|pins?|passcodes?|numbers?)"
    r"|(?:recovery|licen[cs]e|product) keys?|2fa|mfa|t?otp|pins?|cvv|tan"
    r"|(?:einmal|sicherheits|bestätigungs|wiederherstellungs|backup|zugangs|freischalt)-?codes?"
    r"|codes? (?:2fa|mfa|otp|pin|de (?:vérification|secours|récupération|sécurité)|d['’](?:accès|authentification))"
    r"|códigos? (?:2fa|mfa|otp|pin|de (?:verificación|respaldo|recuperación|seguridad|acceso))"
    r"|códigos? de (?:verificação|backup|recuperação|segurança|acesso)"
    r"|codic[ei] (?:2fa|mfa|otp|pin|di (?:verifica|backup|recupero|sicurezza|accesso))"
    r"|пин(?:-?код\w{0,2})?|(?:резервн\w{2,3} |одноразов\w{2,3} |проверочн\w{2,3} )код\w{0,2}"
    r"|код\w{0,2} (?:подтверждения|восстановления|доступа|2fa)|(?:ओटीपी|पिन|बैकअप|सत्यापन)(?: कोड)?"
    r"|رمز (?:ال)?(?:تحقق|دخول|استرداد|pin)|(?:ال)?رقمي? (?:ال)?سري"
)
_CODES_JOINED = (
    r"验证码|驗證碼|校验码|备用码|恢复码|动态码|認証コード|確認コード|暗証番号|リカバリーコード|バックアップコード"
    r"|ワンタイム(?:コード|パスワード)?|(?:2fa|pin|otp)(?:码|碼|コード|番号| ?코드| ?번호)"
    r"|인증 ?(?:번호|코드)|백업 ?코드|복구 ?코드|핀 ?번호"
)
_PERSONAL = (
    r"ssn|social security(?: (?:number|no\.?|id))?|national (?:id|identity|insurance)(?: (?:number|no\.?|card))?"
    r"|tax(?:payer)? (?:id|number)|passport(?: (?:number|no\.?))?|driv(?:er['’]?s?|ing) licen[cs]e(?: (?:number|no\.?))?"
    r"|maiden name|security (?:answers?|questions?)|cv[cv]2?|csc|card (?:codes?|verification \w{4,6})"
    r"|sozialversicherungsnummer|steuer-?id|steuernummer|(?:personal)?ausweisnummer|reisepassnummer|mädchenname\w?|geburtsname\w?"
    r"|sicherheits(?:frage|antwort)|(?:karten)?prüf(?:nummer|ziffer)"
    r"|numéro de (?:sécurité sociale|sécu|passeport)|nom de jeune fille|question (?:secrète|de sécurité)|cryptogramme"
    r"|(?:número de (?:la )?)?seguridad social|dni|curp|(?:número de )?pasaporte|apellido de solter[ao]"
    r"|pregunta (?:secreta|de seguridad)|cpf|segurança social|passaporte|nome de solteir[ao]|pergunta (?:secreta|de segurança)"
    r"|codice fiscale|cognome da nubile|passaporto|domanda (?:segreta|di sicurezza)"
    r"|снилс|инн|(?:номер )?паспорт\w{0,2}|девичь\w{1,2} фамили\w{1,2}|секретн\w{2} вопрос\w{0,2}"
    r"|आधार (?:नंबर|संख्या|कार्ड)|पासपोर्ट(?: (?:नंबर|संख्या))?"
    r"|(?:رقم )?(?:ال)?(?:ضمان (?:ال)?اجتماعي|هوية (?:ال)?وطنية|جواز (?:ال)?سفر)"
)
"""Numbers and answers by which a person is known to offices, banks and shops."""
PERSONAL_JOINED = (
    r"社会保障号|社保号|身份证号?|护照号?|護照號?|安全码|娘家姓|マイナンバー|旧姓|パスポート番号|セキュリティコード"
    r"|주민(?:등록)?번호|여권 ?번호|보안 ?코드"
)
_PLAIN_CODES = r"codes?|códigos?|codic[ei]|код|कोड|رمز"
_LOGINS = (
    r"log[- ]?ins?|log[- ]?on|sign[- ]?in|user(?:name)?|account|anmeldung|zugang"
    r"|anmelden|einloggen|melde\w{0,2} dich|вход|войти|connecte\w{0,2}|benutzer|connexion"
    r"|inicio de sesión|usuario|accesso|utente|acesso|usuário|логин\w{0,2}|लॉगिन|(?:ال)?دخول"
)
_LOGINS_JOINED = r"登录|登錄|账号|帳號|用户|ログイン|アカウント|로그인|계정"
_SESSIONS = (
    r"(?:session|sitzungs|sitzung)s?[ -]?(?:id|key|token|cookie)?|identifiant de session"
    r"|(?:id|identificador) (?:de sesión|d[ae] sessão)|id di sessione|(?:идентификатор )?сесси\w|सत्र|معرف الجلسة"
    r"|(?:php|j|asp|ci)?[_.]?sess(?:ion)?[_-]?(?:id|key|token)?|connect\.sid|sid|[cx]srf\w{0,16}|jwt"
)
_SESSIONS_JOINED = r"会话(?:id)?|セッション(?:id)?|세션(?: ?id)?"
_COOKIES = r"(?:set-)?cookies?|куки|कुकी"
_COOKIES_JOINED = r"クッキー|쿠키"

USERS = r"admin|administrator|root|sa|postgres|oracle|sysadmin|guest|superuser|user|test|demo|ubuntu|ec2-user|mysql|dba"
FROM = r"from|von|vom|de|du|desde|da|dal|с|со|из|от|من"
TO = r"to|into|auf|zu|nach|à|en|vers|por|a|para|ad|per|на|в|إلى|الى"
BE = (
    r"is|was|are|were|be|ist|war|lautet|est|était|es|era|fue|è|é|foi|это|был|была|как|हैं?|هي|هو|كانت?"
    r"|as|als|como|comme|come|в качестве|becomes?|wird|[-–—=]"
)
"""Between a secret and its word: "hunter2 is my password", "use it as the password"."""
BE_JOINED = r"是|为|為|作为|當作|当作|が|は|を|って|として|이|가|은|는|을|를|로|으로"


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLACES = _listed(
    """
    of on for in at by from to via behind inside near under with user users account server host node db database
    von vom auf für bei im in am an de del des du sur pour chez dans da dal do dos das na no em para en sobre por
    di del della sul su per nel с со из от на в для у का की के में पर ل من في على إلى name named called role team group
    benutzer konto utilisateur compte usuario usuário cuenta conta utente пользователя пользователь сервера сервере vendor
    service app
    """
)
"""What stands behind these is where or whose, more often than what."""
TIMES = _listed("since until before after last top port ports than seit vor bis depuis avant hasta desde dal fino")
ARTICLES = _listed("the a an my our your his her their this that")
JOINING = _listed("and or und oder et ou y o e и или और या و أو")

PHRASE, PASSWORD, CODE, COOKIE, SESSION, LOGIN, OTHER = "\ue000\ue001\ue002\ue003\ue004\ue005\ue006"
"""What stands for the letters of each sort of word in a marked text."""
MARKS: Final = "\ue000-\ue006"
_SORTS = {"phrase": PHRASE, "password": PASSWORD, "code": CODE, "cookie": COOKIE, "session": SESSION, "login": LOGIN}


_NO_SPACES = "぀-ヿ㐀-鿿가-힣"
_STARTED, _DONE = rf"(?<![^\W{_NO_SPACES}])(?<!-)", rf"(?![^\W{_NO_SPACES}]|-(?!>))"


def _words(sort: str, spaced: str, joined: str) -> str:
    return rf"(?P<{sort}>{joined}|{_STARTED}(?:{spaced}){_DONE})"


_SAID = lazy_pattern(
    "|".join(
        (
            _words("phrase", _PHRASES, _PHRASES_JOINED),
            _words("code", f"{_CODES}|{_PERSONAL}", f"{_CODES_JOINED}|{PERSONAL_JOINED}"),
            _words("password", f"{_PASSWORDS}|{_ACCESS}", f"{_PASSWORDS_JOINED}|{ACCESS_JOINED}"),
            _words("cookie", _COOKIES, _COOKIES_JOINED),
            _words("session", _SESSIONS, _SESSIONS_JOINED),
            _words("login", _LOGINS, _LOGINS_JOINED),
            rf"(?<![\w-])(?:{TOKENS}|{KEYS}|{_PLAIN_CODES})(?![\w-])|{JOINED}",
        )
    )
)


_WIDE: Final = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
"""Letters and digits as wide as those of Chinese."""


def folded(text: str) -> str:
    """``text`` in lower case, with as many characters as before."""
    text = text.translate(_WIDE)
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def marked(text: str) -> str:
    """``text`` folded, with as many characters as before; the words of secrets are told by marks."""
    return _SAID.sub(lambda match: _SORTS.get(match.lastgroup or "", OTHER) * len(match[0]), folded(text))
