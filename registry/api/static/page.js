// The token goes in the headers editor and is kept nowhere: not in the browser's storage either.
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
  }),
);
