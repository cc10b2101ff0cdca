"""A small shop whose coroutines call a synchronous database session. `shop_fixed` beside it does the same rightly."""
