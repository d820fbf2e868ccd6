# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class NetworkingMethod(StrEnum):
    """The way in which Fivetran reaches the source."""

    DIRECTLY = "Directly"
    PRIVATE_LINK = "PrivateLink"
    SSH_TUNNEL = "SshTunnel"
    PROXY_AGENT = "ProxyAgent"

    def __str__(self) -> str:
        return str(self.value)
