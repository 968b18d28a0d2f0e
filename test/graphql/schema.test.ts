// The schema as it was reviewed last. A change of it stands in the diff of a commit, where it can be looked at.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import {
  buildClientSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
} from 'graphql'
import { makeWorld, type World } from './world.ts'

const FILE = new URL('./schema.sdl', import.meta.url)
const LINES_SHOWN = 20

let world: World
before(async () => {
  world = await makeWorld(1)
})
after(() => world.cluster.close())

/** Lines that stand in one of two lists only. */
const beyond = (lines: readonly string[], others: readonly string[]): string[] => {
  const known = new Set(others)
  return lines.filter(line => !known.has(line)).slice(0, LINES_SHOWN)
}

test('the schema is the one that was reviewed; RECORD=1 npm test -- graphql/schema writes it anew', async () => {
  const told = await world.data<IntrospectionQuery>(getIntrospectionQuery({ descriptions: false }))
  const schema = lexicographicSortSchema(buildClientSchema(told))
  const text = `${printSchema(schema)}\n`
  if (process.env.RECORD === '1') return writeFileSync(FILE, text)
  const reviewed = readFileSync(FILE, 'utf8')
  if (text === reviewed) return
  const [now, before] = [text.split('\n'), reviewed.split('\n')]
  assert.deepEqual(
    { added: beyond(now, before), gone: beyond(before, now) },
    { added: [], gone: [] },
  )
  assert.fail('the same lines stand in another order: write the schema anew')
})
