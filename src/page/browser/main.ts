// The editor: GraphiQL with our examples beside its documentation and history.
import { useEditorContext } from '@graphiql/react'
import { GraphiQL } from 'graphiql'
import { Kind, type OperationDefinitionNode, parse } from 'graphql'
import { createElement as h } from 'react'
import { createRoot } from 'react-dom/client'
import 'graphiql/style.css'
import './main.css'
import { EXAMPLES, type Example } from './examples.ts'
import { ask, type Question } from './fetcher.ts'

interface Asked {
  readonly headers?: Readonly<Record<string, string>>
}

/** The editor may still name an operation that was replaced a moment ago; then the only one there is is meant. */
const fetcher = (question: Question, { headers = {} }: Asked = {}) => {
  const operations = operationsIn(question.query)
  const named = operations.find(({ name }) => name?.value === question.operationName)
  const meant = named ?? operations[0]
  const { operationName, ...unnamed } = question
  const sent = named === undefined ? unnamed : { ...unnamed, operationName }
  return ask(sent, headers, meant?.operation === 'subscription')
}

/** None where the text is no query: the server says why. */
function operationsIn(query: string): OperationDefinitionNode[] {
  try {
    return parse(query).definitions.filter(each => each.kind === Kind.OPERATION_DEFINITION)
  } catch {
    return []
  }
}

const examples = {
  title: 'Examples',
  icon: () =>
    h(
      'svg',
      { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 },
      h('path', {
        d: 'M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.9c.6.5 1 1.2 1 2.1h5c0-.9.4-1.6 1-2.1A6 6 0 0 0 12 3z',
      }),
    ),
  content: Examples,
}

function Examples() {
  const { queryEditor, variableEditor } = useEditorContext({ nonNull: true })
  const open = ({ query, variables = '' }: Example): void => {
    queryEditor?.setValue(query)
    variableEditor?.setValue(variables)
    queryEditor?.focus()
  }
  return h(
    'section',
    { 'aria-label': 'Examples', className: 'examples' },
    h('header', { className: 'graphiql-doc-explorer-title' }, 'Examples'),
    h('p', null, 'A click puts one into the editor; Ctrl-Enter asks it.'),
    h(
      'ul',
      null,
      EXAMPLES.map(example =>
        h(
          'li',
          { key: example.title },
          h(
            'button',
            // GraphiQL loads its editors late; a click before would do nothing.
            {
              type: 'button',
              disabled: queryEditor === null || variableEditor === null,
              onClick: () => open(example),
            },
            example.title,
          ),
        ),
      ),
    ),
  )
}

/** Who comes for the first time is shown what to begin with. GraphiQL opens no pane by itself, so its button is pressed. */
function openExamples(within: Element): void {
  const observer = new MutationObserver(() => {
    const button = within.querySelector<HTMLButtonElement>('button[aria-label="Show Examples"]')
    if (button === null) return
    observer.disconnect()
    button.click()
  })
  observer.observe(within, { childList: true, subtree: true })
}

const place = document.getElementById('editor')
if (place !== null) {
  if (localStorage.getItem('graphiql:tabState') === null) openExamples(place)
  createRoot(place).render(
    h(
      GraphiQL,
      {
        fetcher: fetcher as never,
        plugins: [examples],
        defaultQuery: EXAMPLES[0]?.query ?? '',
        shouldPersistHeaders: false,
      },
      h(GraphiQL.Logo, null, 'mimikube'),
    ),
  )
}
