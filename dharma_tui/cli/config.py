"""``dharma-tui config``: every setting, its value and where it came from; changing them."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess

from dharma_tui.cli import FAILED, OK
from dharma_tui.cli.context import Context
from dharma_tui.cli.output import Output
from dharma_tui.core import config
from dharma_tui.core.errors import SettingsError, UsageError
from dharma_tui.core.settings import Declaration
from dharma_tui.core.text import printable

EPILOG = """\
Later layers win: defaults, /etc/dharma-tui/config.toml, the user's file, the profile's file, the environment
(DHARMA_SECTION_NAME), flags. 'set' writes the user's file, or the profile's when that already has the key.

examples:
  dharma-tui config show
  dharma-tui config set scan.interval_minutes 30
  DHARMA_LOG_LEVEL=debug dharma-tui config get log.level
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommands."""
    parser.epilog = EPILOG
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    show = verbs.add_parser("show", help="every setting, its value and where it came from")
    show.add_argument("--json", action="store_true", help="print one JSON document")
    get = verbs.add_parser("get", help="the value of one setting")
    get.add_argument("--json", action="store_true", help="print one JSON document")
    put = verbs.add_parser("set", help="write a setting to its file, keeping comments")
    unset = verbs.add_parser("unset", help="take a setting out of its file")
    for verb in (get, put, unset):
        verb.add_argument("key", metavar="KEY", help="section.name, such as log.level")
    put.add_argument("value", metavar="VALUE", help="as a settings file has it, without quotes")
    verbs.add_parser("path", help="the settings files, weakest first")
    verbs.add_parser("edit", help="open the user's settings file in $VISUAL or $EDITOR")
    verbs.add_parser("schema", help="the JSON schema of a settings file")


def run(args: argparse.Namespace, context: Context, output: Output) -> int:
    """Do what the verb says."""
    from dharma_tui.services.settings_source import settings_files

    match args.verb:
        case "show":
            return _show(context, output)
        case "get":
            return _get(args.key, context, output)
        case "set":
            return _change(args.key, args.value, context, output)
        case "unset":
            return _change(args.key, None, context, output)
        case "path":
            for layer, path in settings_files(context.paths):
                note = "" if path.exists() else "  (not there)"
                output.line(f"{layer:<8} {printable(path)}{note}")
            return OK
        case "edit":
            return _edit(context, output)
        case _:
            output.line(json.dumps(config.schema(), indent=2))
            return OK


def _document(value: object, origin: config.Origin) -> dict[str, object]:
    return {"value": value, "layer": origin.layer.value, "where": origin.where}


def _show(context: Context, output: Output) -> int:
    items = context.settings.items()
    if output.as_json:
        output.json({known.key: _document(value, origin) for known, value, origin in items})
    else:
        rows = [(known.key, _word(value), printable(origin), known.bounds.doc) for known, value, origin in items]
        output.table(("SETTING", "VALUE", "FROM", "WHAT IT IS"), rows)
    return OK


def _get(key: str, context: Context, output: Output) -> int:
    _declared(key)
    origin = context.settings.provenance(key)
    value = context.settings[key]
    if output.as_json:
        output.json({"key": key, **_document(value, origin)})
    else:
        output.line(_word(value))
    return OK


def _declared(key: str) -> Declaration:
    """What is known of the setting. Raises UsageError with the nearest known one."""
    try:
        return config.declaration(key)
    except SettingsError as error:
        raise UsageError(error.message, error.hint) from error


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else printable(value)


def _change(key: str, value: str | None, context: Context, output: Output) -> int:
    """Works on a wrong file too, else it could not be mended from here."""
    from dharma_tui.services.settings_source import as_written, file_for, remove_setting, write_setting

    known = _declared(key)
    try:
        parsed = None if value is None else as_written(known, value)
    except SettingsError as error:
        raise UsageError(error.message, error.hint) from error
    path = file_for(context.paths, key)
    if value is None:
        remove_setting(path, key)
    else:
        write_setting(path, key, parsed)
    output.note(f"{path} written")
    origin = context.settings.provenance(key)
    if value is not None and origin.layer not in (config.Layer.USER, config.Layer.PROFILE):
        output.note(f"but {origin} is stronger: {key} stays {_word(context.settings[key])}")
    return OK


def _edit(context: Context, output: Output) -> int:
    from dharma_tui.services.settings_source import replace_file

    path = context.paths.user_config
    editor = context.environment.get("VISUAL") or context.environment.get("EDITOR") or "vi"
    try:
        if not path.exists():
            replace_file(path, "# Settings of dharma-tui; 'dharma-tui config show' lists them all.\n")
        code = subprocess.call([*shlex.split(editor), os.fspath(path)])
    except (OSError, ValueError) as error:
        raise SettingsError(f"{editor!r} cannot be run on {path}: {error}", "set EDITOR to your editor") from error
    if code:
        output.note(f"{editor} ended with {code}")
        return FAILED
    _ = context.settings  # says at once what is wrong with the file
    return OK
