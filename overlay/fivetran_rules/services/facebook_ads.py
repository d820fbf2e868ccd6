"""Rules of ``facebook_ads``, beside those of every connection; its shape is not in the document."""

from __future__ import annotations

from typing import Final

from .. import _sources as source
from .._rule import Rule, documented, not_beside

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="user_access_token.exclusive",
        condition=not_beside("/auth/user_access_token", key="/auth/access_token"),
        basis=documented(source.FACEBOOK_ADS_DEFINITION),
        message="Give access_token or user_access_token, not both.",
    ),
)
