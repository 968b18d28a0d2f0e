// docs/graphql.md is the test: its manifests are applied, its questions asked, its answers compared.
// RECORD=1 writes the answers anew.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { makeWorld, type World } from './world.ts'

const FILE = new URL('../../docs/graphql.md', import.meta.url)

let world: World
let url: string
before(async () => {
  world = await makeWorld()
  await world.cluster.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(world.cluster.app.server.address() as AddressInfo).port}/graphql`
})
after(() => world.cluster.close())

interface Question {
  readonly query: string
  readonly answer: string
}

/** Each question with the answer behind it, which is empty while it is not recorded. */
const questionsIn = (text: string): Question[] =>
  [...text.matchAll(/```graphql\n([\s\S]*?)```\n(?:\n```json\n([\s\S]*?)```\n)?/g)].map(match => ({
    query: match[1] ?? '',
    answer: match[2] ?? '',
  }))

const titlesIn = (text: string): string[] => text.match(/^### .*/gm) ?? []

async function settled(): Promise<void> {
  await world.cluster.settle()
  await world.cluster.advance(60_000)
}

/** The first events of a subscription; something happens when the initial state has been told. */
async function eventsOf(query: string, act: () => Promise<unknown>): Promise<unknown[]> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query }),
  })
  const found: unknown[] = []
  let text = ''
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const parts = (text + Buffer.from(chunk).toString()).split('\n\n')
    text = parts.pop() ?? ''
    for (const part of parts) {
      if (!part.includes('{')) continue
      const event = JSON.parse(part.slice(part.indexOf('{')))
      found.push(event)
      const [change] = Object.values(event.data) as { type: string }[]
      if (change?.type === 'BOOKMARK') await act()
      if (change?.type === 'MODIFIED') return found
    }
  }
  return found
}

test('the questions in the documentation have the answers that stand there', async () => {
  const text = readFileSync(FILE, 'utf8')
  const manifests = /```yaml\n([\s\S]*?)```/.exec(text)?.[1]
  await world.data('mutation($yaml: String!) { apply(yaml: $yaml, manager: "me") { kind } }', {
    yaml: manifests,
  })
  await settled()
  const questions = questionsIn(text)
  assert.ok(titlesIn(text).length >= 20)
  const answers: unknown[] = []
  for (let at = 0; at < questions.length; at++) {
    const { query } = questions[at] as Question
    if (query.startsWith('subscription')) {
      const next = questions[at + 1]
      // A mutation behind it is made while it is open.
      const isMeant = next?.query.startsWith('mutation') && query.includes('initialState')
      const meanwhile = isMeant ? next : undefined
      let answer: unknown
      answers.push(
        await eventsOf(query, async () => {
          if (meanwhile !== undefined) answer = await world.ask(meanwhile.query)
        }),
      )
      if (meanwhile === undefined) continue
      answers.push(answer)
      at++
    } else answers.push(await world.ask(query))
    if (query.startsWith('mutation')) await settled()
  }
  if (process.env.RECORD === '1') return record(text, answers)
  for (const [at, { query, answer }] of questions.entries())
    assert.deepEqual(answers[at], JSON.parse(answer), query)
})

function record(text: string, answers: readonly unknown[]): void {
  let at = 0
  const recorded = text.replace(
    /(```graphql\n[\s\S]*?```\n)(?:\n```json\n[\s\S]*?```\n)?/g,
    (_, question: string) => `${question}\n\`\`\`json\n${compact(answers[at++])}\n\`\`\`\n`,
  )
  writeFileSync(FILE, recorded)
}

const WIDTH_MAX = 100

/** JSON whose short parts stand in one line. */
function compact(value: unknown, indent = ''): string {
  const line = JSON.stringify(value)
  if (line.length + indent.length <= WIDTH_MAX || typeof value !== 'object' || value === null)
    return line.replace(/("(?:\\.|[^"\\])*")|([:,])/g, (_, text, sign) => text ?? `${sign} `)
  const inner = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map(each => inner + compact(each, inner))
    : Object.entries(value).map(([key, each]) => `${inner}"${key}": ${compact(each, inner)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`
}
