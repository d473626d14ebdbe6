"""GraphQL over the read models and the application: who may ask, and how far an answer opens.

One module per noun of the schema (`household`, `delivery`, `partner`, ...). Beside them: who is
asking (`tokens`, `authentication`), what a request may cost (`limits`), how an error leaves
(`faults`), what one request has loaded and opened (`context`), and what each field of the schema
shows to whom (`exposure`).
"""
