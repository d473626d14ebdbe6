"""From a file as somebody sent it to drafts, warnings and rejects; and from drafts into the log.

Pure as far as `reading`: a file becomes sheets, sheets become tables, columns are mapped to fields, rows become drafts.
`importing` alone writes.
"""
