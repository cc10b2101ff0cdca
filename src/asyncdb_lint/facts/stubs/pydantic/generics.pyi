"""Where the models with type parameters were once."""
from pydantic.main import BaseModel as GenericModel
