"""The command line ``fivetran-connections``: thin commands over connections as code and the client."""
