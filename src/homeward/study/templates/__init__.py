"""Templates for partners: a workbook to fill, what it asks, and the words it allows.

Gives: `templates.write.write_templates`.
"""
