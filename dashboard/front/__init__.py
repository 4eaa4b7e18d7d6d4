"""The script that every visit runs: the list of pages and the frame around them.

It lies in a folder of its own, since Streamlit takes a folder `pages` beside its script for pages
in its older style, and then opens a page without running the script.
"""
