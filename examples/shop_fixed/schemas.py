"""What clients send and receive."""

from pydantic import BaseModel, ConfigDict


class Stored(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int


class CustomerOut(Stored):
    name: str


class ProductOut(Stored):
    title: str
    price: int
    stock: int


class OrderIn(BaseModel):
    customer_id: int
    product_id: int
    quantity: int = 1


class OrderOut(Stored, OrderIn):
    pass
