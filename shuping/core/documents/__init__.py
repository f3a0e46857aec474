"""An official document as data, independent of docx or pdf."""
