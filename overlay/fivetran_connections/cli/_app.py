"""The commands and their options; what they do stands in the modules beside this one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter

from ._printing import print_error
from ._reading import STANDARD_INPUT
from ._status import USAGE

NAME = "fivetran-connections"

Files = Annotated[list[str], Parameter(name="FILE", help="YAML or JSON, the body as the API takes it; - is stdin.")]
Output = Annotated[Literal["text", "json"], Parameter(help="For people, or for programs.")]
Strict = Annotated[bool, Parameter(negative=(), help="Let rules that are only inferred refuse too.")]
Ensure = Annotated[bool, Parameter(negative=(), help="Look by group and schema first; leave what is there as it is.")]
BaseUrl = Annotated[str | None, Parameter(help="Where the API is, instead of FIVETRAN_BASE_URL.")]
Service = Annotated[str | None, Parameter(help="Only the rules that a connection of this service meets.")]

_STATUS = """\
Exit status:
  0  valid, or created, or there already
  1  any other failure
  2  wrong usage, or no usable key pair or address
  3  invalid input; nothing was sent
  7  the server was not reached
"""
_CREDENTIALS = """\
The key pair is read from FIVETRAN_API_KEY and FIVETRAN_API_SECRET, or from a
profile. A file may name secrets instead of holding them, as env:NAME or
file:PATH below auth.
"""
_VALIDATE = f"""\
Examples:
  {NAME} validate connections/*.yaml
  {NAME} validate --output json - < request.json

{_STATUS}"""
_CREATE = f"""\
Examples:
  {NAME} create pinterest.yaml
  {NAME} create --ensure brands/*.yaml
  {NAME} create --base-url http://127.0.0.1:8000 --output json *.yaml

{_CREDENTIALS}
{_STATUS}"""
_SCHEMA = f"""\
Example:
  {NAME} schema > connection.schema.json

Then let the first line of a YAML file say, for editors with a YAML server:
  # yaml-language-server: $schema=connection.schema.json
"""
_RULES = f"""\
Examples:
  {NAME} rules --service pinterest_ads
  {NAME} rules --output json | jq '.[].id'
"""


def _version() -> str:
    from importlib.metadata import version  # a fifth of the time of --help, for --version alone

    return version(NAME)


app = App(
    name=NAME,
    help="Check Fivetran connections in files, and create them.",
    help_epilogue=f"Each command explains itself: {NAME} validate --help",
    # The plain formatter needs no terminal library, which would double the time of --help.
    help_formatter="plain",
    help_format="plaintext",
    version=_version,
    result_action="return_value",
    exit_on_error=False,
    print_error=False,
    help_on_error=False,
    suppress_keyboard_interrupt=False,
)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit status."""
    named = [STANDARD_INPUT if argument == "-" else argument for argument in arguments]
    try:
        status: int | None = app(named)
    except CycloptsError as error:
        print_error(f"{error} Try: {NAME} --help")
        return USAGE
    return status or 0


# Each command imports what it needs, so that none pays for another and --help pays for nothing.


@app.command(usage=f"Usage: {NAME} validate [OPTIONS] FILE...", help_epilogue=_VALIDATE, sort_key=1)
def validate(files: Files, /, *, output: Output = "text", strict: Strict = False) -> int:
    """Check files against every rule. Nothing is sent."""
    from ._validate import validate

    return validate(files, output=output, strict=strict)


@app.command(usage=f"Usage: {NAME} create [OPTIONS] FILE...", help_epilogue=_CREATE, sort_key=2)
def create(
    files: Files,
    /,
    *,
    base_url: BaseUrl = None,
    ensure: Ensure = False,
    output: Output = "text",
    strict: Strict = False,
) -> int:
    """Create a connection from each file, once all are valid."""
    from ._create import create

    return create(files, base_url=base_url, output=output, strict=strict, ensure=ensure)


@app.command(help_epilogue=_SCHEMA, sort_key=3)
def schema() -> int:
    """Print the JSON Schema of a file, for editors."""
    from ._catalogue import print_schema

    return print_schema()


@app.command(help_epilogue=_RULES, sort_key=4)
def rules(*, service: Service = None, output: Output = "text") -> int:
    """List every rule, how it is known, and its source."""
    from ._catalogue import print_rules

    return print_rules(service=service, output=output)
