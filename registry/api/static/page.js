// Nothing stays in the browser: neither the token nor a query, which may hold somebody's name.
const kept = new Map();
const storage = {
  getItem: (key) => (kept.has(key) ? kept.get(key) : null),
  setItem: (key, value) => kept.set(key, value),
  removeItem: (key) => kept.delete(key),
  clear: () => kept.clear(),
  get length() {
    return kept.size;
  },
};

const welcome = `# اكتب الاستعلام هنا ثم اضغط Ctrl-Enter.
# Write a query here and press Ctrl-Enter.
query {
  me {
    partner { nameAr nameEn }
    roles
    purpose
  }
}
`;

async function fetcher(parameters, options) {
  const response = await fetch("graphql", {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json, application/json",
      "content-type": "application/json",
      ...(options && options.headers),
    },
    body: JSON.stringify(parameters),
  });
  return response.json();
}

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: welcome,
    defaultHeaders: '{\n  "Authorization": "Bearer "\n}',
    defaultEditorToolsVisibility: "headers",
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    storage,
  }),
);
