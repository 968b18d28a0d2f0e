/** The page; all that it does and looks like is in the bundle. */
export const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>mimikube GraphQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphiql/main.css">
</head>
<body>
<div id="editor">Loading the editor …</div>
<script type="module" src="/graphiql/main.js"></script>
</body>
</html>
`
