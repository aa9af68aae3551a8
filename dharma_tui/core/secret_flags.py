"""What is known of programs that are told a password by a flag which does not say so."""

from __future__ import annotations

SHORT = {
    "mysql": ("-p",),
    "mysqldump": ("-p",),
    "mysqladmin": ("-p",),
    "mysqlimport": ("-p",),
    "mysqlcheck": ("-p",),
    "mysqlslap": ("-p",),
    "mysqlshow": ("-p",),
    "mysqlbinlog": ("-p",),
    "mysqlpump": ("-p",),
    "mysqlsh": ("-p",),
    "mariadb": ("-p",),
    "mariadb-dump": ("-p",),
    "mariadb-admin": ("-p",),
    "mongo": ("-p",),
    "mongosh": ("-p",),
    "mongodump": ("-p",),
    "mongorestore": ("-p",),
    "mongoexport": ("-p",),
    "mongoimport": ("-p",),
    "sshpass": ("-p",),
    "redis-cli": ("-a",),
    "curl": ("-u", "--user", "-U", "--proxy-user"),
    "wget": ("--user",),
    "ldapsearch": ("-w",),
    "ldapadd": ("-w",),
    "ldapmodify": ("-w",),
    "sqlcmd": ("-P",),
    "bcp": ("-P",),
    "docker": ("-p",),
    **dict.fromkeys(("podman", "nerdctl", "buildah", "skopeo", "helm", "oras", "crane", "oc"), ("-p",)),
    "smbclient": ("-U",),
    "rpcclient": ("-U",),
    "xfreerdp": ("/p:",),
    "rdesktop": ("-p",),
    "zip": ("-P",),
    "unzip": ("-P",),
    "7z": ("-p",),
    "ipmitool": ("-P",),
    "expect": (),
}
"""Flags that carry a password without saying so, by program; the value is attached or follows."""
WITH_USER = {"curl", "wget", "smbclient", "rpcclient"}
"""Programs whose flag holds a user name as well, before ``:`` or ``%``."""
ONLY_LOGIN = {"docker", "podman", "nerdctl", "buildah", "skopeo", "helm", "oras", "crane", "oc"}
"""Programs whose flag means a password only after the word ``login``."""
ENTRYPOINT = "--entrypoint"
"""The flag of these that names a program."""
SWITCHES = {"--rm", "--init", "--privileged", "-d", "-i", "-t", "-it", "-ti"}
"""Flags of these that have no value."""
ALONE = {
    "mysql": "ABCEHINQXabcfilnoqrstvx",
    "mariadb": "ABCEHINQXabcfilnoqrstvx",
    "curl": "0-46BGIJLMNORSVZafgijklnpqsv",
    "ldap": "ACILMNQZcntuvx",
    "sshpass": "ev",
    "zip": "0-9DTejmqruvy",
    "unzip": "CLnoqtuvz",
}
"""Letters that may stand before such a flag in one argument, by how the program's name begins: they hold no value."""
ASKS = {program for program in SHORT if program.startswith(("mysql", "mariadb"))} | {"7z"}
"""Programs whose flag stands alone where the password is to be asked for."""
WITHIN = ("run", "create", "exec", "compose")
"""Words of docker and its like after which ``login`` is the name of a container or what is run within one."""
