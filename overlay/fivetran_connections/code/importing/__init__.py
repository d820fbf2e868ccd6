"""Import: existing connections, or those of a Terraform state, as files whose plan is empty."""
