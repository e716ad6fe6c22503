"""The fixed texts of the comparison table (对照表), as drafting practice of the mainland and of Taiwan has them."""

from __future__ import annotations

from typing import NamedTuple


class TableWording(NamedTuple):
    """The fixed texts of a layout. `{}` is filled in."""

    headings: tuple[str, ...]
    language: str
    caption: str
    note: str
    mark: str
    added: str
    removed: str
    removed_number_kept: str
    unchanged: str
    only_renumbered: str
    no_new_unit: str
    no_old_unit: str
    renumbered: str
    moved: str
    moved_from: str
    replaced: str
    split: str
    merged: str
    wording: str
    replace: str
    insert: str
    delete: str
    more: str
    throughout: str
    besides: str
    quotes: str


MAINLAND = TableWording(
    headings=("序号", "修改前", "修改后", "说明"),
    language="zh-CN",
    caption="《{}》修改前后对照表",
    note="注：修改前一栏标出的是删去的文字，修改后一栏标出的是新增的文字。",
    mark="b",
    added="新增。",
    removed="删除。",
    removed_number_kept="删除，条文序号保留。",
    unchanged="未修改。",
    only_renumbered="序号调整，由{}改为{}，内容未修改。",
    no_new_unit="（删除）",
    no_old_unit="（新增）",
    renumbered="序号调整，由{}改为{}。",
    moved="位置移动，文序调整。",
    moved_from="位置移动，由{}移至{}。",
    replaced="序号未变，内容重新规定。",
    split="由{}拆分而来。",
    merged="由{}合并而成。",
    wording="文字修改：{}。",
    replace="{}改为{}",
    insert="增加{}",
    delete="删去{}",
    more="等{}处",
    throughout="将全文中的“{}”统一修改为“{}”，共{}处。",
    besides="除前述调整外，其余修改如下。",
    quotes="“”",
)
TAIWAN = TableWording(
    headings=("修正條文", "現行條文", "說明"),
    language="zh-TW",
    caption="{}{}修正草案條文對照表",
    note="",
    mark="u",
    added="本{}新增。",
    removed="本{}刪除。",
    removed_number_kept="本{}刪除。",
    unchanged="本{}未修正。",
    only_renumbered="條次變更，內容未修正。",
    no_new_unit="（刪除）",
    no_old_unit="",
    renumbered="條次變更。",
    moved="位置移動。",
    moved_from="條次變更，由{}移列，位置並調整。",
    replaced="條次未變，內容重新規定。",
    split="由{}分列。",
    merged="由{}合併。",
    wording="文字修正：{}。",
    replace="{}修正為{}",
    insert="增列{}",
    delete="刪除{}",
    more="等{}處",
    throughout="全文「{}」統一修正為「{}」，共{}處。",
    besides="除前述調整外，其餘修正如下。",
    quotes="「」",
)
