"""``python -m fivetran_rules`` prints the documentation page of the rules."""

from __future__ import annotations

import sys

from ._docs_page import catalogue_markdown

sys.stdout.write(catalogue_markdown())
