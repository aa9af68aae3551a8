"""Text that was pasted, and asks for nothing: lines of logs, JSON, SQL, stack traces, commands and errors of other tools."""

from __future__ import annotations

import re

from dharma_tui.core.lazy_pattern import lazy_pattern

_PASTED = lazy_pattern(
    r"""\s*[{\[]\s*["{\[].*":.*[}\]]?\s*$
    |\s*-----begin\ |\s*<\?xml\b|\s*<[a-z]+[^>]*>.*</
    |.*\btraceback \(most\ recent\ call\b
    |.*\b(?:exception\ in\ thread|nullpointerexception|segmentation\ fault)\b
    |\s*\[?\d{4}[-/]\d{2}[-/]\d{2}[t\ ]\d{2}:\d{2}:\d{2}\S*\]?\s+\S*\s*(?:error|info|warn|warning|debug|fatal|notice|trace)\b
    |\s*\[?(?:error|err|info|warn|warning|debug|fatal|notice|trace|critical|crit|severe|panic)[\]:]*\s+
    (?:\[[^\]]*\]\s+)?[\[(]?(?:\d{4}[-/]\d{2}[-/]\d{2}[t\ ])?\d{2}:\d{2}:\d{2}\b
    |\s*\[?\d{2}:\d{2}:\d{2}(?:[.,]\d+)?\]?\s+(?:\[[^\]]*\]\s+)?(?:error|info|warn|warning|debug|fatal|notice|trace)\b
    |\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\s+\d{1,2}\s\d{2}:\d{2}:\d{2}\s\S+\s\S+:\s
    |\s*[ewif]\d{4}\s\d{2}:\d{2}:\d{2}\.\d+\s
    |\s*at\s[\w.$]+\([\w$]+\.(?:java|kt|scala):\d+\)
    |\s*\d{1,3}(?:\.\d{1,3}){3}\s\S+\s\S+\s\[\d{2}/[a-z]{3}/\d{4}:
    |\s*(?:select\s.+\sfrom|insert\s+into|update\s+\S+\s+set|delete\s+from\s+\S+\s+where|drop\s+table|alter\s+table|create\s+table)\s
    |\s*the\ connection\ to\ the\ server\ \S+\ was\ refused
    |\s*(?:sudo\s|curl\s+-|wget\s|chmod\s|rm\s+-rf|cat\s+/|grep\s+-|awk\s|sed\s+-|docker\s+run\s|git\s+(?:push|pull|commit|rebase|merge)\b)
    """,
    re.VERBOSE | re.DOTALL,
)
_GONE_WRONG = (
    r"(?:errors?|fail(?:ed|ure|s)?|fatal|cannot|can't|couldn't|could\ not|unable|denied|refused|not\ found|no\ such|timed\ out"
    r"|timeout|unknown|invalid|illegal|killed|unreachable|reset\ by\ peer|no\ route|missing|unexpected|mismatch|expired|exceeded"
    r"|not\ permitted|not\ (?:a|an|allowed|exist|able)|(?:un)?resolved|busy|full|corrupt(?:ed)?|too\ many|abort(?:ed|ing)?"
    r"|stack|dump(?:ed)?|does\ not\ exist)"
)
_PROMPTS = (
    r"\s*(?:[\w.-]+@[\w.-]+:\S*\s?[#$]|\$(?=\s[a-z])|(?:bash|sh|zsh)-\d\S*[#$]|(?:ps\s)?[a-z]:\\\S*>|\d{1,3}(?:\.\d{1,3}){3}:\d+>|>(?=\sdb\.)"
    r"|(?:mysql|mariadb|postgres|mongo\w*|sqlite|sql)(?:\s?\[\S+\]|\s?\([^)]*\))?[=-]?[>#]|\w+=[>#])"
)
_ERRORS = lazy_pattern(
    rf"""\s*error\s?(?:code)?:?\s?\d{{3,5}}\s?\(|\s*(?:ora|tns|pls|db2|rman)-\d{{4,5}}\b|\s*sql\s?state\b|\s*msg\s\d+,\s?level\s
    |\s*e\d{{4,5}}\s\S+\s(?:key|error)\b|\s*npm\serr!|\s*error\sfrom\sserver\b|\s*(?:misconf|wrongtype|noauth|clusterdown|readonly\syou|loading\sredis)\b
    |\s*(?:fatal|panic|detail|hint|context|statement|caused\sby|stderr|exit\s(?:code|status))\s?:\s?\S
    |\s*(?:error|err!?|warning|warn)\s?:\s?(?:.*\b{_GONE_WRONG}\b|syntax|deadlock|relation|duplicate|column|canceling|terminating|permission)
    |\s*(?:-?(?:bash|zsh|sh|ksh|fish|psql|mysql\w*|pg_\w+|mongo\w*|redis\S*|sqlcmd|sqlplus|ssh\S*|scp|sftp|rsync|curl|wget|tar|rm|cp|mv|ls|mkdir|make|gcc|go|npm
    |yarn|pip3?|git|docker\S*|podman|containerd|runc|kube\S*|terraform|tofu|ansible\S*|helm|apt(?:-get)?|dpkg|yum|dnf|systemd\S*|systemctl|sudo|su|kernel|nginx
    |java|python3?|perl|ruby|php|grep|sed|awk|tail|mount|umount|fsck|mkfs\S*|df|chmod|chown|traceroute|dig|nslookup|openssl|telnet|nc|cron|e|w)
    (?:\[\d+\])?):(?:.*\b{_GONE_WRONG}\b|\s\[\s*\d+\.\d+\])
    |\s*(?:[a-z_]\w*[.$])+\w*(?:error|exception|fault|throwable)\b\s?:?|\s*\w{{4,}}(?:error|exception)\s?:\s
    |\s*lost\sconnection\sto\s\S+\sserver\b|\s*\S+\sserver\shas\sgone\saway|\s*permission\sdenied\s\(public\s?key|\s*connection\sto\s\S+\sclosed\b
    |\s*out\sof\smemory:\s|\s*oom-kill|\s*killed\s*$|\s*(?:segmentation|bus|general\sprotection)\s(?:fault|error)\b|.*\(core\sdumped\)
    |\s*(?:warning|normal)\s\w+\s\d+[smhd]\s|\s*(?:process\sexited|command\sterminated|command\sfailed)\swith\s
    |\s*\[\s*\d+\.\d{{3,}}\]\s\S|\s*(?:unable\sto\sconnect\sto|dial\stcp|pq:|could\snot\s(?:connect|resolve)|failed\sto\sconnect\sto)\s
    |\s*(?:imagepullbackoff|errimagepull|crashloopbackoff|failedscheduling|oomkilled|evicted|failedmount)\s?:\s
    |\s*(?:critical|alert|emerg|crit|severe)\s?:\s?http\s?\d{{3}}|{_PROMPTS}\s
    """,
    re.VERBOSE | re.DOTALL,
)
"""What databases, shells and tools say of themselves."""
_ASKS = lazy_pattern(
    r"(?:.*\?|.*\b(?:why|what|what's|how|who|when|which|fix|please|pls|investigate|explain|diagnose|help|the\scause|root\scause|show|tell|means?|restart|rollback)\b|.*[^\x00-\x7f])",
    re.DOTALL,
)
"""With one of these, or a word of another script, somebody asks something of an error."""


def is_pasted(text: str) -> bool:
    """Whether a normalised text is a line of a log, JSON, SQL, a stack trace, or what another tool told or was told."""
    if _PASTED.match(text):
        return True
    found = _ERRORS.match(text)
    return bool(found) and (_is_prompt(text) or not _ASKS.match(text))


_PROMPT = lazy_pattern(rf"{_PROMPTS}\s")


def _is_prompt(text: str) -> bool:
    """Whether it begins with the prompt of a shell or of a database: what stands behind it was told to that."""
    return bool(_PROMPT.match(text))
