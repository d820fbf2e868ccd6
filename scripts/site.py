"""
Write the site of the documentation to site/.

Zensical builds it, without a warning. Then the one script that its pages would load from another host is replaced by
the copy in docs/assets/, so that the search works from disk. The search finds guides first, and `llms.txt` lists the
pages for language models.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "site"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]
SHIM = "https://unpkg.com/iframe-worker/shim"
COPY = "assets/iframe-worker.js"
PUBLIC = (
    "fivetran_connections",
    "fivetran_connections.code",
    "fivetran_mock",
    "fivetran_mock.prism",
    "fivetran_mock.server",
    "fivetran_openapi",
    "fivetran_rules",
)
LOADED = re.compile(
    r"<(?:script|img|iframe)[^>]*\ssrc=\"?(https?:[^\"> ]+)|<link[^>]*stylesheet[^>]*\shref=\"?(https?:[^\"> ]+)"
)

RESULT = re.compile(
    r'<span class="n">Steps</span><span class="p">\[</span>(.*)(?<=</span>)<span class="p">\](?=\]*</span>)'
)
"""The result of a method that is written as steps: both clients return it, one of them by a coroutine."""

PRIVATE = ("Steps", "Listing", "driver")
"""Names of the code that no page shows."""


def main() -> int:
    """Build the site; return the exit status."""
    built = subprocess.run([sys.executable, "-m", "zensical", "build", "--strict", "--clean"], cwd=ROOT, check=False)
    if built.returncode:
        return built.returncode
    if "site_url" not in PROJECT:  # without an address the sitemap is empty, and 404.html finds no assets
        (SITE / "sitemap.xml").unlink()
        (SITE / "404.html").unlink()
    pages = sorted(SITE.rglob("*.html"))
    problems = [f"{name} is on no page of docs/api" for name in undescribed()]
    for page in pages:
        own = "../" * (len(page.relative_to(SITE).parts) - 1) + COPY
        if page.name == "404.html":  # served for any path
            own = urlsplit(PROJECT["site_url"]).path + COPY
        text = RESULT.sub(r"\1", page.read_text(encoding="utf-8").replace(SHIM, own))
        text = text.replace('<span class="n">Listing</span>', '<span class="n">Iterator</span>')
        page.write_text(text, encoding="utf-8")
        problems += [f"{page.relative_to(ROOT)} shows {name}" for name in PRIVATE if f'"n">{name}</span>' in text]
        problems += [f"{page.relative_to(ROOT)} loads {found[1] or found[2]}" for found in LOADED.finditer(text)]
    index = guides_first((SITE / "search.json").read_text(encoding="utf-8"))
    (SITE / "search.json").write_text(index, encoding="utf-8")
    (SITE / "search.js").write_text(f"var __index = {index};", encoding="utf-8")  # for pages from disk
    (SITE / "llms.txt").write_text(llms(), encoding="utf-8")
    print(*problems or [f"{len(pages)} pages; open site/index.html"], sep="\n")
    return bool(problems)


def guides_first(index: str) -> str:
    """
    Return the index of the search, in which a word finds a section of a guide before an attribute of that name.

    A search weighs titles most, by the beginnings of their words. Those in the name of an attribute begin with a
    character that is not shown, so that only its text counts.
    """
    content = json.loads(index)
    for item in content["items"]:
        if item["location"].startswith("api/") and re.search("(attribute|property)</code>", item["title"]):
            item["title"] = "\u2060" + item["title"].replace("_", "_\u2060")
    return json.dumps(content, ensure_ascii=False)


def undescribed() -> list[str]:
    """Return the public names that the reference leaves out."""
    text = "".join(page.read_text(encoding="utf-8") for page in (SITE / "api").glob("*.html"))
    described = set(re.findall(r'id="([\w.]+)"', text))
    names = (f"{package}.{name}" for package in PUBLIC for name in import_module(package).__all__)
    return [name for name in names if name not in described]


def llms() -> str:
    """Return the list of pages, each with its first sentence, in the form of llms.txt."""
    lines = [f"# {PROJECT['site_name']}", "", f"> {PROJECT['site_description']}", ""]
    for entry in PROJECT["nav"]:
        for title, part in entry.items():
            if isinstance(part, list):
                lines += [f"## {title}", ""]
                lines += [llms_entry(name, file) for entry in part for name, file in entry.items()]
                lines += [""]
    return "\n".join(lines)


def llms_entry(title: str, file: str) -> str:
    """Return the line of one page."""
    text = (ROOT / "docs" / file).read_text(encoding="utf-8")
    blocks = [block.replace("\n", " ") for block in text.split("\n\n")]
    first = next((block for block in blocks if re.match(r"[A-Z`\[]", block)), "")
    sentence = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", re.split(r"(?<=\.) ", first)[0])
    return f"- [{title}]({file.removesuffix('.md')}.html)" + (f": {sentence}" if sentence else "")


if __name__ == "__main__":
    sys.exit(main())
