"""The forms of a comparison: which are asked for, and where each goes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import typer

from pipeline.commands.comparison import Comparison, comparison_as_csv, comparison_as_json
from pipeline.edges.files import write_whole
from pipeline.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """
    What is asked for; nothing at all means the tables for people.

    is_json      JSON on standard output.
    is_markdown  Markdown on standard output, where only one of both can go.
    csv_folder   Where a CSV file a section goes.
    html_file    Where the page goes.
    """

    is_json: bool = False
    is_markdown: bool = False
    csv_folder: Path | None = None
    html_file: Path | None = None

    def __post_init__(self) -> None:
        if self.is_json and self.is_markdown:
            raise UsageError("Choose one for standard output: --json or --markdown.")
        # os.path, since Path.is_dir raises where the name is too long
        if self.html_file and os.path.isdir(self.html_file):
            raise UsageError(f"{self.html_file} is a folder; name a file in it: --html {self.html_file / 'page.html'}")
        if self.csv_folder and os.path.isfile(self.csv_folder):
            raise UsageError(f"{self.csv_folder} is a file; --csv takes a folder, and writes a file a section to it.")


def give(found: Comparison, forms: Forms) -> None:
    """Writes the files and prints what is asked for; where files are all that is asked for, says what was written."""
    written = []
    if forms.csv_folder:
        files = comparison_as_csv(found)
        for name, text in files.items():
            write_whole(forms.csv_folder / name, text.encode())
        written.append(f"Wrote {len(files)} CSV files to {forms.csv_folder}: {', '.join(files)}.")
    if forms.html_file:
        from pipeline.commands.comparison_page import comparison_page

        write_whole(forms.html_file, comparison_page(found).encode())
        written.append(f"Wrote the comparison to {forms.html_file}.")
    is_printed = _print(found, forms, is_asked=not written)
    for line in written:
        typer.echo(line, err=is_printed)


def _print(found: Comparison, forms: Forms, *, is_asked: bool) -> bool:
    """Prints the form for standard output, the tables where `is_asked`; returns whether anything was printed."""
    if forms.is_json:
        typer.echo(comparison_as_json(found))
    elif forms.is_markdown:
        from pipeline.commands.comparison_markdown import comparison_markdown

        typer.echo(comparison_markdown(found), nl=False)
    elif is_asked:
        from pipeline.commands.comparison_print import print_comparison

        print_comparison(found)
    return forms.is_json or forms.is_markdown or is_asked
