import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { play, readTranscript, skipped, stepsOf, textOf } from './transcript.ts'

const folder = fileURLToPath(new URL('transcripts/', import.meta.url))

for (const name of readdirSync(folder).sort())
  test(`kubectl prints what ${name} says`, { skip: skipped }, async () => {
    const file = join(folder, name)
    const text = readTranscript(file)
    const played = textOf(await play(stepsOf(text), {}))
    if (process.env.RECORD === '1') writeFileSync(file, played)
    else assert.equal(played, text)
  })
