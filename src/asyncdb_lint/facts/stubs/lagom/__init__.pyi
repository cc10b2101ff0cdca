"""A container that gives what a type asks for (executed with lagom 2.7)."""

from lagom.container import Container as Container, ExplicitContainer as ExplicitContainer
from lagom.context_based import ContextContainer as ContextContainer
from lagom.decorators import bind_to_container as bind_to_container, magic_bind_to_container as magic_bind_to_container
from lagom.decorators import context_dependency_definition as context_dependency_definition
from lagom.decorators import dependency_definition as dependency_definition
from lagom.definitions import Singleton as Singleton, Alias as Alias
from lagom.markers import injectable as injectable
