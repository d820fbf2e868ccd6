"""The command line ``fivetran-connections``: thin commands over the rules and the client."""
