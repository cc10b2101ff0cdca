"""The default of a parameter that the container fills."""


injectable: object
