"""The asynchronous half of the driver."""
