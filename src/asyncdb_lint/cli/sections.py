"""Knows how the many options of a command read in its help: in sections, by what they are about."""

from __future__ import annotations

import click

SECTIONS = (
    ("Rules", "select ignore extend_select extend_ignore per_file_ignores include pedantic facts"),
    ("Files", "exclude extend_exclude force_exclude respect_gitignore stdin_filename"),
    ("Settings", "config isolated no_cache cache_dir"),
    ("Old findings", "baseline no_baseline changed add_noqa"),
    ("Fixes", "fix unsafe_fixes fix_only diff show_fixes fix_style exit_non_zero_on_fix"),
    ("Output", "output_format output_file color quiet verbose coverage statistics show_files show_settings exit_zero"),
)


class Sectioned(click.Command):
    """A command whose help has sections; options that belong to none come last."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = {option.name: option.get_help_record(ctx) for option in options}
        for title, names in SECTIONS:
            rows = [row for name in names.split() if (row := records.pop(name, None)) is not None]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)
        rest = [row for row in records.values() if row is not None]
        if rest:
            with formatter.section("Other options"):
                formatter.write_dl(rest)
