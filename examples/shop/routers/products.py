"""What is for sale."""

from fastapi import APIRouter

from shop import crud
from shop.database import SessionDep
from shop.schemas import ProductOut
from shop.services import reports

router = APIRouter(prefix="/products")


@router.get("", response_model=list[ProductOut])
async def list_products(session: SessionDep):
    return crud.list_products(session)


@router.get("/revenue")
async def revenue(session: SessionDep) -> dict[str, int]:
    return await reports.revenue_by_product(session)
