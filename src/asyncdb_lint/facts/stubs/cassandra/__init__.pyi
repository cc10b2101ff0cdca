"""The package of the driver of Cassandra."""
