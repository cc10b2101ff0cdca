"""One module for each framework; each has its own `inject`."""
