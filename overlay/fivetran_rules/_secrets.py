"""Tells which keys hold secrets: by the service's description, the official provider's list, and their names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_plus

from .published.catalogue import ServiceCatalogue

_SENSITIVE: Final = frozenset(
    (  # noqa: SIM905  # a list literal would be eight times as long
        "abs_connection_string access_key access_key_secret access_token account_access_token account_key "
        "account_token admin_api_key agent_password agreement_grant_token api_access_token api_key api_key_api_secret "
        "api_keys api_password api_read_access_token api_secret api_secret_key api_token api_user_identifier "
        "api_user_secret api_username app_id app_key app_secret app_secret_token app_specific_password "
        "application_key asm_password audience auth_code auth_secret auth_token bearer_token blob_sas_url business_id "
        "certificate certificate_id client_cert client_cert_key client_certificate client_certificate_private_key "
        "client_key client_private_key client_secret company_key company_request_token connect_password "
        "connection_string consumer_key consumer_secret customer_api_key default_host dsv_password dsv_service_auth "
        "dsv_subscription_key encryption_key ftp_password function_key function_trigger hana_backup_password "
        "integration_key key_password keystore keystore_password login_password oauth_subscription_key oauth_token "
        "oauth_token_secret ocapi_client_secret partner_user_secret pass_phrase passphrase password pat pat_secret "
        "pats pem_certificate pem_private_key personal_access_token personal_api_token pgp_pass_phrase pgp_secret_key "
        "primary_key private_access_token private_key private_token project_access_token query_param_value "
        "refresh_token report_service_api_key resource_token role_arn s3_export_role_arn s3_role_arn s3role_arn "
        "salesforce_security_token sasl_plain_key sasl_plain_secret sasl_scram256_key sasl_scram256_secret "
        "sasl_scram512_key sasl_scram512_secret schema_registry_key schema_registry_secret secret secret_access_key "
        "secret_key secrets secured_signon_key sender_password service_account_key service_account_secret "
        "service_authentication sftp_password short_code snc_certificate snc_certificate_source subscription_key "
        "tde_certificate tde_certificate_backup tde_certificate_path tde_password tde_private_key "
        "tde_private_key_backup tde_private_key_path tde_wallet_password tenant_id token token_id token_key "
        "token_secret token_secret_key tracking_subscription_key trusted_cert truststore user_key user_token "
        "web_service_api_key workspace_token ws_certificate x_api_key x_key x_master_key x_user_token"
    ).split()
)
"""
Keys that fields.json of the official Terraform provider calls sensitive, for all services or for some.

Source: github.com/fivetran/terraform-provider-fivetran, fivetran/common/fields.json at 153f4c30. Left out is `value`,
which is sensitive only within `secrets_list`, and there it is found by that name.
"""

_OPEN: Final = frozenset(
    (  # noqa: SIM905  # a list literal would be eight times as long
        "abs_public_key access_key_id are_soap_credentials_provided auth_header_key aws_credentials azure_credentials "
        "client_id client_name client_public_certificate community_api_key_name container_name "
        "custom_dimension_key_ids ekm_key_identifiers encoded_public_key enhanced_pass_ticket_type gcs_credentials "
        "hostname is_custom_api_credentials is_keypair is_private_key_encrypted key key_id key_store_type "
        "primary_keys project_credentials project_id project_key public_key refresh_token_expires_at region_token_url "
        "report_keys schema_registry_credentials_source sftp_is_key_pair sftp_public_key signer_public_key "
        "tde_certificate_name token_authenticated_container token_authenticated_database token_url_region "
        "use_api_keys username webhook_key"
    ).split()
)
"""Keys that the same list calls open for most services, though their names resemble secrets."""

_LOOKS_SECRET: Final = re.compile(
    r"passw|passphrase|secret|token|credential|private_?key|connection_string|certificate|sas_|_key_json"
    r"|(?:api|access|account|auth|encryption|pat|pem|sas|service_account)_?key"
    r"|(?:^|_)(?:pat|pem|pwd|jwt|pin|sas)$"
)
_LOOKS_OPEN: Final = re.compile(
    r"expires|expiry|public|_manager_|^trust_|_(?:type|mode|url|uri|endpoint|count|name|id|ids)$"
)


def is_secret(key: str, service: str | None = None) -> bool:
    """
    Return whether a key of `config` or `auth`, at any depth, holds a secret, so that its value is never to be shown.

    The official provider's list says which of its keys are secret. Any other key is secret if its name says so. With a
    service, the keys that its published description marks are secret, too.
    """
    if _is_named_like_a_secret(key):
        return True
    entry = ServiceCatalogue.packaged().entry(service) if service is not None else None
    return entry is not None and key in entry.secret_keys


def is_open(key: str) -> bool:
    """Return whether the official provider's list calls a key open, so that a file may have its value as text."""
    return key.lower() in _OPEN


def may_be_secret(key: str) -> bool:
    """Return whether a key holds a secret of some service: for a body whose service is not known, such as an update."""
    return _is_named_like_a_secret(key) or key in ServiceCatalogue.packaged().secret_keys


_IN_URL: Final = re.compile(
    r"((?<=://)(?:[^/?#@\s:]*:)?)([^/?#\s]+)(?=@)"  # a password, or a user without one
    r"|([?&#]([^?&#=\s]*)=)((?:[^&# \t\r\n]|#(?![^?&#=\s]*=))+)"  # a parameter, also of an address without its host
)
_SECRET_PARAMETERS: Final = frozenset({"auth", "key", "sig", "signature"})


def url_secrets(text: str) -> list[str]:
    """Return the secrets of URLs in a text: passwords, users without one, and parameters with names of secrets."""
    if "=" not in text and "@" not in text:  # most texts, and every text of every body comes here
        return []
    return [found[2] or found[5] for found in _IN_URL.finditer(text) if found[2] or _is_secret_parameter(found[4])]


def without_url_secrets(text: str) -> str:
    """Return a text with stars for the secrets of URLs in it, or of an address without its host."""

    def hide(found: re.Match[str]) -> str:
        return f"{found[1] or found[3] or ''}***" if found[2] or _is_secret_parameter(found[4]) else found[0]

    return _IN_URL.sub(hide, text)


def _is_secret_parameter(name: str) -> bool:
    """Return whether a parameter holds a secret, in any spelling; `auth[x]` is part of `auth`."""
    parts = re.split(r"\W+", unquote_plus(name).lower().replace("-", "_"))
    return any(part in _SECRET_PARAMETERS or is_secret(part) for part in parts)


@lru_cache(maxsize=4096)  # bodies have the same few keys again and again
def _is_named_like_a_secret(key: str) -> bool:
    name = key.lower()
    if name in _SENSITIVE or name in _OPEN:
        return name in _SENSITIVE
    return _LOOKS_SECRET.search(name) is not None and _LOOKS_OPEN.search(name) is None
