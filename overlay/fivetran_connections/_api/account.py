"""The account."""

from __future__ import annotations

from fivetran_client.api import account as account_api
from fivetran_client.models import AccountInfo

from .._http.retry import send
from .._http.steps import Steps, call
from .methods import D, Resource, client_method


class Account(Resource[D]):
    """`/v1/account`: the account behind the key."""

    @client_method
    def info(self) -> Steps[AccountInfo]:
        """Get the account behind the key: the usual way to check a key."""
        return send(call(account_api.get_account_info))
