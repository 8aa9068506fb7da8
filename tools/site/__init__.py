"""The site: the pages of docs/ in the order of docs/navigation.yaml, built without a network, and held to its promises.

`navigation` reads the order, `pages` knows links and anchors of Markdown as a Git host has them, `building` lays out
what zensical builds, `built` looks at the HTML that came of it.
"""
