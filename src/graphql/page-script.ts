/** What the editor does; it runs in the browser, so it is plain text here. */
export const SCRIPT = `
const $ = id => document.getElementById(id)
const examples = {
  'Nodes and their Pods': '{\\n  nodes {\\n    nodes {\\n      metadata { name }\\n      pods { metadata { namespace name } status { phase } }\\n    }\\n  }\\n}',
  'Where DaemonSets run, and why not': '{\\n  daemonSets {\\n    nodes {\\n      metadata { name }\\n      nodes { node { metadata { name } } shouldRun covered reasons }\\n    }\\n  }\\n}',
  'Changes of Pods': 'subscription {\\n  podsChanged(initialState: true) {\\n    type\\n    resourceVersion\\n    object { metadata { name } status { phase } }\\n  }\\n}',
  'Cordon a node': 'mutation {\\n  cordonNode(name: "worker-1") { spec { unschedulable } }\\n}',
}
for (const name in examples) $('examples').add(new Option(name))
$('examples').onchange = () => { $('query').value = examples[$('examples').value]; save() }
const save = () => { try { localStorage.setItem('mimikube.query', $('query').value) } catch {} }
try { $('query').value = localStorage.getItem('mimikube.query') || '' } catch {}
$('query').value ||= Object.values(examples)[0]

const now = () => performance.mark('now').startTime
let running
$('run').onclick = run
$('stop').onclick = () => running && running.abort()
document.addEventListener('keydown', event => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run() })

async function run() {
  if (running) running.abort()
  const own = running = new AbortController()
  save()
  $('result').textContent = ''
  $('stop').hidden = false
  const start = now()
  try {
    const query = $('query').value
    const variables = $('variables').value.trim() ? JSON.parse($('variables').value) : undefined
    const isSubscription = /^\\s*subscription\\b/m.test(query)
    const response = await fetch('/graphql', {
      method: 'POST', signal: own.signal, body: JSON.stringify({ query, variables }),
      headers: { 'Content-Type': 'application/json', Accept: isSubscription ? 'text/event-stream' : 'application/json' },
    })
    if (!isSubscription) $('result').textContent = JSON.stringify(await response.json(), null, 2)
    else await readEvents(response)
    $('time').textContent = Math.round(now() - start) + ' ms'
  } catch (error) {
    if (error.name !== 'AbortError') $('result').textContent = String(error)
  }
  if (running === own) $('stop').hidden = true
}

async function readEvents(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (text + part.value).split('\\n\\n')
    text = events.pop()
    for (const event of events) {
      const data = event.split('\\n').find(line => line.startsWith('data: {'))
      if (data) $('result').textContent = (JSON.stringify(JSON.parse(data.slice(6)), null, 2) + '\\n\\n' + $('result').textContent).slice(0, 200000)
    }
  }
}

let types = new Map()
const ref = 'name kind ofType { name kind ofType { name kind ofType { name kind } } }'
fetch('/graphql', {
  method: 'POST', headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ query: '{ __schema { types { name description kind fields { name description args { name description type { ' + ref + ' } } type { ' + ref + ' } } inputFields { name description type { ' + ref + ' } } enumValues { name description } } } }' }),
}).then(response => response.json()).then(({ data, errors }) => {
  if (!data) throw new Error(errors[0].message)
  types = new Map(data.__schema.types.map(type => [type.name, type]))
  show('Query')
}).catch(error => { $('docs').textContent = String(error.message) })

const nameOf = type => type.name || nameOf(type.ofType)
const textOf = type => type.kind === 'NON_NULL' ? textOf(type.ofType) + '!' : type.kind === 'LIST' ? '[' + textOf(type.ofType) + ']' : type.name
function line(tag, text, onclick) {
  const element = document.createElement(tag)
  element.textContent = text
  if (onclick) element.onclick = onclick
  return element
}
function show(name) {
  const type = types.get(name)
  if (!type) return
  const nav = ['Query', 'Mutation', 'Subscription'].flatMap(root => [line('a', root, () => show(root)), ' '])
  $('docs').replaceChildren(...nav, line('h4', name), line('p', type.description || ''), ...membersOf(type))
}
const membersOf = type => [...(type.fields || []), ...(type.inputFields || []), ...(type.enumValues || [])].flatMap(field => entryOf(field))
function entryOf(field, of) {
  const row = document.createElement('div')
  const args = (field.args || []).map(arg => arg.name + ': ' + textOf(arg.type)).join(', ')
  row.append(line('code', (of ? of + '.' : '') + field.name + (args ? '(' + args + ')' : '')))
  if (field.type) row.append(': ', line('a', textOf(field.type), () => show(nameOf(field.type))))
  return [row, line('p', field.description || '')]
}
$('search').oninput = () => {
  const wanted = $('search').value.toLowerCase()
  if (!wanted) return show('Query')
  const found = []
  for (const type of types.values()) {
    if (type.name.toLowerCase().includes(wanted)) found.push(line('a', type.name, () => show(type.name)), document.createElement('br'))
    for (const field of type.fields || []) if (found.length < 200 && field.name.toLowerCase().includes(wanted)) found.push(...entryOf(field, type.name))
  }
  $('docs').replaceChildren(...found)
}

// Completion: what the type at the cursor has that begins with the word before it.
function typeAtCursor(text) {
  const operation = /\\b(mutation|subscription)\\b/.exec(text)
  let stack = []
  const words = text.replace(/#.*|"(\\\\.|[^"\\\\])*"?/g, '').replace(/\\([^()]*\\)/g, '').match(/[A-Za-z_]\\w*|[{}:]|\\.\\.\\./g) || []
  let last = ''
  words.forEach((word, at) => {
    if (word === '{') {
      const parent = stack.at(-1)
      if (stack.length === 0) stack.push(operation ? operation[1][0].toUpperCase() + operation[1].slice(1) : 'Query')
      else if (words[at - 2] === 'on') stack.push(last)
      else {
        const field = (types.get(parent)?.fields || []).find(({ name }) => name === last)
        stack.push(field ? nameOf(field.type) : '')
      }
    } else if (word === '}') stack.pop()
    else if (word !== ':' && word !== '...') last = word
  })
  return stack.at(-1)
}
function hint() {
  const { value, selectionStart } = $('query')
  const before = value.slice(0, selectionStart)
  const word = /\\w*$/.exec(before)[0]
  const type = types.get(typeAtCursor(before.slice(0, before.length - word.length)))
  const found = (type?.fields || []).filter(({ name }) => word && name !== word && name.toLowerCase().startsWith(word.toLowerCase())).slice(0, 12)
  const take = name => {
    $('query').setRangeText(name, selectionStart - word.length, selectionStart, 'end')
    $('hints').hidden = true
    $('query').focus()
  }
  $('hints').replaceChildren(...found.map(({ name, type: of }) => line('li', name + ': ' + textOf(of), () => take(name))))
  $('hints').hidden = found.length === 0
  return found.length ? () => take(found[0].name) : undefined
}
let complete
$('query').oninput = () => { complete = hint() }
$('query').onkeydown = event => {
  if (event.key === 'Escape') $('hints').hidden = true
  if (event.key !== 'Tab' || event.shiftKey) return
  event.preventDefault()
  if (!$('hints').hidden && complete) complete()
  else $('query').setRangeText('  ', $('query').selectionStart, $('query').selectionEnd, 'end')
}
`
