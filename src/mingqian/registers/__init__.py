"""一单两库: items, subjects, inspectors, experts; recusals; imports; versions."""
