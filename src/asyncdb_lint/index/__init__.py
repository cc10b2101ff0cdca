"""What is declared: modules, classes and functions by name, over the whole project and the library facts."""
