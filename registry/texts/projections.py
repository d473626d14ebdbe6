"""Texts of registry.projections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    "page_size_out_of_range": Text(
        "يُطلب من 1 إلى {largest:صفين} في المرة، لا {first}.",
        "Ask for 1 to {largest} rows at a time, not {first}.",
    ),
    "read_model_unknown": Text(
        "لا يوجد نموذج قراءة باسم «{name}». الموجود: {known}.",
        "There is no read model “{name}”. There are: {known}.",
    ),
    "read_models_behind": Text(
        "لم تصل القراءة بعد إلى الموضع {position}؛ وصلت إلى {reached}. أعد المحاولة بعد قليل.",
        "What is read has not come to position {position} yet, only to {reached}. Try again in a moment.",
    ),
    "position_out_of_range": Text(
        "لا يوجد الموضع {position}: المواضع من 0 إلى {reached}.",
        "There is no position {position}: positions run from 0 to {reached}.",
    ),
    "rebuild_running": Text(
        "تجري إعادة بناء أخرى لنماذج القراءة. انتظر حتى تنتهي.",
        "Another rebuild is running. Wait until it has finished.",
    ),
    "rebuild_differs": Text(
        "النموذج «{model}» بعد إعادة بنائه حتى الموضع {position} يخالف المقروء الآن ({live} ← {rebuilt})، فلم يُستبدل.",
        "“{model}” rebuilt up to position {position} differs from what is read now ({live}, rebuilt {rebuilt}), "
        "so nothing was exchanged.",
    ),
    "rebuild_in_the_way": Text(
        "لم يُفسح قارئ طويل لاستبدال النموذج «{model}». أعد المحاولة.",
        "A long reader left no moment to exchange “{model}”. Try again.",
    ),
}
