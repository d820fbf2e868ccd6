"""Recognition of keys that hold secrets."""

import pytest

from fivetran_rules import is_secret


@pytest.mark.parametrize(
    "key",
    [
        *("password", "db_password", "PASSWD", "client_secret", "api_key", "apiKey", "access_token", "private_key"),
        *("passphrase", "aws_secret_access_key", "other_credentials", "pat", "connection_string", "secrets_list"),
        *("my_pem", "x_jwt", "auth_key", "server_certificate", "blob_sas", "gcs_key_json"),
    ],
)
def test_secrets_are_known_by_their_names(key):
    """The usual names of secrets are recognized in any spelling."""
    assert is_secret(key)


@pytest.mark.parametrize(
    "key", ["account_key", "consumer_key", "pass_phrase", "tenant_id", "role_arn", "token_id", "blob_sas_url", "value"]
)
def test_the_official_list_is_known(key):
    """Keys that the official provider calls sensitive are secret under any name, except `value`."""
    assert is_secret(key) is (key != "value")


@pytest.mark.parametrize(
    "key",
    [
        *("schema", "host", "user", "refresh_token_expires_at", "auth_type", "token_url", "public_key", "path"),
        *("keyspace", "external_secrets_manager_id", "compatible", "secret_name", "trust_certificates", "secret_ids"),
        *("access_key_id", "is_private_key_encrypted", "aws_credentials", "use_api_keys", "client_id"),
    ],
)
def test_harmless_keys_are_left(key):
    """Names that resemble secrets, and those that the official list calls open, are not secret."""
    assert not is_secret(key)
