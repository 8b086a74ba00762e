"""The words of pages, pictures and data in other languages than English: catalogues, and how a text is looked up in them."""
