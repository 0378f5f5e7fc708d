"""Templates carry nothing that a strict content security policy would have to allow."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

TAG = re.compile(r"<[a-z][^>]*>", re.IGNORECASE)
TEMPLATE_WORDS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
STYLE = re.compile(r"\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"\s(on[a-z]+|hx-on[\w:-]*)\s*=", re.IGNORECASE)
SCRIPT_URL = re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE)
FOREIGN = re.compile(r"\s(src|href|action)\s*=\s*[\"']?(https?:)?//", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b[^>]*>", re.IGNORECASE)


def found(template: Path, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the tags of a template in which the pattern occurs, template words removed."""
    for tag in TAG.findall(TEMPLATE_WORDS.sub("", template.read_text())):
        if pattern.search(tag):
            yield tag


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("pattern", [STYLE, HANDLER, SCRIPT_URL, FOREIGN])
def test_no_template_needs_an_exception(pattern: re.Pattern[str]) -> None:
    tags = {str(path.name): list(found(path, pattern)) for path in TEMPLATES}
    assert {name: hits for name, hits in tags.items() if hits} == {}


def test_scripts_are_files_or_data() -> None:
    for template in TEMPLATES:
        for tag in SCRIPT.findall(template.read_text()):
            assert " src=" in tag or 'type="application/json"' in tag, (template.name, tag)


@pytest.mark.parametrize(
    ("pattern", "bad"),
    [
        (STYLE, '<p style="color:red">'),
        (HANDLER, '<a href="#" onclick="go()">'),
        (HANDLER, '<a hx-on:click="go()">'),
        (SCRIPT_URL, '<a href="javascript:go()">'),
        (FOREIGN, '<img src="//cdn.example/x.png">'),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], bad: str) -> None:
    assert pattern.search(bad)
