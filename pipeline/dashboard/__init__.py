"""The analysts' pages, over the published snapshot.

`serve` starts them, `app` is what Streamlit runs, the modules that end in `_page` are a page each. They select from
marts and draw; what divides or counts is a mart. Words of strangers (titles, quotes, names of sources and outlets)
reach the screen only through `st.text`, tables, charts, or `as_typed.literal`.
"""
