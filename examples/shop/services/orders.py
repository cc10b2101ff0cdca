"""Selling things."""

from fastapi import Depends, HTTPException

from shop import crud
from shop.database import get_session
from shop.models import Order
from shop.schemas import OrderIn


class OrderService:
    # The session has no annotation: what it is follows from its provider.
    def __init__(self, session=Depends(get_session)):
        self.session = session

    def place(self, wanted: OrderIn) -> Order:
        product = crud.get_product(self.session, wanted.product_id)
        if product is None or product.stock < wanted.quantity:
            raise HTTPException(409, "not in stock")
        return crud.create_order(self.session, wanted.customer_id, product, wanted.quantity)
