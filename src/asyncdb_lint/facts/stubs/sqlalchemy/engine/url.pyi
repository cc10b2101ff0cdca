"""Database URLs: plain data."""

from collections.abc import Mapping
from typing import Any

class URL:
    drivername: str
    username: str | None
    password: Any
    host: str | None
    port: int | None
    database: str | None
    query: Mapping[str, Any]
    @classmethod
    def create(
        cls,
        drivername: str,
        username: str | None = None,
        password: str | None = None,
        host: str | None = None,
        port: int | None = None,
        database: str | None = None,
        query: object = ...,
    ) -> URL: ...
    def set(
        self,
        drivername: str | None = None,
        username: str | None = None,
        password: str | None = None,
        host: str | None = None,
        port: int | None = None,
        database: str | None = None,
        query: object = None,
    ) -> URL: ...
    def update_query_string(self, query_string: str, append: bool = False) -> URL: ...
    def update_query_pairs(self, key_value_pairs: object, append: bool = False) -> URL: ...
    def update_query_dict(self, query_parameters: object, append: bool = False) -> URL: ...
    def difference_update_query(self, names: object) -> URL: ...
    def render_as_string(self, hide_password: bool = True) -> str: ...
    def get_backend_name(self) -> str: ...
    def get_driver_name(self) -> str: ...
    def get_dialect(self) -> Any: ...
    def translate_connect_args(self, names: object = None, **kw: Any) -> dict[str, Any]: ...
    @property
    def normalized_query(self) -> Mapping[str, Any]: ...

def make_url(name_or_url: object) -> URL: ...
