"""What audit refuses, in words."""

from mingqian.acts.refusal import register_wording

register_wording({"audit.running": "正在核验，还没有结束。请等这一次完成。"})
