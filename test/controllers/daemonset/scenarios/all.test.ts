// The scenarios that a DaemonSet has to stand are numbered; each test here begins with the number of its own.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const SCENARIOS = 105

test('each of the scenarios has a test', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const texts = readdirSync(folder).map(file => readFileSync(`${folder}/${file}`, 'utf8'))
  const found = new Set(texts.flatMap(text => [...text.matchAll(/['`](\d+) /g)].map(([, n]) => n)))
  const missing = Array.from({ length: SCENARIOS }, (_, n) => String(n + 1)).filter(
    number => !found.has(number),
  )
  assert.deepEqual(missing, [])
})
