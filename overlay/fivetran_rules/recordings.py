"""
Recordings of a trial: the requests to throwaway connections and the answers, without anything of the account.

`doctor --trial --record` writes them, and `fivetran-mock compare` reads them. No IO.
"""

from __future__ import annotations

import re
from typing import Final

PREFIX: Final = "fc_trial_"
"""The beginning of each schema that a trial makes."""
OWN: Final = re.compile(rf"{PREFIX}[0-9a-f]{{6}}_\d+(_caps|_x)?(\.[a-z]+)?", re.IGNORECASE)
"""The schema of a connection that a trial has made; nothing else is ever deleted by one."""
INVENTED: Final = "invented"
"""Each value and secret of a throwaway connection that may be any text."""
