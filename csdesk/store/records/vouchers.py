"""Vouchers by code, and what stands in for a voucher that is not there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csdesk.store.records.ids import every_id, first_id

if TYPE_CHECKING:
    from csdesk.store.settings import Execute

WITHOUT_VOUCHER: Final = """
SELECT remedy.id
FROM remedy
WHERE complaint_id = ? AND kind = 'voucher' AND granted_at IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM voucher WHERE voucher.remedy_id = remedy.id)
ORDER BY granted_at DESC, remedy.id DESC
LIMIT 1
"""
OF_COMPLAINT: Final = """
SELECT voucher.id
FROM voucher JOIN remedy ON remedy.id = voucher.remedy_id
WHERE remedy.complaint_id = ?
ORDER BY voucher.id
"""


def voucher_with_code(execute: Execute, code: str) -> int | None:
    """The voucher of that code, as it is kept, or None."""
    return first_id(execute("SELECT id FROM voucher WHERE code = ?", (code,)))


def remedy_without_voucher(execute: Execute, complaint_id: int | None) -> int | None:
    """The newest voucher granted for a complaint that was never issued, or None."""
    return first_id(execute(WITHOUT_VOUCHER, (complaint_id,)))


def vouchers_of_complaint(execute: Execute, complaint_id: int | None) -> list[int]:
    """The vouchers issued as remedies of a complaint."""
    return every_id(execute(OF_COMPLAINT, (complaint_id,)))


def vouchers_of_remedy(execute: Execute, remedy_id: int) -> list[int]:
    """The vouchers issued as that remedy: one at most, unless somebody else wrote."""
    rows = execute("SELECT id FROM voucher WHERE remedy_id = ?", (remedy_id,))
    return every_id(rows)
