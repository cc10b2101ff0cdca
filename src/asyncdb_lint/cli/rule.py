"""The command ``rule``: what a rule is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from asyncdb_lint.cli.failure import Failure
from asyncdb_lint.cli.output import write

if TYPE_CHECKING:
    from asyncdb_lint.rule import Rule


@click.command()
@click.argument("code", required=False)
@click.option("--all", "every", is_flag=True, help="Explain all rules.")
def rule(code: str | None, every: bool) -> None:
    """Explain a rule, by its CODE or its name."""
    from asyncdb_lint.rule import load_rules

    if every == (code is not None):
        raise click.UsageError("give either one code or --all")
    rules = load_rules()
    asked = (code or "").lower()
    chosen = [known for known in rules if every or asked in (known.code.lower(), known.name)]
    if not chosen:
        raise Failure(f"there is no rule {code!r} (rules: {', '.join(known.code for known in rules)})")
    write("\n\n".join(_rule_text(known) for known in chosen))


def _rule_text(known: Rule) -> str:
    return f"{known.code} {known.name} (since {known.since})\n\n{known.documentation.strip()}\n"
