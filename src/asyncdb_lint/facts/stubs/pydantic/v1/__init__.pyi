"""The first version of the library, inside the second."""
from pydantic import BaseModel as BaseModel, Field as Field, ValidationError as ValidationError, root_validator as root_validator, validator as validator
