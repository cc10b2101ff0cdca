"""Figures for the owner."""

from sqlalchemy.orm import Session

from shop.models import Order, Product


async def revenue_by_product(session: Session) -> dict[str, int]:
    sold = session.query(Product.title, Product.price * Order.quantity).join(Order, Order.product_id == Product.id)
    totals: dict[str, int] = {}
    for title, amount in sold:
        totals[title] = totals.get(title, 0) + amount
    return totals
