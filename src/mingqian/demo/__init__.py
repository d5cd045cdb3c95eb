"""The demonstration county: an invented county's registers, people, items and plan, from one seed.

Everything is invented and marked 演示数据; nothing belongs to anybody real (`mingqian.demo.numbers`
says why). The generator writes ordinary register files (`mingqian.demo.files`), which the product takes
in by its own import, so that the demonstration walks the same road as a real bureau. Pure: no Django,
no clock, no `random`.
"""
