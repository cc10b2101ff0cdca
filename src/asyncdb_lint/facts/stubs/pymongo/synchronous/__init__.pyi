"""The synchronous half of the driver."""
