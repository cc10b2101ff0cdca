"""Networks: plain text."""
from pydantic import AnyHttpUrl as AnyHttpUrl, AnyUrl as AnyUrl, EmailStr as EmailStr, HttpUrl as HttpUrl, PostgresDsn as PostgresDsn
