"""Office pages of the registers.

`lists/`: list, open, edit, new, retire, history, template, export, the queue of blank jurisdictions.
`imports/`: the import page with its four steps.
"""
