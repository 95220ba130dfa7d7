"""Addresses of this package, gathered from its views; the root includes them by name."""

from procurement.views import order_plans, ordering, orders, programmes

app_name = "procurement"

urlpatterns = [
    *programmes.routes,
    *orders.routes,
    *order_plans.routes,
    *ordering.routes,
]
