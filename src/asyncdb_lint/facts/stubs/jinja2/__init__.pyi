"""Templates: rendering reads what they are given, on the thread that renders."""
from typing import Any
from jinja2.environment import Environment as Environment, Template as Template
from jinja2.loaders import BaseLoader as BaseLoader, ChoiceLoader as ChoiceLoader, DictLoader as DictLoader, FileSystemLoader as FileSystemLoader, FunctionLoader as FunctionLoader, PackageLoader as PackageLoader, PrefixLoader as PrefixLoader

def select_autoescape(enabled_extensions: object = ..., disabled_extensions: object = ..., default_for_string: bool = ..., default: bool = ...) -> Any: ...
