"""What all pages are made of. A room adds `pages.py`, `templates/` and `english.toml`.

page        routers of pages; View, what a page is shown with
forms       Form: one that is shown, or shown again
sent        Sent[T]: one that was sent, read into the API's own schema
standing    what has become of the object of a form that is stale
shape       from the fields of a form to what JSON would have said
session     the cookie that says who asks, and what happens when it has run out
crosssite   no other site can make a browser change anything
problems    a refusal as a page
filters     the fields of a filter that more than one list has
menu        what there is, for whom
words       Chinese is the key, English the table
assets      static files, named by their digest
templating  where templates are found, and what they may use
cells       those of lists
formats     days, instants, sums
"""
