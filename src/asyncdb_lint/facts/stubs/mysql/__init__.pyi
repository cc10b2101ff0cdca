"""The package of MySQL Connector/Python."""
