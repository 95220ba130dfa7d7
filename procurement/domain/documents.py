"""Files of an order: kept with what they are for, which decides who reads them."""

from collections.abc import Sequence

from marketplace.models import Attachment
from procurement.models import Order, OrderDocument


def keep_documents(order: Order, purpose: str, files: Sequence[Attachment]) -> list[OrderDocument]:
    """Hang stored files on the order, for those who may read this purpose; in the order they came."""
    return [OrderDocument.objects.create(order=order, attachment=file, purpose=purpose) for file in files]
