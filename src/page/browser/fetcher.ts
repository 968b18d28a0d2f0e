// How the editor asks: by POST, and for subscriptions by server-sent events, which take the same headers.

export interface Question {
  readonly query: string
  readonly variables?: unknown
  readonly operationName?: string | null | undefined
}

/** Asks one question; an answer that goes on is an iterator, which ends the request when it is left. */
export async function ask(
  question: Question,
  headers: Readonly<Record<string, string>>,
  isSubscription: boolean,
): Promise<unknown> {
  const abort = new AbortController()
  const response = await fetch('/graphql', {
    method: 'POST',
    signal: abort.signal,
    headers: {
      ...headers,
      'Content-Type': 'application/json',
      Accept: isSubscription ? 'text/event-stream' : 'application/json',
    },
    body: JSON.stringify(question),
  })
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
  if (!isStream || response.body === null) return response.json()
  return eventsOf(response.body, () => abort.abort())
}

async function* eventsOf(
  body: ReadableStream<Uint8Array>,
  leave: () => void,
): AsyncGenerator<unknown> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  try {
    let text = ''
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const [events, rest] = split(text + decoder.decode(part.value, { stream: true }))
      text = rest
      for (const event of events) yield event
    }
  } finally {
    leave()
  }
}

/** The data of the events that have come whole, and what has not. */
export function split(text: string): [events: unknown[], rest: string] {
  const parts = text.split('\n\n')
  const rest = parts.pop() ?? ''
  const events = parts.flatMap(part => {
    const data = part.split('\n').find(line => line.startsWith('data: {'))
    return data === undefined ? [] : [JSON.parse(data.slice('data: '.length)) as unknown]
  })
  return [events, rest]
}
